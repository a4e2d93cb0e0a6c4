"""Who of a pool must not be drawn for a case, and on what grounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from hengjian.law.citation import Confidence
from hengjian.text.folding import plain
from hengjian.text.label import Label
from hengjian.text.sheet import shipped_sheet


class Ground(StrEnum):
    """Why an expert is left out. The values are stored: add, never rename."""

    NOT_QUALIFIED = "not_qualified"
    SUSPENDED = "suspended"
    GAVE_OPINION = "gave_opinion"
    INVESTIGATED = "investigated"
    TESTED = "tested"
    TIED = "tied"


@dataclass(frozen=True, slots=True)
class PastTie:
    """A tie with a firm: employment, shares, paid advice, family. `until` None: it goes on."""

    firm: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ExpertFacts:
    """What is known of an expert; the days of qualification count, the first and the last too."""

    qualified_from: date
    qualified_until: date
    employer: str
    ties: tuple[PastTie, ...] = ()
    suspended: bool = False
    gave_opinion: bool = False
    investigated: bool = False


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The day, the firms whose product it is, the bodies that tested, the look-back in years."""

    day: date
    firms: tuple[str, ...]
    testers: tuple[str, ...]
    tie_years: int


def grounds_against(expert: ExpertFacts, case: CaseFacts) -> tuple[Ground, ...]:
    """
    Tell every ground on which an expert must not be drawn; empty where there is none.

    Names of firms are compared in their plain form, one inside the other: rather one expert too
    few than a tied one. A tie counts until its last day has been gone for the years of look-back.

    >>> maker = CaseFacts(date(2026, 3, 9), ("暖山杯业有限公司",), (), 3)
    >>> of_old = ExpertFacts(date(2025, 1, 1), date(2027, 12, 31), "某大学",
    ...                      (PastTie("暖山杯业", date(2023, 3, 9)),))
    >>> [ground.value for ground in grounds_against(of_old, maker)]
    ['tied']
    """
    held = (
        (Ground.NOT_QUALIFIED, not expert.qualified_from <= case.day <= expert.qualified_until),
        (Ground.SUSPENDED, expert.suspended),
        (Ground.GAVE_OPINION, expert.gave_opinion),
        (Ground.INVESTIGATED, expert.investigated),
        (Ground.TESTED, _is_any(expert.employer, case.testers)),
        (Ground.TIED, _is_tied(expert, case)),
    )
    return tuple(ground for ground, holds in held if holds)


def _is_tied(expert: ExpertFacts, case: CaseFacts) -> bool:
    recent = (tie for tie in expert.ties if _is_recent(tie.until, case))
    return any(_is_any(name, case.firms) for name in (expert.employer, *(t.firm for t in recent)))


def _is_recent(until: date | None, case: CaseFacts) -> bool:
    # Compared as parts, so that the 29th of February needs no day of its own.
    day = (case.day.year, case.day.month, case.day.day)
    return until is None or (until.year + case.tie_years, until.month, until.day) >= day


def _is_any(name: str, firms: tuple[str, ...]) -> bool:
    said = plain(name)
    known = [plain(firm) for firm in firms]
    return any(said and firm and (said in firm or firm in said) for firm in known)


_SHEET = shipped_sheet("hengjian.draw", "exclusion.yaml")

CONFIDENCE = Confidence(str(_SHEET["confidence"]))
GROUNDS: dict[Ground, Label] = {
    Ground(name): Label(row["zh"], row["en"])
    for name, row in cast(dict[str, dict[str, str]], _SHEET["grounds"]).items()
}
