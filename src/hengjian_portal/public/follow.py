"""How my report or my claim stands, for whoever holds its number and secret."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.doors import door
from hengjian_portal.duties.models import Duty
from hengjian_portal.public.own_data import own_data
from hengjian_portal.recalls.models import Claim
from hengjian_portal.recalls.queries import claims
from hengjian_portal.watch.queries import followed


class FollowForm(forms.Form):
    """A receipt number and its secret."""

    receipt_no = forms.CharField(label=_("回执号"), max_length=20)
    secret = forms.CharField(label=_("查询密码"), max_length=20)


@door("public.report")
def follow(request: HttpRequest) -> HttpResponse:
    """One box for both; the number of a claim begins with C."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, secret = form.cleaned_data["receipt_no"], form.cleaned_data["secret"]
        claim = claims.followed(number, secret)
        if claim is not None:
            return _claim_page(request, claim, form.cleaned_data)
        report = followed(number, secret)
        if report is not None:
            cases = report.recalls.filter(announcements__isnull=False).distinct()
            own = own_data(request, f"report:{report.pk}", timezone.now())
            facts = {"report": report, "cases": cases, "own": own, "typed": form.cleaned_data}
            return render(request, "public/follow.html", facts)
        form.add_error(None, _("回执号或查询密码不对：请核对后再试，字母不分大小写"))
    return render(request, "public/follow.html", {"form": form})


def _claim_page(request: HttpRequest, claim: Claim, typed: dict[str, str]) -> HttpResponse:
    duty = Duty.objects.filter(about=f"claim:{claim.pk}").first()
    facts = {
        "claim": claim, "open": claim.state in claims.OPEN, "ahead": claims.ahead(claim),
        "answer_by": duty.due_on if duty else None, "typed": typed,
        "own": own_data(request, f"claim:{claim.pk}", timezone.now()),
    }  # fmt: skip
    return render(request, "public/follow_claim.html", facts)
