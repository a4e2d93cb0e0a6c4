"""The filed list of a market: filing it, answering it, what differs, the table; and the self-check."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.figures import language
from hengjian_portal.look.paging import page_of
from hengjian_portal.look.workbook import workbook
from hengjian_portal.scales import filings, markets
from hengjian_portal.scales.actions import keeping
from hengjian_portal.scales.forms.market import AnswerForm
from hengjian_portal.scales.models import Filing, Scale
from hengjian_portal.scales.self_check import self_check as looked_through
from hengjian_portal.scales.views.acting import pressed, sent
from hengjian_portal.scales.views.market import market_of, own_market

_ROWS = 25


@door("scales.see_boards")
def all_filings(request: HttpRequest, pk: int) -> HttpResponse:
    """The lists a market filed, and what would be filed now."""
    found = market_of(request, pk)
    mine = policy.may(actor(request), "scales.keep_market", markets.ties_of(found))
    now = filings.lists_of([found])[found.pk]
    last = found.filings.filter(stage=Filing.Stage.ACCEPTED).first()
    facts = {
        "market": found, "page": page_of(request, found.filings.select_related("filed_by"), _ROWS),
        "n_now": len(now), "mine": mine, "last": last,
        "differences": filings.differences(last.content, now) if last else [],
        "waiting": found.filings.filter(stage=Filing.Stage.FILED).exists(),
    }  # fmt: skip
    return render(request, "scales/filings.html", facts)


@door("scales.keep_market")
@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """File the list as it is now."""
    found = own_market(request, pk)
    pressed(
        request, lambda: keeping.file_list(market=found, actor=actor(request), at=timezone.now()),
        _("已报备，等待区县局接收"),
    )  # fmt: skip
    return redirect("scales:filings", pk=pk)


@door("scales.see_boards")
def filing(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One filed list: what it says, what differs now, and the answer."""
    held = _filing(request, pk, number)
    now = filings.lists_of([held.market])[held.market_id]
    may_answer = held.stage == Filing.Stage.FILED and policy.may(
        actor(request), "scales.answer_filing", markets.ties_of(held.market)
    )
    before = held.market.filings.filter(stage="accepted", filed_at__lt=held.filed_at).first()
    facts = {
        "market": held.market, "filing": held, "may_answer": may_answer,
        "since": filings.differences(held.content, now), "form": AnswerForm(),
        "before": before,
        "against": filings.differences(before.content, held.content) if before else [],
        "states": dict(Scale.State.choices), "page": page_of(request, held.content, _ROWS),
    }  # fmt: skip
    return render(request, "scales/filing.html", facts)


@door("scales.answer_filing")
@require_POST
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Accept or return a filed list."""
    held = _filing(request, pk, number)
    form = AnswerForm(request.POST)

    def do() -> None:
        keeping.answer_filing(
            filing=held, actor=actor(request), at=timezone.now(), **form.cleaned_data
        )

    if sent(request, form, do, _("已办理")):
        return redirect("scales:filing", pk=pk, number=number)
    facts = {"market": held.market, "form": form, "filing": held}
    return render(request, "scales/sent_wrong.html", facts)


@door("scales.see_boards")
def filing_export(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A filed list as an Excel table, as it was filed."""
    held = _filing(request, pk, number)
    heads = [_("生产码"), _("型号"), _("出厂编号"), _("摊位"), _("经营者"), _("状态"), _("有效至")]
    states = {str(state): str(label) for state, label in Scale.State.choices}
    rows = ([*_cells(row, states)] for row in held.content)
    return workbook(f"list-{held.pk}", heads, rows)


def _cells(row: dict[str, Any], states: dict[str, str]) -> list[Any]:
    return [
        row["code"], row["model_no"], row["serial_no"], row["stall"], row["trader"],
        states[row["state"]], row["valid_until"] or "",
    ]  # fmt: skip


@door("scales.see_boards")
def self_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What a market has to see to before the transition ends; to print."""
    found = market_of(request, pk)
    facts = {"market": found, "check": looked_through(found, localdate(timezone.now()))}
    return render(request, "scales/self_check.html", facts)


@door("scales.see_boards")
def self_check_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on sheets of A4."""
    found = market_of(request, pk)
    facts = {"market": found, "check": looked_through(found, localdate(timezone.now()))}
    return render(request, "scales/self_check_sheet.html", facts)


@door("scales.see_boards")
def self_check_export(request: HttpRequest, pk: int) -> FileResponse:
    """The same as an Excel table."""
    found = market_of(request, pk)
    check = looked_through(found, localdate(timezone.now()))
    words = {
        "must_go": _("过渡期满须换"), "unverified": _("新型式，还不能用"),
        "unproved": _("补登或网联依据待核实"), "networked": _("网联旧秤"),
    }  # fmt: skip
    heads = [_("须办事项"), _("摊位"), _("生产码"), _("型号"), _("最晚用到"), _("今天的情况")]
    rows = (
        [
            words[name], row.scale.stall, row.scale.production_code,
            row.scale.type_approval.model_no, row.until, _reasons(row.standing),
        ]
        for name, held in check.groups
        for row in held
    )  # fmt: skip
    return workbook("self-check", heads, rows)


def _reasons(standing: Any) -> str:
    said = standing.verdict.reasons
    return (
        "；".join(one.zh for one in said)
        if language() == "zh"
        else "; ".join(one.en for one in said)
    )


def _filing(request: HttpRequest, pk: int, number: int) -> Filing:
    found = market_of(request, pk)
    seen = filings.visible_to(actor(request)).filter(market=found)
    return get_object_or_404(seen, pk=number)
