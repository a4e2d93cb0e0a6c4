"""Pages of recall cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian.recall.scope_gate import Gate
from hengjian.recall.stages import BODIES, DOCUMENTS, STAGES, VERBS, Stage
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may
from hengjian_portal.accounts.policy import said as error_words
from hengjian_portal.duties.queries import about as duties_about
from hengjian_portal.look.drafts import let_go
from hengjian_portal.products.actions import enter_product
from hengjian_portal.products.queries import alike
from hengjian_portal.recalls import actions, timeline
from hengjian_portal.recalls.actions import wording
from hengjian_portal.recalls.forms.announcement import CorrectionForm, WithdrawalForm
from hengjian_portal.recalls.forms.book import FORMS, READ_BY
from hengjian_portal.recalls.forms.lead import LeadForm
from hengjian_portal.recalls.forms.paper import PaperForm, in_language, said
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries import cases as queries
from hengjian_portal.recalls.queries.published import is_announced
from hengjian_portal.watch.queries import gate_for, report_for_lead


@door("recalls.see")
def cases(request: HttpRequest) -> HttpResponse:
    """The cases I may see, filtered by what the address says."""
    found = queries.visible_to(actor(request))
    stage, text = request.GET.get("stage", ""), request.GET.get("q", "").replace("\0", "")
    if stage in set(Stage):
        found = found.filter(stage=stage)
    if text:
        found = queries.named(found, text)
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    rows = [(case, in_language(STAGES[Stage(case.stage)].label)) for case in page]
    stages = [(s.value, in_language(entry.label)) for s, entry in STAGES.items()]
    facts = {"page": page, "rows": rows, "stages": stages, "stage": stage, "q": text}
    return render(request, "recalls/cases.html", facts)


def _case(request: HttpRequest, pk: int) -> Recall:
    return get_object_or_404(queries.visible_to(actor(request)), pk=pk)


@door("recalls.see")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: where it stands, what is next, its papers, its duties, its history."""
    found = _case(request, pk)
    who = actor(request)
    papers = [
        {
            "paper": paper, "label": in_language(DOCUMENTS[paper.kind]),
            "pairs": said(READ_BY[paper.kind], paper.content) if paper.kind in READ_BY else [],
        }
        for paper in queries.papers_for(who, found)
    ]  # fmt: skip
    facts = {
        "case": found,
        "stage": in_language(STAGES[Stage(found.stage)].label),
        "waits_for": in_language(BODIES[STAGES[Stage(found.stage)].owner]),
        "moves": [(move, in_language(VERBS[move.verb])) for move in queries.possible(who, found)],
        "papers": papers,
        "duties": duties_about(f"recall:{found.pk}", timezone.now()),
        "history": timeline.of_case(found, who),
        "rewords": may(who, "recalls.decide") and is_announced(found),
        "sees_reports": who.stage_kind not in ("producer", "expert"),
    }
    return render(request, "recalls/case.html", facts)


@door("recalls.see")
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """
    The form of one act: filled in, checked by the one who fills it in, sent.

    The version the page was shown at travels with the form, so that of two at once one is told.
    """
    found = _case(request, pk)
    if verb not in FORMS:
        raise Http404
    version = request.POST.get("version", str(found.version))
    form = FORMS[verb](request.POST or None, recall=found, today=timezone.localdate())
    move = next((m for m in queries.possible(actor(request), found) if m.verb == verb), None)
    facts = {"case": found, "verb": verb, "label": in_language(VERBS[verb]), "form": form,
             "version": version, "move": move}  # fmt: skip
    if request.method != "POST":
        return render(request, "recalls/act.html", facts)
    if not form.is_valid() or "back" in request.POST:
        return render(
            request, "recalls/act.html", facts, status=200 if "back" in request.POST else 422
        )
    if form.fields and "confirmed" not in request.POST:
        facts["pairs"] = _answers(form)
        return render(request, "recalls/check.html", facts)
    return _done(request, facts, form)


def _answers(form: PaperForm) -> list[tuple[str, str]]:
    content: dict[str, Any] = {}
    for paper in form.papers().values():
        content |= paper
    if "producer_name" in content:
        content["producer"] = content["producer_name"]
    return said(type(form), content)


def _done(request: HttpRequest, facts: dict[str, Any], form: PaperForm) -> HttpResponse:
    found, verb = facts["case"], facts["verb"]
    try:
        seen = actions.Seen(found.pk, int(facts["version"]))
        actions.act(
            seen=seen, verb=verb, papers=form.papers(), actor=actor(request), at=timezone.now()
        )
    except (HengjianError, ValueError) as error:
        return _refused(request, facts, form, error)
    let_go(request, f"recall-{found.pk}-{verb}")
    messages.success(request, _("已办理：%(what)s") % {"what": facts["label"]})
    return redirect("recalls:case", pk=found.pk)


@door("recalls.decide")
def reword(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Correct or withdraw what the public was told; the old wording stays readable."""
    found, at = _case(request, pk), timezone.now()
    form = {"correct": CorrectionForm, "withdraw": WithdrawalForm}[how](
        request.POST or None, recall=found, today=timezone.localdate(at)
    )
    label = _("更正公告") if how == "correct" else _("撤回公告")
    version = request.POST.get("version", str(found.version))
    facts = {"case": found, "verb": how, "label": label, "form": form, "version": version,
             "move": True, "at_once": True}  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "recalls/act.html", facts, status=200 if not form.is_bound else 422)
    try:
        seen = actions.Seen(found.pk, int(version))
        if how == "correct":
            content = {**form.papers()["announcement"]}
            wording.correct_announcement(seen=seen, content=content, actor=actor(request), at=at)
        else:
            reason = form.cleaned_data["reason"]
            wording.withdraw_announcement(seen=seen, reason=reason, actor=actor(request), at=at)
    except (HengjianError, ValueError) as error:
        return _refused(request, facts, form, error)
    let_go(request, f"recall-{found.pk}-{how}")
    messages.success(request, _("已办理：%(what)s") % {"what": label})
    return redirect("recalls:case", pk=found.pk)


def _refused(
    request: HttpRequest, facts: dict[str, Any], form: PaperForm, error: Exception
) -> HttpResponse:
    words = (
        error_words(error, get_language())
        if isinstance(error, HengjianError)
        else _("页面内容不完整：请重新打开后再办理")
    )
    form.add_error(None, words)
    return render(request, "recalls/act.html", facts, status=409)


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
        reports=(report,) if report is not None else (),
    )  # fmt: skip
    return actions.open_lead(facts=facts, actor=who, at=at)
