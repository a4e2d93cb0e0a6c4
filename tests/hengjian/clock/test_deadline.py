"""What a deadline refuses, and what holds of every one of them."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.clock.deadline import Asked, due
from hengjian.clock.suspension import Suspension
from hengjian.clock.workdays import Workdays, shipped
from hengjian.errors import CalendarError, LawError
from hengjian.law.book import shipped as law
from hengjian.law.overlay import Overlay, OverlayKind
from hengjian.law.rule import Term, Unit

DAYS = st.dates(date(2022, 1, 1), date(2028, 12, 31))
DATED = [rule for rule in law().all(date(2026, 6, 1)) if rule.term and rule.term.unit != "at_once"]
BY_DATE = [rule for rule in DATED if rule.term.unit is not Unit.HOURS]


def _due(name, on, **asked):
    return due(law().in_force(name, on), on, calendar=shipped(), asked=Asked(**asked))


@pytest.mark.parametrize(
    ("name", "asked", "message"),
    [
        ("producer_result", {}, "the served notice sets the limit"),
        ("producer_result", {"days": 0}, "the served notice sets the limit"),
        ("producer_result", {"days": 5, "variant": "life"}, "has no variants"),
        ("district_report", {"days": 5}, "leave --days to limits set by a notice"),
        ("district_report", {"extended": True}, "knows no extension"),
        ("district_report", {"nth": 2}, "the duty is owed once"),
        ("stage_report", {"nth": 0}, "repeats from 1 on"),
        ("penalty_limitation", {"variant": "death"}, "it has ordinary, life"),
        ("transfer_to_police", {}, "give the time of day"),
        ("stop_sale", {"suspensions": (Suspension(date(2026, 3, 9), None, "x"),)}, "at once"),
    ],
)
def test_what_does_not_fit_the_rule_is_refused_in_both_languages(name, asked, message):
    with pytest.raises(LawError, match=message) as caught:
        _due(name, date(2026, 3, 9), **asked)
    assert str(caught.value).startswith(f"{name}: ")
    assert name in caught.value.zh
    assert caught.value.zh != str(caught.value)


@pytest.mark.parametrize(
    ("name", "asked"),
    [("stage_report", {"nth": 10**6}), ("producer_result", {"days": 10**9})],
)
def test_a_term_beyond_all_calendars_is_refused(name, asked):
    with pytest.raises(CalendarError, match="too far ahead"):
        _due(name, date(2026, 3, 9), **asked)


def test_a_day_before_all_notices_is_refused():
    rule = law().in_force("district_report", date(2026, 3, 9))
    with pytest.raises(CalendarError, match="no holiday notice held for 1999"):
        due(rule, date(1999, 3, 9), calendar=shipped())


def test_hours_need_no_holiday_notice():
    rule = law().in_force("transfer_to_police", date(2030, 3, 9))
    found = due(rule, date(2030, 3, 9), calendar=Workdays(frozenset()), asked=Asked(at=time(9)))
    assert found.due_at.isoformat() == "2030-03-10T09:00:00+08:00"
    assert not found.provisional


def test_a_correction_counts_from_its_day_on():
    overlay = Overlay(
        rule="district_report",
        kind=OverlayKind.CORRECT,
        source="正式文本",
        read_on=date(2026, 11, 25),
        approved_by=("李某", "王某"),
        in_force_from=date(2026, 12, 1),
        term=Term(2, Unit.WORKING_DAYS),
        article="七",
    )
    book = law().with_overlay([overlay])
    # Monday 30 November: three days, Tue, Wed, Thu; Tuesday 1 December: two days, Wed, Thu.
    for on in (date(2026, 11, 30), date(2026, 12, 1)):
        rule = book.in_force("district_report", on)
        assert due(rule, on, calendar=shipped()).due_on == date(2026, 12, 3)


@given(rule=st.sampled_from(BY_DATE), on=DAYS)
def test_a_term_ends_after_its_start_and_never_on_a_known_rest_day(rule, on):
    found = due(rule, on, calendar=shipped())
    assert found.due_on > on
    if not found.provisional:
        assert found.due_on in shipped()


@given(rule=st.sampled_from(BY_DATE), on=DAYS, later=st.integers(min_value=0, max_value=60))
def test_who_starts_later_is_never_due_earlier(rule, on, later):
    first = due(rule, on, calendar=shipped()).due_on
    assert due(rule, on + timedelta(days=later), calendar=shipped()).due_on >= first


@given(
    rule=st.sampled_from(BY_DATE),
    on=DAYS,
    gap=st.integers(min_value=-5, max_value=120),
    length=st.integers(min_value=0, max_value=40),
)
def test_a_suspension_never_brings_the_end_forward_and_never_ends_inside_itself(
    rule, on, gap, length
):
    first = on + timedelta(days=gap)
    stop = Suspension(first, first + timedelta(days=length), "送检")
    plain = due(rule, on, calendar=shipped()).due_on
    stopped = due(rule, on, calendar=shipped(), asked=Asked(suspensions=(stop,))).due_on
    assert stopped >= plain
    assert stopped not in stop
    if stop.from_on > plain or stop.until_on <= on:
        assert stopped == plain


@given(on=DAYS, hour=st.integers(min_value=0, max_value=23))
def test_a_stopped_day_of_an_hours_term_costs_exactly_that_day(on, hour):
    stop = Suspension(on + timedelta(days=1), on + timedelta(days=1), "不可抗力")
    plain = _due("transfer_to_police", on, at=time(hour))
    stopped = _due("transfer_to_police", on, at=time(hour), suspensions=(stop,))
    # From midnight the twenty-four hours are over before the stopped day begins.
    assert stopped.due_at - plain.due_at == timedelta(days=1 if hour else 0)


def test_a_suspension_needs_a_reason_and_an_end_after_its_beginning():
    with pytest.raises(LawError, match="a reason must be given"):
        Suspension(date(2026, 3, 9), None, " ")
    with pytest.raises(LawError, match="ends before it begins"):
        Suspension(date(2026, 3, 9), date(2026, 3, 8), "送检")


def test_hours_stopped_without_end_have_no_due_moment():
    stop = Suspension(date(2026, 3, 7), None, "不可抗力")
    found = _due("transfer_to_police", date(2026, 3, 6), at=time(15, 30), suspensions=(stop,))
    assert (found.due_on, found.due_at) == (None, None)


def test_a_term_that_would_roll_into_an_open_stop_has_no_due_date():
    # Ninety days from 3 July end on 1 October, off to the 7th; the clock stops on the 5th.
    stop = Suspension(date(2026, 10, 5), None, "不可抗力")
    assert _due("penalty_decision", date(2026, 7, 3), suspensions=(stop,)).due_on is None
