"""Seals: what was handed out, what is left, and where one of them is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import stock
from hengjian_portal.scales.forms.stock import IssueForm
from hengjian_portal.scales.views.deed import carried_out, status_of

_ROWS = 25


@door("scales.see_seals")
def seals(request: HttpRequest) -> HttpResponse:
    """The runs I may see with what is left of each, and one number looked up."""
    who, text = actor(request), request.GET.get("q", "").replace("\0", "")[:40].strip()
    page = page_of(request, stock.visible_to(who), _ROWS)
    facts = {
        "page": page, "q": text, "found": stock.look_up(who, text) if text else None,
        "rows": [(run, run.last - run.first + 1 - run.n_used) for run in page],
        "may_issue": policy.may(who, "scales.issue_seals"),
    }  # fmt: skip
    return render(request, "scales/seals.html", facts)


@door("scales.issue_seals")
def issue(request: HttpRequest) -> HttpResponse:
    """Hand a run of seals to a body."""
    form = IssueForm(request.POST or None, subject=None, actor=actor(request))
    if carried_out(request, form):
        return redirect("scales:seals")
    facts = {"form": form, "back": reverse("scales:seals")}
    return render(request, "scales/deed.html", facts, status=status_of(form))
