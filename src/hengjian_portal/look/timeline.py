"""What the timeline of a page shows: one line for each act, and who may follow it to its receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.core import signing

_SALT = "look.timeline.receipt"
_SECONDS = 12 * 3600  # as long as somebody stays signed in


@dataclass(frozen=True, slots=True)
class Line:
    """
    One act: when, what, by which body, and the receipt of its entry.

    `entry` is its key, for a link that only the reader can follow; `open_url` where anybody may.
    `closed`: the receipt shows this reader that the act is in the log, not all that it says.
    """

    at: datetime
    title: str
    actor_name: str
    receipt: str
    details: list[tuple[str, str]] = field(default_factory=list)
    entry: int = 0
    open_url: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Led:
    """Where a token leads: to which entry, and whether to what it says."""

    entry: int
    closed: bool


def token_for(line: Line, person: int) -> str:
    """What leads one account, and no other, from the line it was shown to its receipt."""
    return signing.dumps([line.entry, line.closed, person], salt=_SALT)


def led_by(token: str, person: int | None) -> Led | None:
    """Where a token leads; None where it is somebody else's, of yesterday, or made up."""
    try:
        entry, closed, whose = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return None
    return Led(entry, closed) if whose == person else None
