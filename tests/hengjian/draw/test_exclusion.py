"""Who of a pool is left out of a draw, and what a panel comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hengjian.draw.exclusion import (
    CONFIDENCE,
    GROUNDS,
    CaseFacts,
    ExpertFacts,
    Ground,
    PastTie,
    grounds_against,
)
from hengjian.draw.verdict import Finding, verdict_of
from hengjian.errors import TextError

CASE = CaseFacts(date(2026, 3, 9), ("暖山杯业有限公司",), ("重庆缺陷产品召回技术中心",), 3)
FIT = ExpertFacts(date(2025, 3, 9), date(2027, 3, 8), "某大学材料学院")


def against(**changed: object) -> list[str]:
    return [ground.value for ground in grounds_against(replace(FIT, **changed), CASE)]  # type: ignore[arg-type]


def test_nothing_stands_against_a_fit_expert():
    assert against() == []


@pytest.mark.parametrize(
    ("day", "fit"),
    [("2025-03-08", False), ("2025-03-09", True), ("2027-03-08", True), ("2027-03-09", False)],
)
def test_the_first_and_the_last_day_of_qualification_count(day: str, fit: bool):
    asked = replace(CASE, day=date.fromisoformat(day))
    assert (grounds_against(FIT, asked) == ()) is fit


@pytest.mark.parametrize(
    ("until", "tied"),
    [(None, True), ("2026-03-01", True), ("2023-03-09", True), ("2023-03-08", False)],
)
def test_a_tie_counts_for_three_years_after_its_last_day(until: str | None, tied: bool):
    last = date.fromisoformat(until) if until else None
    assert against(ties=(PastTie("暖山杯业", last),)) == (["tied"] if tied else [])


def test_a_tie_that_ended_on_a_leap_day_is_counted():
    case = replace(CASE, day=date(2027, 2, 28))
    tied = replace(
        FIT, qualified_until=date(2028, 1, 1), ties=(PastTie("暖山杯业", date(2024, 2, 29)),)
    )
    assert grounds_against(tied, case) == (Ground.TIED,)
    assert grounds_against(tied, replace(case, day=date(2027, 3, 1))) == ()


def test_who_works_for_the_body_that_tested_does_not_determine():
    assert against(employer="重庆缺陷产品召回技术中心（检测部）") == ["tested"]


def test_the_producers_own_people_are_tied_however_its_name_is_written():
    assert against(employer="暖山杯業有限公司") == ["tied"]


def test_every_ground_is_told():
    told = against(suspended=True, gave_opinion=True, investigated=True)
    assert told == ["suspended", "gave_opinion", "investigated"]


def test_an_empty_name_ties_nobody():
    assert grounds_against(replace(FIT, employer="——"), replace(CASE, firms=("",))) == ()


def test_every_ground_has_its_words_and_none_is_said_to_be_law():
    assert set(GROUNDS) == set(Ground)
    assert CONFIDENCE == "inferred"


def test_two_of_three_are_the_majority_and_the_third_stays_named():
    found = {"E-2": Finding.NO_DEFECT, "E-1": Finding.DEFECT, "E-3": Finding.NO_DEFECT}
    verdict = verdict_of(found)
    assert verdict.majority is Finding.NO_DEFECT
    assert (verdict.agreeing, verdict.dissenting) == (("E-2", "E-3"), ("E-1",))


@pytest.mark.parametrize("number", [0, 2, 4])
def test_an_even_panel_decides_nothing(number: int):
    with pytest.raises(TextError, match="odd"):
        verdict_of({f"E-{n}": Finding.DEFECT for n in range(number)})
