"""Consumers' claims, for the producer who answers and the officers who watch."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.recall.affected import Verdict
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.duties.queries import about as duties_about
from hengjian_portal.files.queries import about as files_about
from hengjian_portal.look.paging import page_of
from hengjian_portal.recalls.actions import claims as actions
from hengjian_portal.recalls.forms.claims import FulfilForm, RefuseForm
from hengjian_portal.recalls.models import Claim
from hengjian_portal.recalls.queries import claims as queries


@door("recalls.see_claims")
def claims(request: HttpRequest) -> HttpResponse:
    """The claims I may see, those that came first on top, filtered by what the address says."""
    state = request.GET.get("state", "open")
    text = request.GET.get("q", "").replace("\0", "").strip()
    found = queries.filtered(queries.visible_to(actor(request)), state, text)
    page = page_of(request, found, 30)
    states = [("open", _("未办结")), *Claim.State.choices, ("all", _("全部"))]
    facts = {"page": page, "state": state, "states": states, "q": text}
    return render(request, "recalls/claims.html", facts)


def _claim(request: HttpRequest, pk: int) -> Claim:
    return get_object_or_404(queries.visible_to(actor(request)), pk=pk)


@door("recalls.see_claims")
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: what is asked, what is owed, what may be done."""
    return _page(request, _claim(request, pk))


def _page(request: HttpRequest, found: Claim, status: int = 200, **more: object) -> HttpResponse:
    may_answer = policy.may(actor(request), "recalls.answer_claim", queries.ties_of(found))
    facts = {
        "claim": found, "duties": duties_about(f"claim:{found.pk}", timezone.now()),
        "files": files_about(f"claim:{found.pk}"), "ahead": queries.ahead(found),
        "verdict": _verdict(found), "open": found.state in queries.OPEN, "may_answer": may_answer,
        "fulfil_form": FulfilForm(claim=found, today=timezone.localdate()),
        "refuse_form": RefuseForm(), **more,
    }  # fmt: skip
    return render(request, "recalls/claim.html", facts, status=status)


def _verdict(found: Claim) -> tuple[str, str]:
    return {
        Verdict.AFFECTED.value: ("danger", _("在召回范围内")),
        Verdict.NOT_AFFECTED.value: ("plain", _("按填写内容不在召回范围内")),
    }.get(found.verdict, ("warn", _("填写内容不足以判断")))


@door("recalls.answer_claim")
@require_POST
def answer_claim(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Take a claim up, fulfil it, or refuse it."""
    if how not in _ANSWERS:
        raise Http404
    found = _claim(request, pk)
    policy.require(actor(request), "recalls.answer_claim", queries.ties_of(found))
    wrong = _ANSWERS[how](request, found)
    if wrong is not None:
        return wrong
    messages.success(request, _("已办理并记录"))
    return redirect("recalls:claim", pk=pk)


def _take_up(request: HttpRequest, found: Claim) -> HttpResponse | None:
    actions.take_up_claim(claim=found, actor=actor(request), at=timezone.now())
    return None


def _fulfil(request: HttpRequest, found: Claim) -> HttpResponse | None:
    form = FulfilForm(request.POST, claim=found, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, found, 422, fulfil_form=form)
    done = form.what_was_done()
    actions.fulfil_claim(claim=found, done=done, actor=actor(request), at=timezone.now())
    return None


def _refuse(request: HttpRequest, found: Claim) -> HttpResponse | None:
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, refuse_form=form)
    reason = form.cleaned_data["reason"]
    actions.refuse_claim(claim=found, reason=reason, actor=actor(request), at=timezone.now())
    return None


_ANSWERS: dict[str, Callable[[HttpRequest, Claim], HttpResponse | None]] = {
    "take-up": _take_up, "fulfil": _fulfil, "refuse": _refuse,
}  # fmt: skip


@door("recalls.answer_claim")
@require_POST
def claimant(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at how to reach the consumer; the look is recorded."""
    found = _claim(request, pk)
    seen = actions.look_at_claimant(claim=found, actor=actor(request), at=timezone.now())
    response = _page(request, found, claimant=seen)
    response["Cache-Control"] = "no-store"
    return response
