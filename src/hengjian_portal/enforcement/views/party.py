"""A party's own pages: what was served on it, its rights and their clocks, its answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement import clocks, queries
from hengjian_portal.enforcement.views.acting import facts_of


@door("enforcement.answer")
def all_mine(request: HttpRequest) -> HttpResponse:
    """What was served on my firm."""
    rows = [
        (one, queries.in_language(queries.KINDS[one.kind].label), queries.stage_name(one))
        for one in queries.served_on(actor(request))
    ]
    return render(request, "enforcement/all_mine.html", {"rows": rows})


@door("enforcement.answer")
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter of my firm's: the notice, my right and until when, my answer."""
    found = get_object_or_404(queries.served_on(actor(request)), pk=pk)
    facts = facts_of(request, found)
    facts["duties"] = clocks.owed_by_party(found, timezone.now())
    return render(request, "enforcement/mine.html", facts)
