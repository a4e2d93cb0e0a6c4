"""The days of the city, counted from its first; dates outside the window have numbers too."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from math import cos, pi

from hengjian.law.book import shipped

FIRST = date(2026, 2, 1)
LAST = date(2029, 1, 31)
DAYS = (LAST - FIRST).days + 1

# Roughly: the bodies are closed at the long holidays. Who counts terms asks hengjian.clock.
_CLOSED = (
    ("2026-02-15", 9), ("2026-05-01", 5), ("2026-10-01", 7), ("2027-01-01", 1), ("2027-02-05", 8),
    ("2027-05-01", 5), ("2027-10-01", 7), ("2028-01-01", 1), ("2028-01-25", 8), ("2028-05-01", 5),
    ("2028-10-01", 7), ("2029-01-01", 1),
)  # fmt: skip


def number(day: date) -> int:
    """Say which day of the city a date is."""
    return (day - FIRST).days


@cache
def on(n: int) -> date:
    """Give the date of a day."""
    return FIRST + timedelta(days=n)


@cache
def iso(n: int | None) -> str:
    """Write a day as 2026-02-01; nothing for a day that never was."""
    return "" if n is None else on(n).isoformat()


def at(n: int, minute: int) -> str:
    """Write a minute of a day as 2026-02-01T09:05."""
    return f"{iso(n)}T{minute // 60:02d}:{minute % 60:02d}"


def is_open(n: int) -> bool:
    """Tell whether the verification bodies work that day."""
    return on(n).weekday() < 5 and n not in _closed()


def next_open(n: int) -> int:
    """Find the first working day from `n` on."""
    while not is_open(n):
        n += 1
    return n


def a_year_later(n: int) -> int:
    """Give the last day of a year that begins on `n`."""
    day = on(n)
    clamped = min(day.day, 28) if day.month == 2 else day.day
    return number(day.replace(year=day.year + 1, day=clamped)) - 1


@cache
def indoor(n: int) -> float:
    """Give the usual temperature in a Chongqing market hall, in degrees."""
    return round(19.0 - 10.0 * cos(2 * pi * (n + 12) / 365.25), 1)


@cache
def _closed() -> frozenset[int]:
    return frozenset(
        number(date.fromisoformat(first)) + more for first, many in _CLOSED for more in range(many)
    )


@cache
def old_types_end() -> int:
    """Give the last day an old scale that is not networked may be used, as the law's table has it."""
    last = shipped().decisions("price_scale_transition").periods[1].last
    assert last is not None
    return number(last)


@cache
def regulation_changes() -> int:
    """Give the first day of the new verification regulation."""
    first = shipped().decisions("price_scale_transition").regulations[-1].first
    assert first is not None
    return number(first)
