"""The inbox."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paging import page_of
from hengjian_portal.messages import actions
from hengjian_portal.messages.models import Message


@door("desk.see")
def inbox(request: HttpRequest) -> HttpResponse:
    """What we told me, newest first."""
    mine = Message.objects.filter(to_id=actor(request).person_id)
    page = page_of(request, mine, 30)
    return render(request, "inbox/inbox.html", {"page": page})


@door("desk.see")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one message, and go to what it speaks of."""
    message = get_object_or_404(Message, pk=pk, to_id=actor(request).person_id)
    actions.mark_read(message=message, at=timezone.now())
    return redirect(message.link or "messages:inbox")
