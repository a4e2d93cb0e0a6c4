"""A market's nine duties: the boards of a district, one board, proofs, the fair scale, changes told."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian.metrology.market_duties import shipped_duties
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.forms import district_choices
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.enforcement import queries as enforcement
from hengjian_portal.files.queries import about as files_about
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import boards, markets, queries
from hengjian_portal.scales.actions import keeping
from hengjian_portal.scales.forms.market import FairScaleForm, ProofForm, TrialForm, takes_proof
from hengjian_portal.scales.models import DutyProof, FairCheck
from hengjian_portal.scales.views.acting import pressed, sent

_ROWS = 25
_CHECKS = 20


def market_of(request: HttpRequest, pk: int) -> Body:
    """The market of an address, if this account may see its board."""
    return get_object_or_404(markets.visible_to(actor(request)), pk=pk)


def own_market(request: HttpRequest, pk: int) -> Body:
    """The market of an address, if this account runs it."""
    found = market_of(request, pk)
    policy.require(actor(request), "scales.keep_market", markets.ties_of(found))
    return found


@door("scales.see_boards")
def all_boards(request: HttpRequest) -> HttpResponse:
    """The boards of the markets I may see, by district and name; a market goes to its own."""
    who = actor(request)
    if who.kind is Kind.MARKET and who.body_id is not None:
        return redirect("scales:board", pk=who.body_id)
    text, district = (
        request.GET.get(name, "").replace("\0", "")[:80].strip() for name in ("q", "district")
    )
    found = markets.filtered(markets.visible_to(who), text, district)
    all_at_once = boards.are_few(found)
    # Of more markets than are compared at once only those of the page are looked at.
    page = page_of(request, boards.boards(found, _today()) if all_at_once else found, _ROWS)
    if not all_at_once:
        page.object_list = boards.boards(page.object_list, _today())
    sees_all = policy.tie_needed(who, "scales.see_boards") is policy.Tie.ANY
    facts = {
        "page": page, "q": text, "district": district, "worst_first": all_at_once,
        "districts": district_choices()[1:] if sees_all else [],
    }  # fmt: skip
    return render(request, "scales/boards.html", facts)


@door("scales.see_boards")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One market: each duty, why, the proof given last, and what the register says."""
    found, who = market_of(request, pk), actor(request)
    day = _today()
    mine = policy.may(who, "scales.keep_market", markets.ties_of(found))
    due = queries.scales_due(found, day) if mine or who.kind is not Kind.MARKET else []
    facts = {
        "market": found, "board": boards.board_of(found, day), "mine": mine,
        "fair": boards.fair_scales([found]).first(), "due": list(due[:_CHECKS]),
        "waiting": found.filings.filter(stage="filed").first(),
        "unseen": found.change_notices.filter(seen_at=None).count(),
        "beside": enforcement.about(f"market:{found.pk}", who),
        "opens": enforcement.opening_for(
            who, f"market:{found.pk}", found.name, request.path, found.pk
        ),
    }  # fmt: skip
    return render(request, "scales/board.html", facts)


@door("scales.see_boards")
def duty(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One duty of a market: every proof that was given, with its files."""
    found = market_of(request, pk)
    held = shipped_duties().get(what)
    if held is None or not takes_proof(held):
        raise Http404
    given = DutyProof.objects.filter(market=found, duty=what).select_related("by")
    proofs = [(one, files_about(f"duty_proof:{one.pk}")) for one in given]
    line = next(one for one in boards.board_of(found, _today()).lines if one.duty.name == what)
    mine = policy.may(actor(request), "scales.keep_market", markets.ties_of(found))
    facts = {"market": found, "line": line, "proofs": proofs, "mine": mine}
    return render(request, "scales/duty.html", facts)


@door("scales.keep_market")
def prove(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Say how a duty was met."""
    found = own_market(request, pk)
    held = shipped_duties().get(what)
    if held is None or not takes_proof(held):
        raise Http404
    form = ProofForm(request.POST or None, request.FILES or None, initial={"done_on": _today()})

    def do() -> None:
        keeping.prove_duty(
            market=found, facts=form.facts(what), actor=actor(request), at=timezone.now()
        )

    if sent(request, form, do, _("已提交佐证")):
        return redirect("scales:duty", pk=pk, what=what)
    return render(request, "scales/prove.html", {"market": found, "duty": held, "form": form})


@door("scales.see_boards")
def fair_scale(request: HttpRequest, pk: int) -> HttpResponse:
    """The fair scale of a market: which one, how it was tried, and whether it held."""
    found = market_of(request, pk)
    held = boards.fair_scales([found]).first()
    mine = policy.may(actor(request), "scales.keep_market", markets.ties_of(found))
    line = next(
        one for one in boards.board_of(found, _today()).lines if one.duty.name == "fair_scale"
    )
    checks = FairCheck.objects.filter(scale=held).select_related("by") if held else []
    facts = {
        "market": found, "scale": held, "mine": mine, "line": line, "checks": checks[:_CHECKS],
        "name_form": FairScaleForm(market=found, initial={"scale": held}) if mine else None,
        "trial_form": TrialForm(initial={"checked_on": _today()}) if mine and held else None,
        "may_suspend": bool(held) and mine and "suspend" in queries.possible(actor(request), held),
    }  # fmt: skip
    return render(request, "scales/fair_scale.html", facts)


@door("scales.keep_market")
@require_POST
def name_fair_scale(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the fair scale."""
    found = own_market(request, pk)
    form = FairScaleForm(request.POST, market=found)
    if not form.is_valid():
        return render(request, "scales/sent_wrong.html", _wrong(found, form, "fair_scale"))
    scale = form.cleaned_data["scale"]
    pressed(
        request,
        lambda: keeping.name_fair_scale(scale=scale, actor=actor(request), at=timezone.now()),
        _("已指定公平秤"),
    )
    return redirect("scales:fair_scale", pk=pk)


@door("scales.keep_market")
@require_POST
def try_fair_scale(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how the fair scale was tried."""
    found = own_market(request, pk)
    held = boards.fair_scales([found]).first()
    if held is None:
        raise Http404
    form = TrialForm(request.POST)

    def do() -> None:
        keeping.check_fair_scale(
            scale=held, trial=form.trial(), actor=actor(request), at=timezone.now()
        )

    if sent(request, form, do, _("已记录核查")):
        return redirect("scales:fair_scale", pk=pk)
    return render(request, "scales/sent_wrong.html", _wrong(found, form, "fair_scale"))


@door("scales.keep_market")
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What traders told the market; a button marks each as seen."""
    found = own_market(request, pk)
    if request.method == "POST":
        number = request.POST.get("notice", "")
        told = found.change_notices.filter(pk=int(number) if number.isdecimal() else 0)
        notice = get_object_or_404(told)
        try:
            keeping.see_notice(notice=notice, actor=actor(request), at=timezone.now())
        except HengjianError as error:
            raise Http404 from error
        return redirect("scales:changes", pk=pk)
    page = page_of(request, markets.notices_of(found), _ROWS)
    return render(request, "scales/changes.html", {"market": found, "page": page})


def _wrong(market: Body, form: object, back: str) -> dict[str, object]:
    return {"market": market, "form": form, "back": f"scales:{back}"}


def _today() -> date:
    return localdate(timezone.now())
