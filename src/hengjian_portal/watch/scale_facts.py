"""What a tip on a scale holds beside its words: plain values, worked out by whoever took it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# How the short weight showed: goods weighed again, two known masses, or only what was told.
TESTS = ("sale", "bottle", "told")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleFacts:
    """
    The scale, where it stands, what was weighed on it and what came of it.

    `code` is as typed; `production_code` that of the scale it was found to be, empty where none
    was, whose `market` and `stall` are then the register's; `seen_at` says where it was seen instead.
    `test` is one of `TESTS`; `weighed` and `verdict` hold its numbers as text, masses in g.
    """

    test: str
    code: str = ""
    production_code: str = ""
    market: str = ""
    stall: str = ""
    seen_at: str = ""
    weighed: Mapping[str, Any] = field(default_factory=dict)
    verdict: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON keeps it; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}
