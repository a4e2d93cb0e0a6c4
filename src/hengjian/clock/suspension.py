"""
Days that do not count: a clock stopped for a stated reason, and started again or not yet.

How a stopped clock is counted is our reading, as no text of the recall rules says it: a stopped
day, first and last included, is no day of the term. In working days and hours it is passed over;
in days, months and years the end moves by the stopped days that lie inside, and only then past
rest days. While a clock stands still that stopped before its end, there is no due date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hengjian.errors import LawError


@dataclass(frozen=True, slots=True)
class Suspension:
    """
    One stop of a clock, from `from_on` to `until_on`, both days included; None is still standing.

    Raises `LawError` for a stop without a reason or one that ends before it begins.
    """

    from_on: date
    until_on: date | None
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise LawError(
                f"suspension from {self.from_on}: a reason must be given",
                zh=f"自{self.from_on}起的中止：须写明理由",
            )
        if self.until_on is not None and self.until_on < self.from_on:
            raise LawError(
                f"suspension from {self.from_on} ends before it begins, on {self.until_on}",
                zh=f"自{self.from_on}起的中止早于开始日结束（{self.until_on}），请更正",
            )

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Stops:
    """All stops of one clock; they may overlap."""

    suspensions: tuple[Suspension, ...] = ()

    def __contains__(self, day: date) -> bool:
        return any(day in stop for stop in self.suspensions)

    def still_on(self, day: date) -> bool:
        """Whether the day lies in a stop whose end is not known yet."""
        return any(stop.until_on is None and day in stop for stop in self.suspensions)
