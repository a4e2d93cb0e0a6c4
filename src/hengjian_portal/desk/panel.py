"""A list on the desk and its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST = 12  # lines of one list; the rest is where its link leads


@dataclass(frozen=True, slots=True)
class Panel:
    """A list on the desk: what it is, its lines, and where all of them are."""

    title: str
    lines: list[Any]
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: what, the next act, where."""

    title: str
    note: str
    url: str
