"""Working days: the notices held, a new notice, and what is only projected."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.clock.projection import ProjectedWorkdays, statutory_days
from hengjian.clock.workdays import HolidayNotice, Workdays, shipped
from hengjian.errors import CalendarError

NOTICE = HolidayNotice(
    year=2027,
    days_off=frozenset({date(2027, 1, 1), date(2027, 2, 9)}),
    days_on=frozenset({date(2027, 2, 20)}),
    source="国务院办公厅关于2027年部分节假日安排的通知",
)


def test_the_shipped_calendar_begins_in_2004_and_knows_2026():
    assert min(shipped().years) == 2004
    assert 2026 in shipped().years
    assert date(2026, 2, 14) in shipped()
    assert date(2026, 2, 16) not in shipped()


def test_a_year_without_a_notice_is_refused_and_not_guessed():
    with pytest.raises(CalendarError, match="no holiday notice held for 2003") as caught:
        assert date(2003, 6, 2) in shipped()
    assert "尚未录入" in caught.value.zh


def test_a_notice_makes_its_year_known():
    days = shipped().with_notice(NOTICE)
    assert date(2027, 2, 9) not in days
    assert date(2027, 2, 20) in days
    assert date(2026, 2, 14) in days


def test_a_corrected_notice_replaces_what_was_held_for_its_year():
    again = HolidayNotice(2027, frozenset({date(2027, 1, 1)}), frozenset(), "更正后的通知")
    days = shipped().with_notice(NOTICE).with_notice(again)
    assert date(2027, 2, 9) in days
    assert date(2027, 2, 20) not in days


def test_a_new_year_notice_may_reach_into_the_last_december():
    notice = HolidayNotice(
        2027, frozenset({date(2026, 12, 31)}), frozenset({date(2026, 12, 26)}), "通知"
    )
    days = shipped().with_notice(notice)
    assert date(2026, 12, 31) not in days
    assert date(2026, 12, 26) in days


def test_a_later_notice_settles_a_december_day_either_way():
    held = Workdays(
        years=frozenset({2026}),
        days_off=frozenset({date(2026, 12, 25)}),
        days_on=frozenset({date(2026, 12, 26)}),
    )
    notice = HolidayNotice(
        2027, frozenset({date(2026, 12, 26)}), frozenset({date(2026, 12, 25)}), "通知"
    )
    days = held.with_notice(notice)
    assert date(2026, 12, 25) in days
    assert date(2026, 12, 26) not in days


@pytest.mark.parametrize(
    ("off", "on", "source", "message"),
    [
        ({date(2028, 1, 1)}, set(), "通知", "a day of another year"),
        ({date(2027, 5, 1)}, {date(2027, 5, 1)}, "通知", "both off and worked"),
        (set(), set(), " ", "name the State Council notice"),
    ],
)
def test_a_notice_that_cannot_be_true_is_refused(off, on, source, message):
    with pytest.raises(CalendarError, match=message):
        HolidayNotice(2027, frozenset(off), frozenset(on), source)


def test_a_projection_has_the_statutory_days_of_2027_and_no_shifted_ones():
    # 春节 2027-02-06, 清明 04-05, 端午 06-09, 中秋 09-15; counts by 放假办法第二条
    expected = {
        date(2027, 1, 1),
        *(date(2027, 2, day) for day in (5, 6, 7, 8)),
        date(2027, 4, 5),
        date(2027, 5, 1),
        date(2027, 5, 2),
        date(2027, 6, 9),
        date(2027, 9, 15),
        *(date(2027, 10, day) for day in (1, 2, 3)),
    }
    assert statutory_days(2027) == expected


def test_only_years_after_the_last_notice_are_projected():
    days = ProjectedWorkdays(Workdays(years=frozenset({2025, 2027})))
    with pytest.raises(CalendarError, match="only years after the last notice"):
        assert date(2026, 3, 6) in days
    with pytest.raises(CalendarError, match="only years after the last notice"):
        assert date(2026, 3, 6) in ProjectedWorkdays(Workdays(years=frozenset()))


def test_a_year_beyond_the_lunar_tables_is_refused():
    with pytest.raises(CalendarError, match="lies too far ahead"):
        statutory_days(2150)


def test_a_notice_held_later_takes_the_projection_away():
    days = ProjectedWorkdays(shipped().with_notice(NOTICE))
    assert not days.is_projected(date(2027, 2, 9))
    assert date(2027, 2, 9) not in days


@given(
    day=st.dates(date(2005, 1, 1), date(2025, 12, 1)), count=st.integers(min_value=1, max_value=30)
)
def test_the_nth_working_day_after_a_day_has_n_working_days_up_to_it(day, count):
    calendar = shipped()
    last = calendar.after(day, count)
    span = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(each in calendar for each in span) == count
    assert last in calendar
