"""The receipt behind a line of a timeline, for the account that was shown the line."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.evidence import handing
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.shown import receipt_number, worded
from hengjian_portal.look.timeline import led_by


@door("desk.see")
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What the receipt says, what it proves and what not, and its files."""
    entry, closed = _found(request, token)
    line, place = worded(entry), handing.place_of(entry)
    facts = {
        "entry": entry, "title": line.title, "who": line.actor_name, "pairs": line.details,
        "number": receipt_number(entry), "place": place, "told": handing.told(entry),
        "closed": closed, "json_url": reverse("desk:receipt_json", args=[token]),
        "proof_url": reverse("desk:receipt_proof", args=[token]),
    }  # fmt: skip
    page = render(request, "desk/receipt.html", facts)
    return page if place else handing.waiting(page)


@door("desk.see")
def receipt_json(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt to keep, with what was ticked."""
    entry, closed = _found(request, token)
    return handing.receipt_file(entry, handing.chosen(request, entry), closed=closed)


@door("desk.see")
def receipt_proof(request: HttpRequest, token: str) -> HttpResponse:
    """The proof by itself."""
    return handing.proof_file(_found(request, token)[0])


def _found(request: HttpRequest, token: str) -> tuple[Entry, bool]:
    """The entry a token leads this account to, and whether it is closed to it; 404 for others."""
    led = led_by(token, actor(request).person_id)
    entry = Entry.objects.filter(pk=led.entry).first() if led else None
    if led is None or entry is None:
        raise Http404
    return entry, led.closed
