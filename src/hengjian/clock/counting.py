"""
Counting a term to its end: the arithmetic of 民法典 201 to 203, over days that may be stopped.

Every function returns None where a stop that still stands is met before the end.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from hengjian.clock.projection import ProjectedWorkdays
from hengjian.clock.suspension import Stops
from hengjian.clock.workdays import DAY
from hengjian.errors import CalendarError


def working_days(
    on: date, count: int, days: ProjectedWorkdays, stops: Stops
) -> tuple[date, ...] | None:
    """List the `count` working days after `on`; the last of them is the due day."""
    counted: list[date] = []
    day = on
    while len(counted) < count:
        day += DAY
        if stops.still_on(day):
            return None
        if day not in stops and day in days:
            counted.append(day)
    return tuple(counted)


def months_after(on: date, months: int) -> date:
    """
    Find the corresponding day so many months on, or the end of that month (民法典 202).

    Raises `CalendarError` beyond the years a date can hold.

    >>> months_after(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    if year > date.max.year:
        raise CalendarError(
            f"{months} months from {on} lies too far ahead; check the count",
            zh=f"自{on}起{months}个月过远，请检查次数",
        )
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def day_end(on: date, nominal: date, days: ProjectedWorkdays, stops: Stops) -> date | None:
    """
    Move the nominal end of a term in days, months or years to the day it ends on.

    Each stopped day after `on` moves it by one; then, if it is a rest day or a stopped one, it
    ends on the next day that is neither (民法典 203).
    """
    end, day = nominal, on
    while day < end:
        day += DAY
        if stops.still_on(day):
            return None
        if day in stops:
            end += DAY
    while end in stops or end not in days:
        end += DAY
        if stops.still_on(end):
            return None
    return end


def hours_after(start: datetime, hours: int, stops: Stops) -> datetime | None:
    """Find the moment so many hours after `start`, rest days included, stopped days left out."""
    moment, left = start, timedelta(hours=hours)
    while True:
        day = moment.date()
        if stops.still_on(day):
            return None
        midnight = datetime.combine(day + DAY, time(), tzinfo=start.tzinfo)
        if day not in stops:
            if moment + left <= midnight:
                return moment + left
            left -= midnight - moment
        moment = midnight
