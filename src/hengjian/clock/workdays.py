"""Which days count as working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from chinese_calendar import constants

from hengjian.errors import CalendarError

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """
    The State Council's arrangement of one year: the days off and the weekend days worked.

    `days_off` may hold weekend days, which changes nothing; `source` names the notice. Days of
    the last December before may stand here, as a New Year holiday sometimes begins in it.
    Raises `CalendarError` for a day of another year, one both off and on, or no source.
    """

    year: int
    days_off: frozenset[date]
    days_on: frozenset[date]
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise CalendarError(
                f"holiday notice for {self.year}: name the State Council notice it comes from",
                zh=f"{self.year}年放假安排：请写明国务院办公厅通知的名称",
            )
        for day in sorted(self.days_off | self.days_on):
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise CalendarError(
                    f"holiday notice for {self.year}: {day} is a day of another year; remove it",
                    zh=f"{self.year}年放假安排：{day}属于其他年份，请删去",
                )
        for day in sorted(self.days_off & self.days_on):
            raise CalendarError(
                f"holiday notice for {self.year}: {day} is both off and worked; keep one",
                zh=f"{self.year}年放假安排：{day}既放假又上班，请保留其一",
            )


@dataclass(frozen=True, slots=True)
class Workdays:
    """
    Weekends off, except where a State Council notice says otherwise.

    Asked about a year it holds no notice for, it refuses rather than guesses.

    >>> date(2026, 2, 14) in shipped()  # a Saturday, worked instead of a holiday
    True
    >>> date(2027, 1, 4) in shipped()
    Traceback (most recent call last):
    ...
    hengjian.errors.CalendarError: no holiday notice held for 2027; add the State Council's \
notice for that year
    """

    years: frozenset[int]
    days_off: frozenset[date] = frozenset()
    days_on: frozenset[date] = frozenset()

    def __contains__(self, day: date) -> bool:
        if day.year not in self.years:
            raise CalendarError(
                f"no holiday notice held for {day.year}; add the State Council's notice for that "
                f"year",
                zh=f"尚未录入国务院办公厅关于{day.year}年节假日安排的通知，请补录",
            )
        if day in self.days_on:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def after(self, day: date, count: int) -> date:
        """
        Find the `count`-th working day after `day`; `day` itself is not counted.

        Raises `CalendarError` where the count leaves the years held.

        >>> week = Workdays(years=frozenset({2026}))
        >>> week.after(date(2026, 3, 6), 2)  # a Friday
        datetime.date(2026, 3, 10)
        """
        while count:
            day += DAY
            count -= day in self
        return day

    def with_notice(self, notice: HolidayNotice) -> Workdays:
        """Make a calendar that also holds that year; what was held for it gives way."""
        off = {day for day in self.days_off if day.year != notice.year}
        on = {day for day in self.days_on if day.year != notice.year} - notice.days_off
        return Workdays(
            years=self.years | {notice.year},
            days_off=frozenset(off | notice.days_off),
            days_on=frozenset(on | notice.days_on),
        )


@cache
def shipped() -> Workdays:
    """Build the calendar of the notices that the package `chinesecalendar` carries."""
    off, on = frozenset(constants.holidays), frozenset(constants.workdays)
    first, last = min(off).year, max(off).year
    return Workdays(years=frozenset(range(first, last + 1)), days_off=off, days_on=on)
