"""The stalls of a market, their cards, and the tables a market sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.models import Body
from hengjian_portal.look.figures import language
from hengjian_portal.look.workbook import workbook
from hengjian_portal.scales import fitness, late_entry, markets, queries
from hengjian_portal.scales.actions import entering, stalls
from hengjian_portal.scales.forms.market import (
    CardForm,
    CloseForm,
    GoodsForm,
    StallForm,
    TableForm,
    WhyForm,
)
from hengjian_portal.scales.models import Card, Stall
from hengjian_portal.scales.sent_rows import Column, Found
from hengjian_portal.scales.views.acting import put_error, sent
from hengjian_portal.scales.views.market import market_of, own_market


@door("scales.see_boards")
def all_stalls(request: HttpRequest, pk: int) -> HttpResponse:
    """The open stalls of a market, those with cards first."""
    found = market_of(request, pk)
    mine = policy.may(actor(request), "scales.keep_market", markets.ties_of(found))
    facts = {"market": found, "lines": markets.stalls_of(found), "mine": mine}
    return render(request, "scales/stalls.html", facts)


@door("scales.keep_market")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one stall."""
    found = own_market(request, pk)
    form = StallForm(request.POST or None)

    def do() -> None:
        stalls.add_stall(market=found, facts=form.facts(), actor=actor(request), at=timezone.now())

    if sent(request, form, do, _("已登记摊位")):
        return redirect("scales:stalls", pk=pk)
    return render(request, "scales/stall_add.html", {"market": found, "form": form})


@door("scales.see_boards")
def stall(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One stall: its scales, its cards, and for the market what may be done."""
    found, held = _stall(request, pk, number)
    mine = policy.may(actor(request), "scales.keep_market", markets.ties_of(found))
    here = queries.everything().filter(market=found, stall=held.label)
    day = localdate(timezone.now())
    facts = {
        "market": found, "line": markets.line_of(held), "stall": held, "mine": mine,
        "cards": markets.cards_of(held),
        "scales": [
            (one, queries.soundness_of(one, day), fitness.fits(one, held.goods_kinds))
            for one in here.exclude(state="withdrawn")
        ],
        "goods_form": GoodsForm(initial={"goods_kinds": held.goods_kinds}),
        "card_form": CardForm(), "close_form": CloseForm(initial={"closed_on": day}),
    }  # fmt: skip
    return render(request, "scales/stall.html", facts)


@door("scales.keep_market")
@require_POST
def say_goods(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say what a stall sells."""
    own_market(request, pk)
    _found, held = _stall(request, pk, number)
    form = GoodsForm(request.POST)

    def do() -> None:
        stalls.say_goods(stall=held, actor=actor(request), at=timezone.now(), **form.cleaned_data)

    if sent(request, form, do, _("已保存商品种类")):
        return redirect("scales:stall", pk=pk, number=number)
    facts = {"market": held.market, "form": form, "stall": held}
    return render(request, "scales/sent_wrong.html", facts)


@door("scales.keep_market")
@require_POST
def close(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Close a stall."""
    own_market(request, pk)
    _found, held = _stall(request, pk, number)
    form = CloseForm(request.POST)

    def do() -> None:
        stalls.close_stall(
            stall=held, closed_on=form.cleaned_data["closed_on"], actor=actor(request),
            at=timezone.now(),
        )  # fmt: skip

    if sent(request, form, do, _("已关闭摊位")):
        return redirect("scales:stalls", pk=pk)
    facts = {"market": held.market, "form": form, "stall": held}
    return render(request, "scales/sent_wrong.html", facts)


@door("scales.keep_market")
@require_POST
def give_card(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give a card."""
    own_market(request, pk)
    _found, held = _stall(request, pk, number)
    form = CardForm(request.POST)

    def do() -> None:
        stalls.give_card(stall=held, actor=actor(request), at=timezone.now(), **form.cleaned_data)

    if sent(request, form, do, _("已出牌")):
        return redirect("scales:stall", pk=pk, number=number)
    facts = {"market": held.market, "form": form, "stall": held}
    return render(request, "scales/sent_wrong.html", facts)


@door("scales.keep_market")
def lift_card(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Lift a card, for a reason."""
    found = own_market(request, pk)
    held = get_object_or_404(Card.objects.select_related("stall__market"), pk=number)
    get_object_or_404(Stall, pk=held.stall_id, market=found)
    form = WhyForm(request.POST or None)

    def do() -> None:
        stalls.lift_card(
            card=held, reason=form.cleaned_data["reason"], actor=actor(request), at=timezone.now()
        )

    if sent(request, form, do, _("已撤销")):
        return redirect("scales:stall", pk=pk, number=held.stall_id)
    facts = {"market": found, "form": form, "card": held}
    return render(request, "scales/card_lift.html", facts)


@door("scales.keep_market")
def import_stalls(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in a table of stalls."""
    found = own_market(request, pk)

    def take(rows: Sequence[Any]) -> int:
        made = stalls.add_stalls(market=found, rows=rows, actor=actor(request), at=timezone.now())
        return len(made)

    def read(data: bytes, name: str) -> Found[Any]:
        return late_entry.read_stalls(found, data, name)

    return _taken_in(request, found, "stalls", (read, take))


@door("scales.keep_market")
def import_scales(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in a table of old scales that were in use before the transition."""
    found = own_market(request, pk)
    today: date = localdate(timezone.now())

    def take(rows: Sequence[Any]) -> int:
        made = entering.enter_old_scales(
            market=found, rows=rows, actor=actor(request), at=timezone.now()
        )
        return len(made)

    def read(data: bytes, name: str) -> Found[Any]:
        return late_entry.read_old_scales(found, data, name, today)

    return _taken_in(request, found, "old_scales", (read, take))


_Taking = tuple[Callable[[bytes, str], Found[Any]], Callable[[Sequence[Any]], int]]


def _taken_in(request: HttpRequest, market: Body, what: str, taking: _Taking) -> HttpResponse:
    """Read a table; take all of it, or its good rows where that was asked; say every fault."""
    form = TableForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {
        "market": market, "form": form, "what": what, "columns": _columns(what),
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "scales/table_in.html", facts, status=status)
    read, take = taking
    table = form.cleaned_data["table"]
    try:
        found = read(table.read(), table.name)
        wanted = not found.faults or form.cleaned_data["wrong_rows"] == "good"
        rows = [made for _number, made in found.good] if wanted else []
        facts |= {"done": take(rows) if rows else 0, "found": found, "tried": True}
    except HengjianError as error:
        put_error(form, error)
    status = 200 if facts.get("done") else 422
    return render(request, "scales/table_in.html", facts, status=status)


@door("scales.keep_market")
def template(request: HttpRequest, pk: int, what: str) -> FileResponse:
    """A table to fill in, with one row as an example."""
    own_market(request, pk)
    columns = _columns(what)
    heads = [one.zh if language() == "zh" else one.en for one in columns]
    return workbook(f"template-{what}", heads, [[one.example for one in columns]])


def _columns(what: str) -> tuple[Column, ...]:
    return late_entry.STALL_COLUMNS if what == "stalls" else late_entry.SCALE_COLUMNS


def _stall(request: HttpRequest, pk: int, number: int) -> tuple[Body, Stall]:
    found = market_of(request, pk)
    held = Stall.objects.filter(market=found).select_related("market", "trader")
    return found, get_object_or_404(held, pk=number)
