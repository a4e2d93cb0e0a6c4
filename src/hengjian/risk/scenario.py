"""A harm scenario: how severe the harm is, and the steps that lead to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from hengjian.errors import TextError
from hengjian.risk.grid import shipped_grid

ZERO, ONE = Fraction(0), Fraction(1)
_WRITTEN = re.compile(
    r"-?[0-9]{1,30}(/0{0,29}[1-9][0-9]{0,29}|(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?)", re.ASCII
)


def parse_probability(written: str) -> Fraction:
    """
    Read a probability from 0 to 1, written as 1/50, 0.02 or 2e-2, exactly.

    Raises `TextError` for anything else; a percentage is anything else.

    >>> parse_probability("0.02")
    Fraction(1, 50)
    """
    if not _WRITTEN.fullmatch(written):
        raise TextError(
            f"{written[:40]!r} is not a probability; write it as 1/50 or 0.02",
            zh=f"{written[:40]!r}不是概率，请写成1/50或0.02",
        )
    found = Fraction(written)
    if not ZERO <= found <= ONE:
        raise TextError(
            f"{written[:40]!r} is not from 0 to 1; correct it",
            zh=f"{written[:40]!r}不在0到1之间，请更正",
        )
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step on the way to the harm, with its probability once the steps before it have happened.

    `low` and `high` are the two ends of what is thought possible, alike where one figure is given.
    Raises `TextError` where they are not in order from 0 to 1, or nothing says what happens.
    """

    what: str
    low: Fraction
    high: Fraction
    judged_by: str = ""
    evidence: str = ""

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise TextError("what: is missing; say what happens", zh="what：缺失，请写明发生什么")
        if not ZERO <= self.low <= self.high <= ONE:
            raise TextError(
                f"low {self.low} and high {self.high} must rise within 0 and 1; correct them",
                zh=f"low {self.low}与high {self.high}应在0到1之间且前者不大于后者，请更正",
            )

    @property
    def ranged(self) -> bool:
        """Whether two ends were given instead of one figure."""
        return self.low != self.high


@dataclass(frozen=True, slots=True)
class Scenario:
    """
    A harm of one severity (1 to 4), and the one to five steps that lead to it.

    Raises `TextError` for another severity, another number of steps, or no title.
    """

    title: str
    severity: int
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        grid = shipped_grid()
        if not self.title.strip():
            raise TextError("title: is missing; give one", zh="title：缺失，请填写")
        grid.check_severity(self.severity)
        if not grid.least_steps <= len(self.steps) <= grid.most_steps:
            allowed = f"{grid.least_steps} to {grid.most_steps}"
            raise TextError(
                f"{len(self.steps)} steps; a scenario has {allowed}: join or add some",
                zh=f"共{len(self.steps)}步；一个场景应有{grid.least_steps}至{grid.most_steps}步，请合并或补充",
            )

    @property
    def low(self) -> Fraction:
        """Multiply the low ends of all steps; one step of zero makes it zero."""
        return prod((step.low for step in self.steps), start=ONE)

    @property
    def high(self) -> Fraction:
        """Multiply the high ends of all steps; one step of zero makes it zero."""
        return prod((step.high for step in self.steps), start=ONE)
