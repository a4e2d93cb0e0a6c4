"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.duties.models import Amendment, Duty, Suspension
from hengjian_portal.evidence.guarding import guard


def hold() -> None:
    """Who owes what, and what an operator added to the law."""
    guard(Duty, "it.about")
    guard(Suspension, "'duty:' || it.duty_id")
    guard(Amendment, "'amendment:' || it.id")
