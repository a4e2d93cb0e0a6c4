"""How far a recall has come, as pages show it: a chart, its table, and how it stands to the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from hengjian.law.citation import Citation
from hengjian.recall.course import Course, CourseStanding, Curve, standing
from hengjian.recall.effect import Level, definition, percent
from hengjian.recall.stages import Label
from hengjian_portal.look.charts import Chart, Line
from hengjian_portal.recalls.forms.paper import in_language
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.progress import (
    Reading,
    alarms_at,
    allowed,
    curve_of,
    readings,
)

_TONES = {Course.BEHIND: "danger", Course.ON_COURSE: "sound", Course.AHEAD: "sound"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Units done with, of how many affected, and the rate in percent where a plan says of what."""

    done: int
    affected: int | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One stage report: by level, then in all."""

    until: date
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a page shows of the course; `defined` says where the rate is defined."""

    levels: list[str]
    rows: list[Row]
    chart: Chart | None
    defined: Citation
    says: str
    incidents_before: int
    incidents_after: int


@dataclass(frozen=True, slots=True)
class AgainstPlan:
    """How the last report stands to the plan's curve, and what raises an alarm."""

    tone: str
    word: str
    stands: CourseStanding | None
    alarms: list[str]


def shown(recall: Recall, *, with_plan: bool = False) -> Shown | None:
    """The course of a recall; None before the first report. Officers see the plan's curve as well."""
    found = readings(recall)
    if not found:
        return None
    last = recall.documents.filter(kind="progress_report").latest("number").content
    source, zh, en = definition()
    return Shown(
        levels=[_level(level) for level in Level], rows=[_row(one) for one in found],
        chart=_chart(found, curve_of(recall), with_plan), defined=source,
        says=in_language(Label(zh, en)),
        incidents_before=int(last.get("incidents_before") or 0),
        incidents_after=int(last.get("incidents_after") or 0),
    )  # fmt: skip


def against_plan(recall: Recall) -> AgainstPlan | None:
    """The last report held against the plan; None before the first."""
    found = readings(recall)
    if not found:
        return None
    last, curve = found[-1], curve_of(recall)
    alarms = [in_language(Label(one.reason_zh, one.reason_en)) for one in alarms_at(recall, last)]
    if curve is None or last.rates is None:
        return AgainstPlan("unknown", _("计划没有可对照的进度"), None, alarms)
    stands = standing(last.rates.in_all, curve, last.until, allowed())
    words = {
        Course.BEHIND: _("落后于计划"), Course.ON_COURSE: _("与计划相符"),
        Course.AHEAD: _("快于计划"),
    }  # fmt: skip
    return AgainstPlan(_TONES[stands.course], words[stands.course], stands, alarms)


def _level(level: Level) -> str:
    zh, en = level.words
    return in_language(Label(zh, en))


def _row(reading: Reading) -> Row:
    cells = [
        Cell(
            reading.done.of(level),
            reading.affected.of(level) if reading.affected else None,
            _percent(reading.rates.of(level) if reading.rates else None),
        )
        for level in Level
    ]
    in_all = Cell(
        reading.done.total,
        reading.affected.total if reading.affected else None,
        _percent(reading.rates.in_all if reading.rates else None),
    )
    return Row(reading.until, [*cells, in_all])


def _percent(rate: Fraction | None) -> Decimal | None:
    return None if rate is None else percent(rate)


def _chart(found: Sequence[Reading], curve: Curve | None, with_plan: bool) -> Chart | None:
    rated = [(one.until, one.rates) for one in found if one.rates is not None]
    if not rated:
        return None
    begun = curve is not None and curve.starts_on < rated[0][0]
    start = ((curve.starts_on, Fraction(0)),) if curve is not None and begun else ()
    lines = [Line(_("合计"), (*start, *((day, rates.in_all) for day, rates in rated)))]
    for level in Level:
        points = [(day, rate) for day, rates in rated if (rate := rates.of(level)) is not None]
        if points:
            lines.append(Line(_level(level), (*start, *points)))
    if curve is not None and with_plan:
        held = ((point.on, point.share) for point in curve.milestones)
        lines.append(Line(_("计划"), ((curve.starts_on, Fraction(0)), *held), expected=True))
    return Chart(_("退回率（占受影响数量的百分比）"), tuple(lines))
