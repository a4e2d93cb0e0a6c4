"""The overdue board."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.duties import queries


@door("duties.see_board")
def board(request: HttpRequest) -> HttpResponse:
    """What is overdue, by body and officer."""
    now = timezone.now()
    late = queries.board(actor(request), timezone.localdate(now))
    page = Paginator(late, 40).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "chips": [queries.chip(duty, now) for duty in page],
        "bodies": queries.board_by_body(late),
    }
    return render(request, "duties/board.html", facts)
