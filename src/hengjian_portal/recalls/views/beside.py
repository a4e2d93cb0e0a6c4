"""What stands beside the stage table: rewording, serving again, approving, restricting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.recalls.actions import proposal as proposals
from hengjian_portal.recalls.actions import reading, serving, wording
from hengjian_portal.recalls.actions.case import Deed, Seen
from hengjian_portal.recalls.forms.announcement import CorrectionForm, WithdrawalForm
from hengjian_portal.recalls.forms.paper import PaperForm
from hengjian_portal.recalls.forms.reading import RestrictForm
from hengjian_portal.recalls.forms.serving import ServeAgainForm
from hengjian_portal.recalls.models import Proposal
from hengjian_portal.recalls.views.act import answers, case_of, refused, sent

_REWORDING: dict[str, type[PaperForm]] = {"correct": CorrectionForm, "withdraw": WithdrawalForm}


def _asked(
    request: HttpRequest, pk: int, form_class: type[PaperForm], label: str
) -> dict[str, Any]:
    found = case_of(request, pk)
    form = form_class(request.POST or None, recall=found, today=timezone.localdate())
    return {
        "case": found, "form": form, "label": label, "move": True, "at_once": True,
        "version": request.POST.get("version", str(found.version)), "what": "",
    }  # fmt: skip


@door("recalls.decide")
def reword(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Correct or withdraw what the public was told; the old wording stays readable."""
    label = _("更正公告") if how == "correct" else _("撤回公告")
    facts = _asked(request, pk, _REWORDING[how], label)
    form, at = facts["form"], timezone.now()
    facts["at_once"] = how == "withdraw"
    going_back = "back" in request.POST
    if request.method != "POST" or not form.is_valid() or going_back:
        wrong = form.is_bound and not going_back
        return render(request, "recalls/act.html", facts, status=422 if wrong else 200)
    if how == "correct" and "confirmed" not in request.POST:
        return render(request, "recalls/check.html", {**facts, "pairs": answers(form)})
    try:
        seen = Seen(pk, int(facts["version"]))
        if how == "correct":
            content = {**form.papers()["announcement"]}
            wording.correct_announcement(seen=seen, content=content, actor=actor(request), at=at)
        else:
            reason = form.cleaned_data["reason"]
            wording.withdraw_announcement(seen=seen, reason=reason, actor=actor(request), at=at)
    except (HengjianError, ValueError) as error:
        return refused(request, facts, form, error)
    return _went_well(request, pk, f"recall-{pk}-{how}", label)


@door("recalls.decide")
def serve_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the notice again, on the right firm or in the right way."""
    label = _("重新送达通知")
    facts = _asked(request, pk, ServeAgainForm, label)
    form = facts["form"]
    if request.method != "POST" or not form.is_valid():
        return render(request, "recalls/act.html", facts, status=422 if form.is_bound else 200)
    try:
        papers = form.papers()
        reason = papers["investigation_notice"].pop("reason")
        deed = Deed(Seen(pk, int(facts["version"])), "notify_producer", papers, actor(request))
        serving.serve_again(deed=deed, reason=reason, at=timezone.now())
    except (HengjianError, ValueError) as error:
        return refused(request, facts, form, error)
    return _went_well(request, pk, f"recall-{pk}-serve", label)


@door("recalls.restrict")
def restrict(request: HttpRequest, pk: int) -> HttpResponse:
    """Let only some officers read a case, or all again."""
    label = _("限定可查看人员")
    facts = _asked(request, pk, RestrictForm, label)
    form = facts["form"]
    if request.method != "POST" or not form.is_valid():
        return render(request, "recalls/act.html", facts, status=422 if form.is_bound else 200)
    held = form.cleaned_data
    try:
        reading.restrict(
            seen=Seen(pk, int(facts["version"])), readers=held["readers"], reason=held["reason"],
            actor=actor(request), at=timezone.now(),
        )  # fmt: skip
    except (HengjianError, ValueError) as error:
        return refused(request, facts, form, error)
    return _went_well(request, pk, f"recall-{pk}-restrict", label)


@door("recalls.decide_draft")
@require_POST
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Approve a colleague's draft, or send it back with a reason."""
    found = case_of(request, pk)
    proposal = get_object_or_404(
        Proposal.objects.select_related("recall", "drafted_by__body"), pk=number, recall=found
    )
    who, at = actor(request), timezone.now()
    if "approve" in request.POST:
        proposals.approve(proposal=proposal, actor=who, at=at)
        messages.success(request, _("已批准并办理"))
    else:
        reason = request.POST.get("reason", "")[:2000]
        proposals.decline(proposal=proposal, reason=reason, actor=who, at=at)
        messages.success(request, _("已退回起草人"))
    return redirect("recalls:case", pk=pk)


def _went_well(request: HttpRequest, pk: int, what: str, label: str) -> HttpResponse:
    sent(request, what)
    messages.success(request, _("已办理：%(what)s") % {"what": label})
    return redirect("recalls:case", pk=pk)
