"""What the technical body files on a case: minutes, tests, risk, samples and their hands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian.risk.assessment import ScenarioRisk
from hengjian.risk.grid import LEVELS, shipped_grid
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import said as error_words
from hengjian_portal.files.forms import FilesForm
from hengjian_portal.recalls.actions.case import Deed, Seen
from hengjian_portal.recalls.actions.filing import file_paper
from hengjian_portal.recalls.actions.sample import hand_over, take_sample
from hengjian_portal.recalls.forms.paper import PaperForm, in_language
from hengjian_portal.recalls.forms.risk import RiskForm
from hengjian_portal.recalls.forms.sample import CustodyForm, SampleForm
from hengjian_portal.recalls.forms.technical import MinutesForm, TestReportForm
from hengjian_portal.recalls.models import Recall, Sample
from hengjian_portal.recalls.papers import LABELS
from hengjian_portal.recalls.views.act import case_of, refused, sent

_FORMS: dict[str, type[PaperForm]] = {
    "consultation_minutes": MinutesForm, "test_report": TestReportForm,
    "risk_assessment": RiskForm,
}  # fmt: skip


@door("recalls.file_paper")
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """File a paper that moves no stage."""
    found = case_of(request, pk)
    if kind not in _FORMS:
        raise Http404
    form = _FORMS[kind](request.POST or None, recall=found, today=timezone.localdate())
    files = FilesForm(request.POST or None, request.FILES or None)
    facts = {
        "case": found, "form": form, "files": files, "label": in_language(LABELS[kind]),
        "move": True, "at_once": True, "what": f"file-{pk}-{kind}",
        "version": request.POST.get("version", str(found.version)), **_risk_facts(form),
    }  # fmt: skip
    page = "recalls/risk.html" if kind == "risk_assessment" else "recalls/act.html"
    checks = request.POST.get("step") == "check"
    if request.method != "POST" or not (form.is_valid() and files.is_valid()) or checks:
        facts |= _risk_facts(form)
        return render(request, page, facts, status=422 if form.is_bound and form.errors else 200)
    return _filed(request, facts, kind, form)


def _filed(request: HttpRequest, facts: dict[str, Any], kind: str, form: PaperForm) -> HttpResponse:
    who, at, found = actor(request), timezone.now(), facts["case"]
    try:
        with transaction.atomic():
            uploads = tuple(one.pk for one in facts["files"].hold(who, at))
            seen = Seen(found.pk, int(facts["version"]))
            file_paper(deed=Deed(seen, kind, form.papers(), who, uploads=uploads), at=at)
    except (HengjianError, ValueError) as error:
        return refused(request, facts, form, error)
    sent(request, facts["what"])
    messages.success(request, _("已提交：%(what)s") % {"what": facts["label"]})
    return redirect("recalls:case", pk=found.pk)


def _risk_facts(form: PaperForm) -> dict[str, Any]:
    if not isinstance(form, RiskForm):
        return {}
    level = form.level if form.is_bound and form.found else None
    return {
        "blocks": form.blocks(),
        "grid": shipped_grid(),
        "presumed": form.presumed,
        "level": in_language(LEVELS[level]) if level else "",
        "level_name": level,
        "rows": [_words(one) for one in form.found.scenarios] if form.found else [],
    }


def _words(one: ScenarioRisk) -> dict[str, Any]:
    """One scenario as the table of results shows it."""
    levels = ("level", "low_level", "level_times_ten", "level_over_ten")
    return {name: in_language(LEVELS[getattr(one, name)]) for name in levels} | {
        "title": one.scenario.title, "severity": one.scenario.severity,
        "probability": one.probability, "deciding": one.deciding_step.what, "warning": one.warning,
    }  # fmt: skip


@door("recalls.file_paper")
@require_POST
def compute_risk(request: HttpRequest, pk: int) -> HttpResponse:
    """What the scenarios come to, as they are typed."""
    form = RiskForm(request.POST, recall=case_of(request, pk), today=timezone.localdate())
    form.is_valid()
    return render(request, "recalls/risk_found.html", _risk_facts(form) | {"form": form})


@door("recalls.sample")
def samples(request: HttpRequest, pk: int) -> HttpResponse:
    """The samples of a case with their hands; taking another."""
    found = case_of(request, pk)
    form = SampleForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        taken = take_sample(
            recall=found, taken=form.taken(), actor=actor(request), at=timezone.now()
        )
        messages.success(request, _("已登记样品 %(no)s") % {"no": taken.number})
        return redirect("recalls:samples", pk=pk)
    facts = {"case": found, "form": form, "rows": _rows(found)}
    return render(request, "recalls/samples.html", facts, status=422 if form.is_bound else 200)


def _rows(found: Recall) -> list[tuple[Sample, CustodyForm]]:
    held = found.samples.prefetch_related("custody__by_body")
    return [
        (one, CustodyForm(initial={"after": len(one.custody.all())}, auto_id=f"s{one.pk}_%s"))
        for one in held
    ]


@door("recalls.sample")
@require_POST
def custody(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Note the next hand of a sample."""
    sample = get_object_or_404(Sample, pk=number, recall=case_of(request, pk))
    form = CustodyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写完整：交给谁、样品状态"))
        return redirect("recalls:samples", pk=pk)
    try:
        hand_over(sample=sample, handed=form.handed(), actor=actor(request), at=timezone.now())
    except HengjianError as error:
        messages.error(request, error_words(error, get_language()))
    else:
        messages.success(request, _("已记录移交"))
    return redirect("recalls:samples", pk=pk)
