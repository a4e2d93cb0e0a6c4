"""How far a recall has come: rates worked out by hand, the plan's curve, and what raises an alarm."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import TextError
from hengjian.law.profile import shipped_profile
from hengjian.recall.course import (
    AlarmCause,
    Curve,
    Incident,
    Milestone,
    behind_alarms,
    expected_on,
    incident_alarms,
    milestone_after,
    standing,
    tolerance,
)
from hengjian.recall.effect import (
    Affected,
    Counts,
    Level,
    Smaller,
    definition,
    evaluate,
    in_force,
    percent,
    rates,
    smaller,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "recall" / "effect.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
START = date(2026, 3, 10)
CURVE = Curve(
    START,
    (
        Milestone(date(2026, 6, 10), Fraction(1, 5)),
        Milestone(date(2026, 9, 10), Fraction(4, 5)),
    ),
)
MIDDLE = date(2026, 7, 26)
TENTH = Fraction(1, 10)
NUMBERS = st.lists(st.integers(0, 50), min_size=4, max_size=4)


def _share(text):
    return None if text == "none" else Fraction(text)


@pytest.mark.parametrize("case", CASES["rates"], ids=[case["name"] for case in CASES["rates"]])
def test_the_rates_are_those_worked_out_by_hand(case):
    found = rates(Counts(**case["done"]), Affected(1, START, **case["affected"]))
    expected = {name: _share(text) for name, text in case["rates"].items()}
    assert found.in_all == expected["in_all"]
    assert {level.value: found.of(level) for level in Level} == {
        level.value: expected[level.value] for level in Level
    }
    assert percent(found.in_all) == Decimal(case["shown"])


@pytest.mark.parametrize("case", CASES["curve"], ids=lambda case: str(case["day"]))
def test_the_curve_is_straight_between_milestones(case):
    assert expected_on(CURVE, case["day"]) == Fraction(case["expected"])


@pytest.mark.parametrize("case", CASES["standing"], ids=lambda case: case["rate"])
def test_a_rate_is_held_against_the_curve(case):
    found = standing(Fraction(case["rate"]), CURVE, MIDDLE, TENTH)
    assert (found.course.value, found.by) == (case["course"], Fraction(case["by"]))
    assert found.expected == Fraction(1, 2)


@given(NUMBERS.filter(any), st.data())
def test_rates_lie_between_nothing_and_all_and_never_fall_when_counts_grow(affected, data):
    fewer = [data.draw(st.integers(0, number)) for number in affected]
    more = [data.draw(st.integers(less, most)) for less, most in zip(fewer, affected, strict=True)]
    frozen = Affected(1, START, sum(affected), *affected)
    before, after = rates(Counts(*fewer), frozen), rates(Counts(*more), frozen)
    assert 0 <= before.in_all <= after.in_all <= 1
    for level in Level:
        then, now = before.of(level), after.of(level)
        assert (then is None) is (now is None) is (frozen.of(level) == 0)
        assert then is None or now is None or 0 <= then <= now <= 1


@given(st.fractions(0, 1), st.integers(0, 4))
def test_a_rate_is_never_shown_higher_than_it_is(rate, places):
    shown = Fraction(percent(rate, places))
    assert shown <= rate * 100 < shown + Fraction(1, 10**places)


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 200))
def test_the_curve_never_falls(day, days):
    later = date.fromordinal(day.toordinal() + days)
    assert 0 <= expected_on(CURVE, day) <= expected_on(CURVE, later) <= 1


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"total": 0}, "at least one unit"),
        ({"total": 10, "shop": -1}, "none negative"),
        ({"total": 10, "shop": 11}, "add up to 11, the total is 10"),
        ({"total": 10, "maker": 1, "distributor": 2, "shop": 3, "consumer": 3}, "add up to 9"),
    ],
)
def test_numbers_of_a_plan_that_do_not_agree_are_refused(numbers, says):
    with pytest.raises(TextError, match=says) as refused:
        Affected(1, START, **numbers)
    assert refused.value.zh.startswith("计划第1版")


@pytest.mark.parametrize(
    ("done", "says"),
    [
        ({"consumer": 5}, "consumer: 5 units done with are more than the 4 affected"),
        ({"maker": 7}, "in all: 7 units done with are more than the 6 affected"),
    ],
)
def test_more_done_than_affected_is_refused(done, says):
    with pytest.raises(TextError, match=says) as refused:
        rates(Counts(**done), Affected(1, START, 6, consumer=4))
    assert "超过受影响数量" in refused.value.zh


def test_a_negative_count_is_refused():
    with pytest.raises(TextError, match="shop: -1 units"):
        Counts(shop=-1)


def test_the_version_in_force_that_day_is_the_denominator():
    first, second = Affected(1, START, 1000), Affected(2, date(2026, 6, 1), 2000)
    done = Counts(consumer=500)
    assert rates(done, in_force([second, first], date(2026, 5, 31))).in_all == Fraction(1, 2)
    assert rates(done, in_force([second, first], date(2026, 6, 1))).in_all == Fraction(1, 4)
    with pytest.raises(TextError, match="no plan is in force on 2026-03-09"):
        in_force([first, second], date(2026, 3, 9))


def test_of_two_versions_of_one_day_the_later_counts():
    assert in_force([Affected(2, START, 20), Affected(1, START, 10)], START).total == 20


def test_a_number_made_smaller_or_no_longer_said_is_named():
    before = Affected(1, START, 1000, shop=400, consumer=600)
    assert smaller(before, Affected(2, START, 1200, shop=400, consumer=800)) == ()
    assert smaller(before, Affected(2, START, 1000, shop=300, consumer=700)) == (
        Smaller(Level.SHOP, 400, 300),
    )
    assert smaller(before, Affected(2, START, 900, shop=400)) == (
        Smaller(None, 1000, 900),
        Smaller(Level.CONSUMER, 600, None),
    )


def test_whether_the_expectation_is_reached_is_said_as_our_own_view():
    found = rates(Counts(consumer=800), Affected(1, START, 1000))
    reached, missed = evaluate(found, Decimal(80)), evaluate(found, Decimal("80.1"))
    assert (reached.reached, reached.by) == (True, 0)
    assert (missed.reached, missed.by) == (False, Fraction(-1, 1000))
    assert "自定" in reached.label_zh
    assert "own" in reached.label_en
    with pytest.raises(TextError, match="above 0"):
        evaluate(found, Decimal(0))


def test_the_definition_names_the_standard():
    source, zh, en = definition()
    assert source.number == "GB/T 40993-2021"
    assert source.confirmed
    assert "流通环节" in zh
    assert "circulation" in en


def test_being_behind_beyond_the_tolerance_raises_an_alarm_by_level():
    # 480 + 20 of 1000 are 50 %, as the plan expects; of the 400 at consumers only 5 %.
    affected = Affected(1, START, 1000, maker=0, distributor=0, shop=600, consumer=400)
    found = rates(Counts(shop=480, consumer=20), affected)
    (alarm,) = behind_alarms(found, CURVE, MIDDLE, TENTH)
    assert (alarm.cause, alarm.level) == (AlarmCause.BEHIND, Level.CONSUMER)
    assert "退回率5.0%，计划应达50.0%，落后45.0个百分点" in alarm.reason_zh
    assert "5.0 % on 2026-07-26, the plan expects 50.0 %" in alarm.reason_en


def test_a_recall_on_course_raises_no_alarm():
    found = rates(Counts(consumer=40), Affected(1, START, 100))
    assert behind_alarms(found, CURVE, MIDDLE, TENTH) == ()


def test_any_incident_since_the_first_day_raises_an_alarm():
    incidents = [
        Incident(date(2026, 3, 9), "烫伤"),
        Incident(START, "漏水"),
        Incident(date(2026, 4, 1), "起火"),
    ]
    alarms = incident_alarms(START, incidents)
    assert [alarm.reason_zh.rpartition("：")[2] for alarm in alarms] == ["漏水", "起火"]
    assert {alarm.cause for alarm in alarms} == {AlarmCause.INCIDENT}


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ([], "no milestone"),
        ([(START, "1/2")], "milestone 1: 2026-03-10 with 50.0 % must come after 2026-03-10"),
        ([(date(2026, 4, 1), "1/2"), (date(2026, 5, 1), "1/3")], "milestone 2: .* 50.0 to 100"),
        ([(date(2026, 4, 1), "3/2")], "0.0 to 100"),
    ],
)
def test_a_curve_that_falls_or_goes_back_is_refused(points, says):
    with pytest.raises(TextError, match=says):
        Curve(START, tuple(Milestone(day, Fraction(share)) for day, share in points))


def test_a_milestone_in_months_falls_on_the_end_of_a_short_month():
    assert milestone_after(date(2026, 11, 30), 3, Decimal(50)) == Milestone(
        date(2027, 2, 28), Fraction(1, 2)
    )


def test_the_tolerance_is_a_setting_labelled_ours():
    assert tolerance(shipped_profile()) == TENTH
    assert "没有规定" in shipped_profile().settings["recall_course_tolerance"].why
