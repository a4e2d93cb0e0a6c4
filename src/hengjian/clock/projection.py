"""
Working days of years whose notice is not held: projected, and known to be so.

A projection has the weekends and the statutory days of 《全国年节及纪念日放假办法》第二条 alone. It
leaves out what only a notice can tell: days moved to join a holiday, weekend days worked for it,
and the weekday given for a statutory day that falls on a weekend. A real notice may therefore
move a projected date either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from hengjian.clock.workdays import DAY, Workdays
from hengjian.errors import CalendarError


@dataclass(frozen=True, slots=True)
class ProjectedWorkdays:
    """
    The notices where they are held, a projection after the last of them.

    >>> from hengjian.clock.workdays import shipped
    >>> days = ProjectedWorkdays(shipped())
    >>> date(2027, 2, 5) in days, date(2027, 2, 9) in days  # New Year's Eve, a Tuesday after
    (False, True)
    >>> days.is_projected(date(2027, 2, 5)), days.is_projected(date(2026, 2, 16))
    (True, False)
    """

    notices: Workdays

    def __contains__(self, day: date) -> bool:
        """Whether the day is worked; raises `CalendarError` outside what can be projected."""
        if not self.is_projected(day):
            return day in self.notices
        if not self.notices.years or day.year < max(self.notices.years):
            raise CalendarError(
                f"no holiday notice held for {day.year}, and only years after the last notice are "
                f"projected; add the State Council's notice for that year",
                zh=f"尚未录入{day.year}年放假安排，且只能推算最后一份通知之后的年份，请补录通知",
            )
        return day.weekday() < 5 and day not in statutory_days(day.year)

    def is_projected(self, day: date) -> bool:
        """Whether no notice is held for the day's year."""
        return day.year not in self.notices.years

    def any_projected(self, first: date, last: date) -> bool:
        """Whether a day from `first` to `last` lies in a year whose notice is not held."""
        return any(year not in self.notices.years for year in range(first.year, last.year + 1))

    def on_or_after(self, day: date) -> date:
        """Find the first working day from `day` on."""
        while day not in self:
            day += DAY
        return day


@cache
def statutory_days(year: int) -> frozenset[date]:
    """
    List the statutory days off of a year, without any shifting.

    Raises `CalendarError` for a year beyond the lunar tables.

    >>> sorted(statutory_days(2027))[1:6]  # New Year's Eve to the third day, then Qingming
    [datetime.date(2027, 2, 5), datetime.date(2027, 2, 6), datetime.date(2027, 2, 7), \
datetime.date(2027, 2, 8), datetime.date(2027, 4, 5)]
    """
    # The package is loaded only here: most questions stay within years held.
    from holidays import country_holidays

    days = frozenset(country_holidays("CN", years=year, observed=False))
    if not days:
        raise CalendarError(
            f"the holidays of {year} cannot be projected; the date lies too far ahead",
            zh=f"{year}年的节假日无法推算，日期过远",
        )
    return days
