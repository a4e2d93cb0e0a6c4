"""
Chongqing's county-level units, dated. A code is never deleted: a superseded one names its heir.

The code of 两江新区 is ours until the published list is held (`confirmed` is no).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("districts.csv")


@dataclass(frozen=True, slots=True)
class District:
    """One unit, and the days between which it exists (None: no end known)."""

    code: str
    name: str
    name_en: str
    valid_from: date | None
    valid_to: date | None
    superseded_by: str
    confirmed: bool

    def exists_on(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@cache
def everything() -> dict[str, District]:
    """Every unit that is or was, by code."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _read(row) for row in csv.DictReader(file)}


def _read(row: dict[str, str]) -> District:
    return District(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        superseded_by=row["superseded_by"],
        confirmed=row["confirmed"] == "yes",
    )


def on(day: date) -> list[District]:
    """The units that exist on a day, by code."""
    return [unit for unit in everything().values() if unit.exists_on(day)]


def heir(code: str, day: date) -> str:
    """The code that stands for `code` on a day: itself, or the unit that took it over."""
    unit = everything()[code]
    while not unit.exists_on(day) and unit.superseded_by:
        unit = everything()[unit.superseded_by]
    return unit.code
