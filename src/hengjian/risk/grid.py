"""The grid a risk is read off, held in grid.yaml: named as what it is, exact at its bounds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import cast

from hengjian.errors import TextError
from hengjian.law.citation import Confidence
from hengjian.text.label import Label
from hengjian.text.sheet import shipped_sheet

_Row = dict[str, object]


class Level(StrEnum):
    """How great a risk is. The values are stored: add, never rename."""

    SERIOUS = "serious"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Count how many levels lie below this one: 0 for low, 3 for serious."""
        return len(Level) - 1 - list(Level).index(self)


@dataclass(frozen=True, slots=True)
class GridRow:
    """
    What lies above `above` and not in a row before it; the last row has no bound.

    `levels` are those of severity 1, 2, 3 and 4, in this order.
    """

    above: Fraction | None
    label: Label
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """
    A published grid with its source, rows from the most probable down.

    `least_steps` to `most_steps` is how long a scenario may be, `advised_least_steps` from where
    on it is as long as the method wants; `times` is the factor of the sensitivity analysis.
    """

    name: str
    text: str
    clause: str
    confidence: Confidence
    rows: tuple[GridRow, ...]
    severities: dict[int, Label]
    least_steps: int
    advised_least_steps: int
    most_steps: int
    times: int

    def row(self, probability: Fraction) -> GridRow:
        """
        Find the row of a probability from 0 to 1: the first whose bound it is strictly above.

        A probability that is itself a bound takes the row below: the grid writes ">", and where
        its text writes "≥" or nothing the choice is ours (see grid.yaml).

        >>> shipped_grid().row(Fraction(1, 2)).label.en
        'frequent'
        >>> shipped_grid().row(Fraction(1, 1_000_000)).label.en
        'extremely rare'
        """
        return next(row for row in self.rows if row.above is None or probability > row.above)

    def level(self, severity: int, probability: Fraction) -> Level:
        """
        Read off the level of a harm of this severity with this probability.

        Raises `TextError` for a severity the grid does not have.

        >>> str(shipped_grid().level(1, Fraction(1, 500)))
        'low'
        """
        self.check_severity(severity)
        return self.row(probability).levels[severity - 1]

    def check_severity(self, severity: int) -> None:
        """Raise `TextError` for a severity the grid does not have."""
        if severity not in self.severities:
            known = ", ".join(map(str, self.severities))
            raise TextError(
                f"severity {severity} is not known; use one of {known}",
                zh=f"未知的严重程度{severity}；应为{known}之一",
            )


@cache
def shipped_grid() -> Grid:
    """
    Give the grid of Regulation (EU) 2024/3173, Annex II, which is the one we ship.

    >>> shipped_grid().name
    'RAG / EU 2024/3173'
    """
    sheet = _sheet()
    steps = cast(dict[str, str], sheet["steps"])
    severities = cast(dict[str, dict[str, str]], sheet["severities"])
    return Grid(
        name=str(sheet["name"]),
        text=str(sheet["text"]),
        clause=str(sheet["clause"]),
        confidence=Confidence(str(sheet["confidence"])),
        rows=tuple(_row(row) for row in cast(list[_Row], sheet["rows"])),
        severities={int(n): Label(said["zh"], said["en"]) for n, said in severities.items()},
        least_steps=int(steps["least"]),
        advised_least_steps=int(steps["advised_least"]),
        most_steps=int(steps["most"]),
        times=int(cast(dict[str, str], sheet["sensitivity"])["times"]),
    )


@cache
def _sheet() -> dict[str, object]:
    return shipped_sheet("hengjian.risk", "grid.yaml")


def _row(row: _Row) -> GridRow:
    above = row["above"]
    levels = tuple(Level(name) for name in cast(list[str], row["levels"]))
    bound = None if above is None else Fraction(str(above))
    return GridRow(bound, Label(str(row["zh"]), str(row["en"])), levels)


# What the levels are called, from the worst down.
LEVELS: dict[Level, Label] = {
    Level(name): Label(said["zh"], said["en"])
    for name, said in cast(dict[str, dict[str, str]], _sheet()["levels"]).items()
}
