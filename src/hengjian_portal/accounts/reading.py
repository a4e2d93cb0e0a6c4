"""What an auditor looks at is written down: an auditor changes nothing and reads everything."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.evidence.actions import Personal, record

_PUBLIC = "public.read"
_MOST = 300


def note_read(request: HttpRequest, who: Actor, verb: str, at: datetime) -> None:
    """
    Write the entry of one page or operation that an auditor opens, before anything of it is sent.

    What was searched for may be about a person, so it is sealed. Public pages are anybody's.
    """
    if who.kind is not Kind.AUDITOR or verb == _PUBLIC:
        return
    query = request.META.get("QUERY_STRING", "")[:_MOST]
    _write(who, request.path[:_MOST], query, at)


@transaction.atomic
def _write(who: Actor, page: str, query: str, at: datetime) -> None:
    subject = f"person:{who.person_id}"
    asked = {"query": Personal(query, subject)} if query else {}
    record(kind="accounts.audited", obj=f"audit:{who.person_id}", actor=who.ref, at=at, page=page,
           **asked)  # fmt: skip
