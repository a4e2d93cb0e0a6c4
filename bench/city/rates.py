"""The table of how often things happen (`rates.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hengjian.text.sheet import read_sheet

_FILE = Path(__file__).with_name("rates.yaml")


@cache
def rate(heading: str, name: str) -> float:
    """Give one figure by its heading and name."""
    return float(str(_table()[heading][name]))


@cache
def planted(name: str, scales: int) -> int:
    """Say how many instances of a fraud a city of this size has."""
    figures = _table()["planted"][name]
    assert isinstance(figures, list)
    many, least = map(int, figures)
    return max(least, round(many * scales / 200_000))


@cache
def _table() -> dict[str, dict[str, object]]:
    found = read_sheet(_FILE.read_text(encoding="utf-8"), _FILE.name)
    assert isinstance(found, dict)
    return found  # type: ignore[return-value]
