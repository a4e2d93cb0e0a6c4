"""Counting what waits to be read."""

from __future__ import annotations

from hengjian_portal.messages.models import Message


def unread(person_id: int | None) -> int:
    """How many messages a person has not opened."""
    return Message.objects.filter(to_id=person_id, read_at=None).count() if person_id else 0
