"""
Whether an old or a new price-computing scale may be made, sold, installed or used on a day.

The decision is a table of law (`law/texts/cn/price_scale_transition.yaml`); here its facts are
named and its column is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hengjian.errors import LawError
from hengjian.law.citation import Citation, Confidence
from hengjian.law.decision_table import Cell, DecisionTable


class ScaleType(StrEnum):
    """New: approved to the outline of 2025. Old: approved before it. Stored: never rename."""

    NEW = "new"
    OLD = "old"


class Act(StrEnum):
    """What somebody does with the scale. Stored: add, never rename."""

    PRODUCE = "produce"
    SELL = "sell"
    INSTALL = "install"
    USE = "use"


class Permission(StrEnum):
    """What the law answers. Stored: add, never rename."""

    ALLOW = "allow"
    FORBID = "forbid"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class PriceScale:
    """
    The facts the table asks for.

    `networked` means networked and in use before 2026-01-08. `certificate_until` is the last day
    of a valid verification, None where there is none. `max_kg` is the maximum capacity in
    kilograms. `marks_whole` is false for a scale that is locked, whose seal is broken, or whose
    codes or software do not match.
    """

    scale_type: ScaleType
    networked: bool
    certificate_until: date | None
    max_kg: Decimal = Decimal(15)
    accuracy_class: str = "III"
    marks_whole: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """
    The answer: `until` is the last day an allowed act stays allowed, None for no end in sight.

    `rule` names the row of the table, `cite` its source; `confirmed` is false as long as nobody
    has held row and text side by side.
    """

    decision: Permission
    until: date | None
    rule: str
    reason_zh: str
    reason_en: str
    confirmed: bool
    cite: Citation


def decide(
    scale: PriceScale, act: Act, on: date, *, table: DecisionTable, last_day: Permission
) -> Decision:
    """
    Look up whether `act` is allowed on a day.

    `last_day` is the operator's answer where the table leaves one to a setting (2030-01-08).
    Raises `LawError` where that answer is neither allow nor forbid, or the table is silent.

    >>> from hengjian.law.book import shipped
    >>> old = PriceScale(ScaleType.OLD, networked=False, certificate_until=date(2027, 11, 30))
    >>> table = shipped().decisions("price_scale_transition")
    >>> answer = decide(old, Act.USE, date(2026, 12, 1), table=table, last_day=Permission.ALLOW)
    >>> answer.decision.value, str(answer.until)
    ('allow', '2027-01-07')
    """
    if last_day is Permission.OUT_OF_SCOPE:
        raise LawError(
            "the setting for the last day must be allow or forbid",
            zh="末日口径只能为allow或forbid",
        )
    if scale.max_kg > table.max_kg or scale.accuracy_class not in table.accuracy_classes:
        return _out_of_scope(table)
    row = table.row(_facts(scale, act, on))
    cell = row.cells[table.column(on)]
    decision = _permission(cell, last_day)
    until = None
    if decision is Permission.ALLOW:
        until = _until(scale, act, _last_allowed(row.cells, on, table, last_day))
    return Decision(
        decision=decision,
        until=until,
        rule=row.name,
        reason_zh=cell.reason.zh,
        reason_en=cell.reason.en,
        confirmed=row.confidence is Confidence.VERIFIED,
        cite=table.cite,
    )


def verifying_regulation(
    scale: PriceScale, on: date, *, table: DecisionTable, old_networked: str
) -> str:
    """
    Name the verification regulation a scale is verified under on a day.

    The texts do not say which one an old networked scale follows once the new one applies;
    `old_networked` is the operator's answer.
    """
    first, *later = table.regulations
    for choice in reversed(later):
        if choice.first is not None and on >= choice.first:
            is_old_networked = scale.scale_type is ScaleType.OLD and scale.networked
            return old_networked if is_old_networked else choice.name
    return first.name


def _facts(scale: PriceScale, act: Act, on: date) -> dict[str, str]:
    valid = scale.certificate_until is not None and on <= scale.certificate_until
    return {
        "type": scale.scale_type.value,
        "network": "networked" if scale.networked else "not_networked",
        "act": act.value,
        "certificate": "valid" if valid else "none",
        "marks": "whole" if scale.marks_whole else "broken",
    }


def _permission(cell: Cell, last_day: Permission) -> Permission:
    return last_day if cell.verdict == "setting" else Permission(cell.verdict)


def _until(scale: PriceScale, act: Act, last_allowed: date | None) -> date | None:
    """Find the earlier of the table's last day and, for use, the certificate's."""
    ends = [last_allowed, scale.certificate_until if act is Act.USE else None]
    return min((day for day in ends if day), default=None)


def _last_allowed(
    cells: tuple[Cell, ...], on: date, table: DecisionTable, last_day: Permission
) -> date | None:
    """Find the last day of the run of allowed periods `on` lies in, None if it never ends."""
    column = table.column(on)
    end = table.periods[column].last
    for period, cell in zip(table.periods[column + 1 :], cells[column + 1 :], strict=True):
        if _permission(cell, last_day) is not Permission.ALLOW:
            break
        end = period.last
    return end


def _out_of_scope(table: DecisionTable) -> Decision:
    classes = ", ".join(table.accuracy_classes)
    return Decision(
        decision=Permission.OUT_OF_SCOPE,
        until=None,
        rule="scope",
        reason_zh=f"只适用于最大秤量不超过{table.max_kg}千克、准确度等级{classes}的电子计价秤",
        reason_en=f"Covers only price-computing scales up to {table.max_kg} kg of class {classes}",
        confirmed=table.cite.confirmed,
        cite=table.cite,
    )
