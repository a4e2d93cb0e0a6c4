"""Everybody's desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.desk import rooms, waiting
from hengjian_portal.duties import queries as duties
from hengjian_portal.messages.queries import unread


@door("desk.see")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, by due date, with the article."""
    who, now = actor(request), timezone.now()
    facts = {
        "duties": duties.owed_by(who.body_id, now),
        "panels": waiting.panels(who, timezone.localdate(now)),
        "rooms": rooms.open_to(who),
        "unread": unread(who.person_id),
    }
    return render(request, "desk/home.html", facts)
