"""How a duty stands, by day and by moment."""

from datetime import UTC, date, datetime

import pytest

from hengjian.clock.deadline import BEIJING
from hengjian.clock.standing import Standing, standing, standing_at

DUE = date(2026, 3, 10)
DUE_AT = datetime(2026, 3, 7, 15, 30, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("due", "today", "done_on", "expected"),
    [
        (DUE, date(2026, 3, 9), None, Standing.RUNNING),
        (DUE, DUE, None, Standing.DUE_TODAY),
        (DUE, date(2026, 3, 11), None, Standing.OVERDUE),
        (DUE, date(2026, 3, 20), DUE, Standing.MET),
        (DUE, date(2026, 3, 20), date(2026, 3, 11), Standing.MET_LATE),
        (None, date(2026, 3, 20), None, Standing.SUSPENDED),
        (None, date(2026, 3, 20), date(2026, 3, 11), Standing.MET),
    ],
)
def test_a_duty_stands_as_its_days_say(due, today, done_on, expected):
    assert standing(due, today, done_on) is expected


@pytest.mark.parametrize(
    ("now", "done_at", "expected"),
    [
        (datetime(2026, 3, 6, 23, 59, tzinfo=BEIJING), None, Standing.RUNNING),
        (datetime(2026, 3, 7, 0, 0, tzinfo=BEIJING), None, Standing.DUE_TODAY),
        (DUE_AT, None, Standing.DUE_TODAY),
        (datetime(2026, 3, 7, 15, 31, tzinfo=BEIJING), None, Standing.OVERDUE),
        (datetime(2026, 3, 8, tzinfo=BEIJING), DUE_AT, Standing.MET),
        (
            datetime(2026, 3, 8, tzinfo=BEIJING),
            datetime(2026, 3, 7, 15, 30, 1, tzinfo=BEIJING),
            Standing.MET_LATE,
        ),
    ],
)
def test_a_duty_stands_as_its_moments_say(now, done_at, expected):
    assert standing_at(DUE_AT, now, done_at) is expected


def test_one_in_the_morning_in_beijing_is_already_the_day_it_is_due():
    # 17:00 UTC on the 6th is 01:00 on the 7th in Beijing.
    assert standing_at(DUE_AT, datetime(2026, 3, 6, 17, tzinfo=UTC)) is Standing.DUE_TODAY
