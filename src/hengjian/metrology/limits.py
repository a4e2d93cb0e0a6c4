"""The numbers a verification is judged by, read from limits.yaml with clause and confidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import cast

from hengjian.errors import MeasureError
from hengjian.law.citation import Confidence
from hengjian.text.sheet import shipped_sheet

_Row = dict[str, str | None]


class AccuracyClass(StrEnum):
    """Accuracy classes of price-computing scales: medium and ordinary."""

    III = "III"
    IIII = "IIII"


class VerificationKind(StrEnum):
    """On what occasion a scale is tested. The values are stored: add, never rename."""

    INITIAL = "initial"
    SUBSEQUENT = "subsequent"
    IN_SERVICE = "in_service"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a number stands; unconfirmed ones are shown as 待核 wherever they are used."""

    clause: str
    confidence: Confidence

    @property
    def confirmed(self) -> bool:
        """Whether somebody has read the words."""
        return self.confidence is Confidence.VERIFIED

    def __str__(self) -> str:
        return self.clause if self.confirmed else f"{self.clause}（待核）"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One row of the table of accuracy classes; masses in g, `min_in_e` in multiples of e."""

    e_least_g: Decimal
    e_most_g: Decimal | None
    n_least: int
    n_most: int
    min_in_e: int


@dataclass(frozen=True, slots=True)
class ErrorStep:
    """Up to and including `up_to_m` verification intervals, `in_e` of them may be in error."""

    up_to_m: int
    in_e: Decimal


@dataclass(frozen=True, slots=True)
class Regulation:
    """A verification regulation and the clause each test answers to, where it is known."""

    name: str
    title: str
    clauses: dict[str, str]


def ground(*path: str) -> Ground:
    """
    Tell where the numbers under a heading of limits.yaml stand.

    >>> print(ground("tests", "tare"))
    OIML R 76-1, 4.6.3（待核）
    """
    found = _under(*path)
    return Ground(str(found["clause"]), Confidence(str(found["confidence"])))


def number(*path: str) -> Decimal:
    """
    Give one number of limits.yaml by its headings.

    >>> number("tests", "zero", "limit_in_e")
    Decimal('0.25')
    """
    return Decimal(str(_under(*path[:-1])[path[-1]]))


def class_rows(accuracy_class: AccuracyClass) -> tuple[ClassRow, ...]:
    """Give the rows of the table of accuracy classes for one class, in the order of e."""
    rows = cast(list[_Row], _under("accuracy_classes")[accuracy_class.value])
    return tuple(
        ClassRow(
            Decimal(str(row["e_least_g"])),
            None if row["e_most_g"] is None else Decimal(row["e_most_g"]),
            int(str(row["n_least"])),
            int(str(row["n_most"])),
            int(str(row["min_in_e"])),
        )
        for row in rows
    )


def error_steps(accuracy_class: AccuracyClass) -> tuple[ErrorStep, ...]:
    """Give the steps of the largest permitted error for one class, from small loads up."""
    rows = cast(list[_Row], _under("permitted_error")[accuracy_class.value])
    return tuple(ErrorStep(int(str(row["up_to_m"])), Decimal(str(row["in_e"]))) for row in rows)


def interval_steps() -> tuple[int, ...]:
    """Give the leading figures a verification interval may have."""
    return tuple(int(step) for step in cast(list[str], _under("interval")["steps"]))


def scope_classes() -> tuple[str, ...]:
    """Give the accuracy classes the rules on price-computing scales are about."""
    return tuple(cast(list[str], _under("scope")["accuracy_classes"]))


def regulation_names() -> tuple[str, ...]:
    """Name the verification regulations we know."""
    return tuple(_under("regulations"))


def regulation(name: str) -> Regulation:
    """
    Find a verification regulation by its name; raises `MeasureError` for an unknown one.

    >>> regulation("JJG1204-2025").clauses["weighing"]
    '5.5'
    """
    known = _under("regulations")
    if name not in known:
        raise MeasureError(
            f"regulation {name!r} is not known; use one of {', '.join(known)}",
            zh=f"未知的检定规程{name!r}；可用：{'、'.join(known)}",
        )
    found = cast(dict[str, object], known[name])
    return Regulation(name, str(found["title"]), cast(dict[str, str], found["clauses"]))


@cache
def _sheet() -> dict[str, object]:
    return shipped_sheet("hengjian.metrology", "limits.yaml")


def _under(*path: str) -> dict[str, object]:
    found = _sheet()
    for heading in path:
        found = cast(dict[str, object], found[heading])
    return found
