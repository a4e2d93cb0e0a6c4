"""
Charts drawn by us, as SVG in the page: lines over days, from 0 to 100 percent.

Each line has its own pattern and mark beside its colour. The numbers stand in a table below the
chart; the drawing is for those who see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 360, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 350, 12, 214
_MARKS = ("disc", "square", "triangle", "diamond", "ring")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is called, and its points in order of days; shares from 0 to 1."""

    label: str
    points: tuple[tuple[date, Fraction], ...]
    # Expected, not measured: drawn thin, without marks.
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What the chart shows, as its title says it, and its lines."""

    title: str
    lines: tuple[Line, ...]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on it."""
        days = [day for line in self.lines for day, _share in line.points]
        return min(days), max(days)


def drawn(chart: Chart) -> SafeString:
    """The chart as inline SVG; no line without a point, no chart without a line."""
    first, last = chart.days
    lines = [
        _line(number, line, first, max((last - first).days, 1))
        for number, line in enumerate(chart.lines)
    ]
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH, HEIGHT, chart.title, _grid(), _days(first, last),
        format_html_join("", "{}", ((line,) for line in lines)),
    )  # fmt: skip


def mark_of(number: int, line: Line) -> SafeString:
    """The pattern and mark of a line, small, for the legend."""
    inside = SafeString('<path d="M2 8H30" class="chart-line"/>')
    if not line.expected:
        inside += _mark(_MARKS[number % len(_MARKS)], 16, 8)
    return format_html(
        '<svg class="chart-key chart-{}" viewBox="0 0 32 16" aria-hidden="true">{}</svg>',
        _class(number, line), inside,
    )  # fmt: skip


def _grid() -> SafeString:
    rows = ((percent, _y(Fraction(percent, 100))) for percent in (0, 25, 50, 75, 100))
    return format_html_join(
        "",
        '<path d="M{} {}H{}" class="chart-grid"/><text x="{}" y="{}" text-anchor="end">{}%</text>',
        ((_LEFT, y, _RIGHT, _LEFT - 4, y + 4, percent) for percent, y in rows),
    )


def _days(first: date, last: date) -> SafeString:
    ends = ((_LEFT, "start", first), (_RIGHT, "end", last))[: 2 if last > first else 1]
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((x, HEIGHT - 8, anchor, day.isoformat()) for x, anchor, day in ends),
    )


def _line(number: int, line: Line, first: date, span: int) -> SafeString:
    places = [
        (_LEFT + (_RIGHT - _LEFT) * (day - first).days // span, _y(share))
        for day, share in line.points
    ]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    marks = "" if line.expected else _marks(_MARKS[number % len(_MARKS)], places)
    return format_html(
        '<g class="chart-{}"><path d="{}" class="chart-line"/>{}</g>',
        _class(number, line), path, marks,
    )  # fmt: skip


def _class(number: int, line: Line) -> str:
    return "expected" if line.expected else str(number % len(_MARKS))


def _marks(shape: str, places: Sequence[tuple[int, int]]) -> SafeString:
    return format_html_join("", "{}", ((_mark(shape, x, y),) for x, y in places))


def _mark(shape: str, x: int, y: int) -> SafeString:
    if shape in ("disc", "ring"):
        return format_html('<circle cx="{}" cy="{}" r="4" class="chart-{}"/>', x, y, shape)
    paths = {
        "square": f"M{x - 4} {y - 4}h8v8h-8z",
        "triangle": f"M{x} {y - 5}l5 9h-10z",
        "diamond": f"M{x} {y - 5}l5 5-5 5-5-5z",
    }
    return format_html('<path d="{}" class="chart-{}"/>', paths[shape], shape)


def _y(share: Fraction) -> int:
    return _BOTTOM - int((_BOTTOM - _TOP) * share)
