"""Days, times, counts, money and mass, as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import LawError
from hengjian_portal.look import figures


def test_a_day_carries_its_weekday_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        assert figures.day(date(2026, 2, 25)) == "2026-02-25（周三）"
    with translation.override("en"):
        assert figures.day(date(2026, 2, 25)) == "2026-02-25 (Wed)"


def test_a_moment_late_in_the_evening_of_greenwich_is_the_next_day_in_beijing() -> None:
    late = datetime(2026, 2, 24, 16, 0, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert figures.day(late) == "2026-02-25（周三）"
    assert figures.moment(late) == "2026-02-25 00:00"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        figures.moment(datetime(2026, 2, 24, 16, 0))


@given(st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1)))
def test_beijing_is_eight_hours_ahead_all_the_year(utc: datetime) -> None:
    assert figures.moment(utc.replace(tzinfo=UTC)) == f"{utc + timedelta(hours=8):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("value", "groups"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1 000"),
        (-1234567, "-1 234 567"),
        (Decimal("1234.50"), "1 234.50"),
    ],
)
def test_counts_stand_in_groups_of_three(value: int | Decimal, groups: str) -> None:
    assert figures.thin(value) == groups.replace(" ", figures.THIN)


@given(st.integers())
def test_grouping_changes_no_digit(number: int) -> None:
    assert int(figures.thin(number).replace(figures.THIN, "")) == number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("12.5"), "¥12.50"),
        (1999, "¥19.99"),
        (5, "¥0.05"),
        (Decimal("-3"), "−¥3.00"),
        (0, "¥0.00"),
    ],
)
def test_a_decimal_is_yuan_and_a_whole_number_is_fen(value: Decimal | int, shown: str) -> None:
    assert figures.yuan(value) == shown


def test_a_mass_keeps_every_digit_it_was_given() -> None:
    assert figures.grams(Decimal("15000.0")) == "15 000.0 g".replace(" ", figures.THIN)


def test_what_is_not_there_is_shown_as_nothing() -> None:
    for write in (figures.day, figures.moment, figures.thin, figures.yuan, figures.grams):
        assert write(None) == ""


@pytest.mark.parametrize(
    "named",
    [
        {"zh": "已公示", "en": "announced"},
        SimpleNamespace(zh="已公示", en="announced"),
        SimpleNamespace(title_zh="已公示", title_en="announced"),
        LawError("announced", zh="已公示"),
    ],
)
def test_the_readers_side_of_a_two_language_thing_is_taken(named: object) -> None:
    with translation.override("zh-hans"):
        assert figures.zh_en(named) == "已公示"
    with translation.override("en"):
        assert figures.zh_en(named) == "announced"


def test_a_side_that_is_missing_falls_back_to_the_other() -> None:
    with translation.override("en"):
        assert figures.zh_en({"zh": "已公示"}) == "已公示"
        assert figures.zh_en("plain words") == "plain words"
