"""How far a recall has come, report by report, against the plan that was in force then."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.timezone import localdate

from hengjian.errors import TextError
from hengjian.law.profile import shipped_profile
from hengjian.recall.course import (
    Alarm,
    Curve,
    Incident,
    Milestone,
    behind_alarms,
    incident_alarms,
    tolerance,
)
from hengjian.recall.effect import Affected, Counts, Level, Rates, in_force, rates
from hengjian_portal.evidence.queries import timeline
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.plans import PLANS, plan_in_force

# Where a plan keeps the number affected at each level.
SPLIT = {level.value: f"n_{level.value}" for level in Level}
_MILESTONE = re.compile(r"(\d{1,4})\s*(?:天|日|days?)?[\s,，:：]+(\d{1,3}(?:\.\d)?)\s*[%％]?")


@dataclass(frozen=True, slots=True)
class Reading:
    """One stage report: until which day, what was done with, and its rates where a plan says of what."""

    until: date
    done: Counts
    affected: Affected | None
    rates: Rates | None
    incidents_after: int


def affected_in(plan: dict[str, Any], version: int, from_on: date) -> Affected:
    """The numbers affected as a plan states them; raises `TextError` where they cannot be."""
    split = {level: plan.get(field) for level, field in SPLIT.items()}
    return Affected(version, from_on, int(plan.get("n_recalled") or 0), **split)


def read_milestones(text: str, starts_on: date) -> tuple[Milestone, ...]:
    """Read milestones, one a line: days after the start, then percent; raises `TextError`."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = _MILESTONE.fullmatch(line)
        if parts is None:
            raise TextError(
                f"milestone {line!r}: write days after the start, a blank, percent, as in 90 30",
                zh=f"进度节点{line!r}：请写开始后的天数、空格、百分比，例如90 30",
            )
        share = Fraction(Decimal(parts[2])) / 100
        found.append(Milestone(starts_on + timedelta(days=int(parts[1])), share))
    return tuple(found)


def curve_in(plan: dict[str, Any]) -> Curve | None:
    """
    What a plan expects by when; None where it promises nothing that can be drawn.

    Its last point is the day of completion with the share expected in all, unless the plan's own
    milestones reach as far. Raises `TextError` for milestones that cannot be.
    """
    if not plan.get("starts_on"):
        return None
    starts_on = date.fromisoformat(plan["starts_on"])
    points = read_milestones(plan.get("milestones") or "", starts_on)
    ends, share = plan.get("ends_on"), plan.get("expected_percent")
    if ends and share and (not points or points[-1].on < date.fromisoformat(ends)):
        end = Milestone(date.fromisoformat(ends), Fraction(Decimal(str(share))) / 100)
        points = (*points, end)
    return Curve(starts_on, points) if points else None


def curve_of(recall: Recall) -> Curve | None:
    """The curve of the plan in force; None where it has none, or one that cannot be drawn."""
    plan = plan_in_force(recall)
    try:
        return curve_in(plan.content) if plan else None
    except TextError:
        return None


def versions_of(recall: Recall) -> list[Affected]:
    """The numbers affected of every plan the city accepted, each from the day it did."""
    plans = list(recall.documents.filter(kind__in=PLANS).order_by("id"))
    accepted = timeline(f"recall:{recall.pk}").filter(kind="recalls.plan_accepted")
    found = []
    for number, entry in enumerate(accepted.order_by("at", "id"), start=1):
        held = [plan for plan in plans if plan.at <= entry.at]
        if held and held[-1].content.get("n_recalled"):
            found.append(affected_in(held[-1].content, number, localdate(entry.at)))
    return found


def readings(recall: Recall) -> list[Reading]:
    """Every stage report, oldest first; of two up to the same day the later one."""
    versions = versions_of(recall)
    reports = recall.documents.filter(kind="progress_report").order_by("number")
    by_day = {one.content["until"]: reading_of(one.content, versions) for one in reports}
    return sorted(by_day.values(), key=lambda reading: reading.until)


def reading_of(report: dict[str, Any], versions: Iterable[Affected]) -> Reading:
    """
    A stage report held against the plan in force on its day.

    Without one, or with more done than affected, it has counts and no rates.
    """
    until = date.fromisoformat(report["until"])
    done = Counts(*(int(report[level.value]) for level in Level))
    affected, found = None, None
    try:
        affected = in_force(versions, until)
        found = rates(done, affected)
    except TextError:
        pass
    return Reading(until, done, affected, found, int(report.get("incidents_after") or 0))


def alarms_at(recall: Recall, reading: Reading, before: Reading | None = None) -> list[Alarm]:
    """
    Why somebody has to look now: behind the plan, or hurt again since the recall began.

    With the reading before, only incidents that it did not know of.
    """
    curve = curve_of(recall)
    found: list[Alarm] = []
    if curve is not None and reading.rates is not None:
        found += behind_alarms(reading.rates, curve, reading.until, allowed())
    starts_on = curve.starts_on if curve else date.min
    return found + list(incident_alarms(starts_on, _incidents(recall, reading, before)))


def allowed() -> Fraction:
    """How far a rate may lie from the curve; ours, from the profile."""
    return tolerance(shipped_profile())


def _incidents(recall: Recall, reading: Reading, before: Reading | None) -> list[Incident]:
    """What the producer counted, and what was reported to us of the very case."""
    told = recall.reports.filter(happened_on__isnull=False, happened_on__lte=reading.until)
    if before is not None:
        told = told.filter(happened_on__gt=before.until)
    found = [Incident(one.happened_on, one.what_happened[:80]) for one in told if one.happened_on]
    if reading.incidents_after > (before.incidents_after if before else 0):
        found.append(Incident(reading.until, f"企业报告{reading.incidents_after}起事故"))
    return found
