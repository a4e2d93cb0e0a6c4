"""When a risk is presumed serious without an assessment: facts stated, reasons that hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from hengjian.errors import TextError
from hengjian.law.citation import Confidence
from hengjian.text.label import Label
from hengjian.text.sheet import shipped_sheet

_Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, and what it needs: of every group of facts at least one."""

    name: str
    label: Label
    needs: tuple[frozenset[str], ...]


def presumed_serious(facts: Collection[str]) -> tuple[Reason, ...]:
    """
    Tell which reasons hold, given the names of the facts that somebody states.

    Raises `TextError` for a name that is not one of `FACTS`.

    >>> [reason.name for reason in presumed_serious({"small_parts", "for_under_36_months"})]
    ['small_parts_for_infants']
    >>> presumed_serious({"small_parts"})
    ()
    """
    stated = frozenset(facts)
    if unknown := sorted(stated - FACTS.keys()):
        raise TextError(
            f"fact {unknown[0]!r} is not known; known are {', '.join(FACTS)}",
            zh=f"未知的事实{unknown[0]!r}；可用：{'、'.join(FACTS)}",
        )
    return tuple(reason for reason in REASONS if all(group & stated for group in reason.needs))


def _label(row: _Row) -> Label:
    return Label(str(row["zh"]), str(row["en"]))


def _reason(row: _Row) -> Reason:
    groups = cast(list[list[str]], row["needs"])
    return Reason(str(row["reason"]), _label(row), tuple(frozenset(group) for group in groups))


_SHEET = shipped_sheet("hengjian.risk", "presumed.yaml")

# Where the reasons stand, and whether anybody has read them there.
SOURCE, CLAUSE = str(_SHEET["text"]), str(_SHEET["clause"])
CONFIDENCE = Confidence(str(_SHEET["confidence"]))
FACTS: dict[str, Label] = {
    name: _label(row) for name, row in cast(dict[str, _Row], _SHEET["facts"]).items()
}
REASONS: tuple[Reason, ...] = tuple(_reason(row) for row in cast(list[_Row], _SHEET["reasons"]))
