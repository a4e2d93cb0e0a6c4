"""Pages of recall cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian.recall.scope_gate import Gate
from hengjian.recall.stages import BODIES, STAGES, VERBS, Stage
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may
from hengjian_portal.accounts.policy import said as error_words
from hengjian_portal.duties.queries import about as duties_about
from hengjian_portal.enforcement import queries as enforcement
from hengjian_portal.files.models import Upload
from hengjian_portal.look.drafts import let_go
from hengjian_portal.look.paging import page_of
from hengjian_portal.products.actions import enter_product
from hengjian_portal.products.queries import alike
from hengjian_portal.recalls import actions, timeline
from hengjian_portal.recalls.actions.filing import FILED_AT
from hengjian_portal.recalls.actions.serving import SERVED_AT
from hengjian_portal.recalls.acts import ASIDE
from hengjian_portal.recalls.course import against_plan, shown
from hengjian_portal.recalls.forms.book import FORMS, READ_BY
from hengjian_portal.recalls.forms.lead import LeadForm
from hengjian_portal.recalls.forms.paper import in_language, said
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.papers import LABELS
from hengjian_portal.recalls.queries import cases as queries
from hengjian_portal.recalls.queries import panels
from hengjian_portal.recalls.queries.cases import ties_of
from hengjian_portal.recalls.queries.claims import totals as claim_totals
from hengjian_portal.recalls.queries.published import is_announced
from hengjian_portal.recalls.queries.regimes import regime_of
from hengjian_portal.recalls.queries.stop_sale import totals
from hengjian_portal.recalls.views.act import case_of
from hengjian_portal.watch.queries import gate_for, report_for_lead

_SEE_NO_REPORTS = ("producer", "expert")


@door("recalls.see")
def cases(request: HttpRequest) -> HttpResponse:
    """The cases I may see, filtered by what the address says."""
    stage, text = request.GET.get("stage", ""), request.GET.get("q", "").replace("\0", "")
    page = page_of(request, queries.chosen(actor(request), stage, text), 25)
    rows = [(case, in_language(STAGES[Stage(case.stage)].label)) for case in page]
    stages = [(s.value, in_language(entry.label)) for s, entry in STAGES.items()]
    facts = {"page": page, "rows": rows, "stages": stages, "stage": stage, "q": text}
    return render(request, "recalls/cases.html", facts)


@door("recalls.see")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: where it stands, what is next, its papers, its duties, its history."""
    found, who = case_of(request, pk), actor(request)
    moves = [(move, in_language(VERBS[move.verb])) for move in queries.possible(who, found)]
    facts = {
        "case": found,
        "stage": in_language(STAGES[Stage(found.stage)].label),
        "waits_for": in_language(BODIES[STAGES[Stage(found.stage)].owner]),
        "moves": [pair for pair in moves if pair[0].verb not in ASIDE],
        "aside": [pair for pair in moves if pair[0].verb in ASIDE],
        "papers": _papers(who, found),
        "duties": duties_about(f"recall:{found.pk}", timezone.now()),
        "history": timeline.of_case(found, who),
        "rewords": may(who, "recalls.decide") and is_announced(found),
        "serves_again": may(who, "recalls.decide") and found.stage in SERVED_AT,
        "restricts": may(who, "recalls.restrict"),
        "course": shown(found, with_plan=True),
        # What raised an alarm may be a consumer's report: nothing a producer reads.
        "against": against_plan(found) if who.stage_kind not in _SEE_NO_REPORTS else None,
        "contacts_owners": may(who, "recalls.contact_owners") and is_announced(found),
        "claims": claim_totals(found) if may(who, "recalls.see_claims") else None,
        "sees_reports": who.stage_kind not in _SEE_NO_REPORTS,
        "beside": enforcement.about(f"recall:{found.pk}", who),
        "opens": enforcement.opening_for(
            who, f"recall:{found.pk}", f"{found.case_no} {found.title}", request.path,
            found.producer_id,
        ),
        "proposal": _waiting(who, found), "samples": may(who, "recalls.sample", ties_of(found)),
        "experts": _experts(who, found),
        "stop_sale": totals(found)
        if may(who, "recalls.see_stop_sale") and found.announcements.exists() else None,
        "files_papers": [
            (kind, in_language(LABELS[kind])) for kind, stages in FILED_AT.items()
            if Stage(found.stage) in stages and may(who, "recalls.file_paper")
        ],
        "neighbour": may(who, "exchange.see"),
        "regime": regime_of(found), "regime_name": in_language(regime_of(found).label),
    }  # fmt: skip
    return render(request, "recalls/case.html", facts)


def _papers(who: Actor, found: Recall) -> list[dict[str, Any]]:
    papers = list(queries.papers_for(who, found))
    held = Upload.objects.filter(about__in=[f"paper:{paper.pk}" for paper in papers])
    files: dict[str, list[Upload]] = {}
    for upload in held.order_by("id"):
        files.setdefault(upload.about, []).append(upload)
    return [
        {
            "paper": paper, "label": in_language(LABELS[paper.kind]),
            "pairs": said(READ_BY[paper.kind], paper.content) if paper.kind in READ_BY else [],
            "files": files.get(f"paper:{paper.pk}", []),
        }
        for paper in papers
    ]  # fmt: skip


def _experts(who: Actor, found: Recall) -> dict[str, Any]:
    """The panels of a case: all for officers, the own seat for an expert, who sits for a firm."""
    if who.stage_kind == "producer":
        return {"seats": panels.composition(found)}
    if who.kind == "expert":
        return {"mine": panels.seats_held(who.person_id).filter(panel__recall=found)}
    if not may(who, "recalls.see_panel"):
        return {}
    calls = may(who, "recalls.call_panel") and panels.may_be_called(found)
    return {"panels": found.panels.all(), "calls": calls}


def _waiting(who: Actor, found: Recall) -> dict[str, Any] | None:
    """What a colleague drew up and waits for a second hand, for those who may decide on it."""
    if not may(who, "recalls.decide_draft"):
        return None
    proposal = found.proposals.filter(outcome="").select_related("drafted_by").first()
    if proposal is None:
        return None
    content: dict[str, Any] = {}
    for held in proposal.papers.values():
        content |= held
    return {
        "proposal": proposal, "label": in_language(VERBS[proposal.verb]),
        "pairs": said(FORMS[proposal.verb], content), "stale": proposal.version != found.version,
        "mine": proposal.drafted_by_id == who.person_id,
    }  # fmt: skip


@door("recalls.open_lead")
def open_lead(request: HttpRequest) -> HttpResponse:
    """Open a case, afresh or from a report."""
    who = actor(request)
    report = report_for_lead(who, request.GET.get("report"))
    initial = {"district": who.district, "received_on": timezone.localdate()}
    if report is not None:
        initial |= {
            "name": report.product_name, "brand": report.brand, "model_no": report.model_no,
            "gtin": report.gtin, "firm_name": report.firm_name, "source": report.source,
            "danger": report.what_happened, "district": report.district or who.district,
            "received_on": timezone.localdate(report.received_at),
        }  # fmt: skip
    form = LeadForm(request.POST or None, initial=initial, now=timezone.now())
    similar, gate = [], None
    if request.method == "POST" and form.is_valid():
        similar = [] if request.POST.get("product") else alike(form.product())
        gate = _another_law(form)
        if not (similar or gate) or "anyway" in request.POST:
            try:
                opened = _open(request, form, report)
            except HengjianError as error:
                form.add_error(None, error_words(error, get_language()))
            else:
                let_go(request, "lead")
                messages.success(request, _("已登记线索：%(no)s") % {"no": opened.case_no})
                return redirect("recalls:case", pk=opened.pk)
    facts = {"form": form, "report": report, "alike": similar, "gate": gate}
    return render(request, "recalls/open_lead.html", facts)


def _another_law(form: LeadForm) -> Gate | None:
    """What the gate says where the product looks like one of another regime."""
    held = form.cleaned_data
    found = gate_for(f"{held['name']} {held['brand']}")
    return found if found.decision == "out" else None


@transaction.atomic
def _open(request: HttpRequest, form: LeadForm, report: Any) -> Recall:
    who, at, held = actor(request), timezone.now(), form.cleaned_data
    chosen = request.POST.get("product", "")
    product = queries.product_chosen(chosen) or enter_product(
        facts=form.product(), actor=who, at=at
    )
    received = min(held["received_on"], at)
    if report is not None and timezone.localdate(report.received_at) == timezone.localdate(
        received
    ):
        received = report.received_at
    facts = actions.LeadFacts(
        title=f"{product}"[:160], danger=held["danger"], product=product, source=held["source"],
        received_at=received, district=held["district"] or who.district, regime=held["regime"],
        province=held["province"],
        reports=(report,) if report is not None else (),
    )  # fmt: skip
    return actions.open_lead(facts=facts, actor=who, at=at)
