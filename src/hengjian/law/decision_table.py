"""A table of law that decides by facts and by date: rows of facts, columns of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengjian.errors import LawError
from hengjian.law.citation import Citation, Confidence


@dataclass(frozen=True, slots=True)
class Period:
    """A column: from `first` to `last`, both days included; None is open."""

    name: str
    first: date | None
    last: date | None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell says what it says, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`verdict` is allow, forbid, or setting where the text is silent and a profile decides."""

    verdict: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Row:
    """The facts a row asks for (a fact it does not name may be anything) and a cell a period."""

    name: str
    when: Mapping[str, str]
    cells: tuple[Cell, ...]
    confidence: Confidence

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Whether these facts are the row's."""
        return all(facts.get(name) == value for name, value in self.when.items())


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of several texts applies from `first` on; None for the one before all others."""

    name: str
    first: date | None


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """
    The whole table: its source, what it covers, and its rows, of which the first that fits rules.

    It covers instruments up to `max_kg` (kg, included) of one of `accuracy_classes`.
    """

    cite: Citation
    max_kg: Decimal
    accuracy_classes: tuple[str, ...]
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    regulations: tuple[Choice, ...]

    def row(self, facts: Mapping[str, str]) -> Row:
        """Find the first row that fits; raises `LawError` where the table is silent."""
        for row in self.rows:
            if row.fits(facts):
                return row
        named = ", ".join(f"{name}={value}" for name, value in facts.items())
        raise LawError(
            f"《{self.cite.text}》 says nothing on {named}; add a row to the table",
            zh=f"《{self.cite.text}》对{named}没有规定，请在表中补充一行",
        )

    def column(self, day: date) -> int:
        """Find the index of the period a day lies in."""
        return next(n for n, period in enumerate(self.periods) if day in period)
