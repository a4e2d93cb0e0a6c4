"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.duties.models import Amendment, Duty, ErasureRequest, Suspension
from hengjian_portal.evidence.guarding import guard


def hold() -> None:
    """Who owes what, what an operator added to the law, and who asked for an erasure."""
    guard(Duty, "it.about")
    guard(Suspension, "'duty:' || it.duty_id")
    guard(ErasureRequest, "it.subject")
    guard(Amendment, "'amendment:' || it.id")
