"""Our charts: lines over days, told apart without colour."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hengjian_portal.look.charts import Chart, Line, drawn

START, END = date(2026, 3, 1), date(2026, 3, 11)


def test_a_point_stands_where_its_day_and_share_put_it():
    half = Line(
        "in all", ((START, Fraction(0)), (date(2026, 3, 6), Fraction(1, 2)), (END, Fraction(1)))
    )
    # From 38 to 350 across and from 214 up to 12: the middle is (194, 113).
    assert "M38 214L194 113L350 12" in drawn(Chart("Course", (half,)))


def test_lines_differ_by_mark_and_the_expected_one_has_none():
    lines = tuple(Line(f"{n}", ((START, Fraction(n, 10)),)) for n in range(3))
    svg = drawn(Chart("Course", (*lines, Line("plan", ((END, Fraction(1)),), expected=True))))
    assert [svg.count(f'class="chart-{mark}"') for mark in ("disc", "square", "triangle")] == [
        1, 1, 1,
    ]  # fmt: skip
    assert svg.count('class="chart-expected"') == 1
    assert "style=" not in svg


def test_one_day_alone_can_be_drawn_and_a_title_cannot_break_out():
    svg = drawn(Chart('"><b>', (Line("x", ((START, Fraction(1)),)),)))
    assert "<b>" not in svg
    assert svg.count("2026-03-01") == 1
