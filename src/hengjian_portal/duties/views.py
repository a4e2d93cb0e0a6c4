"""The overdue board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.duties import actions, queries
from hengjian_portal.duties.models import Duty
from hengjian_portal.look.paging import page_of


@door("duties.see_board")
def board(request: HttpRequest) -> HttpResponse:
    """What is overdue, by body and officer."""
    now = timezone.now()
    late = queries.board(actor(request), timezone.localdate(now))
    page = page_of(request, late, 40)
    facts = {
        "page": page,
        "chips": [queries.chip(duty, now) for duty in page],
        "bodies": queries.board_by_body(late),
    }
    return render(request, "duties/board.html", facts)


@door("duties.take")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """See to a duty of one's body oneself."""
    duty = get_object_or_404(Duty, pk=pk, owed_by_id=actor(request).body_id)
    actions.take(duty=duty, actor=actor(request), at=timezone.now())
    return redirect("desk:home")
