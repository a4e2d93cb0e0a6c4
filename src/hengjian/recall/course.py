"""
Whether a recall is on course: the plan's curve, and what raises an alarm.

The curve (straight between the milestones of the plan) and the tolerance are ours; the tolerance
is a setting of the profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hengjian.clock.counting import months_after
from hengjian.errors import TextError
from hengjian.law.profile import Profile
from hengjian.recall.effect import Level, Rates, percent


@dataclass(frozen=True, slots=True)
class Milestone:
    """What share of the units affected is to be done with by a day; from 0 to 1."""

    on: date
    share: Fraction


@dataclass(frozen=True, slots=True)
class Curve:
    """
    What a plan expects, from nothing on its first day through its milestones.

    Raises `TextError` where there is no milestone, where their days do not rise from the first
    day on, or where a share falls or is not from 0 to 1.
    """

    starts_on: date
    milestones: tuple[Milestone, ...]

    def __post_init__(self) -> None:
        if not self.milestones:
            raise TextError("the plan holds no milestone; add one", zh="计划没有进度节点，请补充")
        before = Milestone(self.starts_on, Fraction(0))
        for number, point in enumerate(self.milestones, start=1):
            if point.on <= before.on or not before.share <= point.share <= 1:
                raise TextError(
                    f"milestone {number}: {point.on} with {percent(point.share)} % must come "
                    f"after {before.on} and be {percent(before.share)} to 100 %",
                    zh=f"第{number}个进度节点：{point.on}、{percent(point.share)}%"
                    f"应晚于{before.on}，且在{percent(before.share)}%至100%之间",
                )
            before = point


class Course(StrEnum):
    """How the rate stands to the curve. The values are stored."""

    BEHIND = "behind"
    ON_COURSE = "on_course"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """The course, the rate and what was expected that day, and the rate less the expected."""

    course: Course
    rate: Fraction
    expected: Fraction
    by: Fraction


class AlarmCause(StrEnum):
    """Why an alarm is raised. The values are stored."""

    BEHIND = "behind"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happened with a unit affected: the day, and what."""

    happened_on: date
    what: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why somebody has to look now; `level` is None for the rate in all and for an incident."""

    cause: AlarmCause
    level: Level | None
    reason_zh: str
    reason_en: str


def milestone_after(starts_on: date, months: int, expected_percent: Decimal) -> Milestone:
    """
    Make the milestone so many calendar months after the start (民法典 202).

    >>> milestone_after(date(2026, 11, 30), 3, Decimal("62.5"))
    Milestone(on=datetime.date(2027, 2, 28), share=Fraction(5, 8))
    """
    return Milestone(months_after(starts_on, months), Fraction(expected_percent) / 100)


def expected_on(curve: Curve, day: date) -> Fraction:
    """
    Read the curve on a day: nothing up to the start, the last milestone's share after it.

    >>> curve = Curve(date(2026, 3, 1), (Milestone(date(2026, 3, 11), Fraction(1, 2)),))
    >>> expected_on(curve, date(2026, 3, 5))
    Fraction(1, 5)
    """
    before = Milestone(curve.starts_on, Fraction(0))
    for point in curve.milestones:
        if day <= before.on:
            return before.share
        if day < point.on:
            part = Fraction((day - before.on).days, (point.on - before.on).days)
            return before.share + part * (point.share - before.share)
        before = point
    return before.share


def tolerance(profile: Profile) -> Fraction:
    """Take from the profile how far a rate may lie from the curve; raises `LawError`."""
    return Fraction(profile.number("recall_course_tolerance"), 100)


def standing(rate: Fraction, curve: Curve, day: date, allowed: Fraction) -> CourseStanding:
    """
    Hold a rate against the curve: on course while it is no further from it than is allowed.

    >>> curve = Curve(date(2026, 3, 1), (Milestone(date(2026, 3, 11), Fraction(1, 2)),))
    >>> standing(Fraction(1, 4), curve, date(2026, 3, 11), Fraction(1, 10)).course
    <Course.BEHIND: 'behind'>
    """
    expected = expected_on(curve, day)
    by = rate - expected
    course = Course.ON_COURSE
    if abs(by) > allowed:
        course = Course.AHEAD if by > 0 else Course.BEHIND
    return CourseStanding(course, rate, expected, by)


def behind_alarms(found: Rates, curve: Curve, day: date, allowed: Fraction) -> tuple[Alarm, ...]:
    """
    Raise an alarm for the rate in all, and for each level the plan split off, that is behind.

    The plan has one curve, so every level is held against it.
    """
    held: list[tuple[Level | None, Fraction | None]] = [(None, found.in_all)]
    held += [(level, found.of(level)) for level in Level]
    return tuple(
        _behind(level, stands, day)
        for level, rate in held
        if rate is not None
        and (stands := standing(rate, curve, day, allowed)).course is Course.BEHIND
    )


def incident_alarms(starts_on: date, incidents: Iterable[Incident]) -> tuple[Alarm, ...]:
    """Raise an alarm for every incident since the recall began, its first day included."""
    return tuple(_since(starts_on, incidents))


def _since(starts_on: date, incidents: Iterable[Incident]) -> Iterator[Alarm]:
    for incident in incidents:
        if incident.happened_on >= starts_on:
            yield Alarm(
                AlarmCause.INCIDENT,
                None,
                f"召回开始（{starts_on}）后，{incident.happened_on}仍发生：{incident.what}",
                f"since the recall began on {starts_on}, on {incident.happened_on}: {incident.what}",
            )


def _behind(level: Level | None, stands: CourseStanding, day: date) -> Alarm:
    zh, en = level.words if level else ("合计", "in all")
    rate, expected, short = percent(stands.rate), percent(stands.expected), percent(-stands.by)
    return Alarm(
        AlarmCause.BEHIND,
        level,
        f"{zh}：{day}退回率{rate}%，计划应达{expected}%，落后{short}个百分点",
        f"{en}: {rate} % on {day}, the plan expects {expected} %; behind by {short} points",
    )
