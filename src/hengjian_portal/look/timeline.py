"""What the timeline of a page shows: one line for each act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One act: when, what, by which body, and the receipt of its entry."""

    at: datetime
    title: str
    actor_name: str
    receipt: str
    details: list[tuple[str, str]] = field(default_factory=list)
