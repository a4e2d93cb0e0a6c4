"""Claim a remedy: one page, no account, no invoice, no script; then a number and a secret."""

from __future__ import annotations

from secrets import token_hex

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from hengjian.errors import HengjianError
from hengjian.recall.affected import Verdict
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import said
from hengjian_portal.files.actions import keep
from hengjian_portal.look.drafts import let_go
from hengjian_portal.public.held_receipt import hold_receipt
from hengjian_portal.recalls.actions.claims import make_claim
from hengjian_portal.recalls.forms.claims import ClaimForm
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries import published as queries
from hengjian_portal.recalls.queries.affected import judged, scope_told
from hengjian_portal.recalls.queries.claims import offered

_RECEIPT = "claim_receipt"
_ONCE = "claim_once"


@door("public.report")
def claim(request: HttpRequest, case_no: str) -> HttpResponse:
    """What one wants, which unit, what it cost, how to be reached; what is known is filled in."""
    found = get_object_or_404(queries.announced(), case_no=case_no)
    remedies, scope = offered(found), scope_told(found)
    if not remedies:
        return redirect("public:recall", case_no=case_no)
    typed = {name: text.replace("\0", "") for name, text in request.GET.items()}
    form = ClaimForm(
        request.POST or None, request.FILES or None, remedies=remedies, scope=scope,
        initial={**typed, "once": token_hex(16)},
    )  # fmt: skip
    outside = False
    if request.method == "POST" and form.is_valid():
        answer = judged(scope, form.known())
        if answer is not None:
            form.mark(answer)
            outside = answer.verdict is Verdict.NOT_AFFECTED
        goes = form.is_valid() and (not outside or "anyway" in request.POST)
        if goes and _sent(request, found, form):
            return redirect("public:claim_done", case_no=case_no)
    latest = found.announcements.all()[0]
    facts = {
        "recall": found, "latest": latest, "form": form, "outside": outside,
        "content": latest.content,
    }  # fmt: skip
    return render(request, "public/claim.html", facts, status=422 if form.is_bound else 200)


def _sent(request: HttpRequest, recall: Recall, form: ClaimForm) -> bool:
    """Send the claim; a form sent a second time leads to the receipt of the first."""
    once = form.cleaned_data["once"] or token_hex(16)
    if request.session.get(_ONCE) == once:
        return True
    try:
        _make(request, recall, form, once)
    except HengjianError as error:
        form.add_error(None, said(error, get_language()))
        return False
    let_go(request, f"claim-{recall.case_no}")
    return True


@transaction.atomic
def _make(request: HttpRequest, recall: Recall, form: ClaimForm, once: str) -> None:
    who, at = actor(request), timezone.now()
    made = make_claim(
        recall=recall, asked=form.asked(once), claimant=form.claimant(), actor=who, at=at
    )
    photo = form.cleaned_data["photo"]
    if photo:
        about = f"claim:{made.claim.pk}"
        keep(data=photo["data"], name=photo["name"], about=about, actor=who.ref, at=at)
    hold_receipt(request, **{_ONCE: once, _RECEIPT: [made.claim.receipt_no, made.secret]})


@door("public.report")
def done(request: HttpRequest, case_no: str) -> HttpResponse:
    """The receipt: number and secret, shown once."""
    receipt = request.session.get(_RECEIPT)
    if receipt is None:
        return redirect("public:claim", case_no=case_no)
    facts = {"no": receipt[0], "secret": receipt[1], "case_no": case_no}
    return render(request, "public/claim_done.html", facts)
