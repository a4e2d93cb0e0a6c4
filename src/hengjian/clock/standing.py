"""How a duty stands on a given day, or at a given moment."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum


class Standing(StrEnum):
    """How a deadline stands. The values are stored: add, never rename."""

    RUNNING = "running"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    SUSPENDED = "suspended"


def standing(due: date | None, today: date, done_on: date | None = None) -> Standing:
    """
    How a deadline stands. A duty done on the last day is done in time, as that day ends at 24:00.

    `due` is None while the clock is suspended; what is done meanwhile is in time.

    >>> standing(due=date(2026, 3, 10), today=date(2026, 3, 11))
    <Standing.OVERDUE: 'overdue'>
    >>> standing(due=date(2026, 3, 10), today=date(2026, 3, 12), done_on=date(2026, 3, 10))
    <Standing.MET: 'met'>
    >>> standing(due=None, today=date(2026, 3, 11))
    <Standing.SUSPENDED: 'suspended'>
    """
    if due is None:
        return Standing.SUSPENDED if done_on is None else Standing.MET
    if done_on is not None:
        return Standing.MET if done_on <= due else Standing.MET_LATE
    if today > due:
        return Standing.OVERDUE
    return Standing.DUE_TODAY if today == due else Standing.RUNNING


def standing_at(due_at: datetime, now: datetime, done_at: datetime | None = None) -> Standing:
    """
    How a deadline with a time of day stands. What is done at the very moment is done in time.

    All three carry their time zone; due today means due later on the day `due_at` names.

    >>> from hengjian.clock.deadline import BEIJING
    >>> due_at = datetime(2026, 3, 7, 15, 30, tzinfo=BEIJING)
    >>> standing_at(due_at, now=datetime(2026, 3, 7, 15, 31, tzinfo=BEIJING))
    <Standing.OVERDUE: 'overdue'>
    >>> standing_at(due_at, now=datetime(2026, 3, 6, 17, 0, tzinfo=BEIJING))
    <Standing.RUNNING: 'running'>
    """
    if done_at is not None:
        return Standing.MET if done_at <= due_at else Standing.MET_LATE
    if now > due_at:
        return Standing.OVERDUE
    same_day = now.astimezone(due_at.tzinfo).date() == due_at.date()
    return Standing.DUE_TODAY if same_day else Standing.RUNNING
