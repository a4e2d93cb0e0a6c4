"""What a check finds, and the numbers it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from hengjian.metrology.field import Fields
from hengjian.text.sheet import shipped_sheet

_FILE = "checks.yaml"
_CODES = tuple(f"F{n:02d}" for n in range(1, 21))
Thresholds = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its names, what it would catch, when it is run, and its thresholds."""

    code: str
    zh: str
    en: str
    catches_zh: str
    catches_en: str
    on: str
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One suspicion.

    `key` stays the same while the same thing is seen again. `scale`, `body` and `person` are the
    caller's own ids of what it is about, None where it is about none. `facts` are JSON values.
    """

    check: str
    key: str
    scale: int | None = None
    body: int | None = None
    person: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@cache
def shipped_checks() -> Mapping[str, Check]:
    """
    Read the checks that lie beside the code, by their number.

    >>> shipped_checks()["F03"].thresholds["km_per_hour"]
    Decimal('150')
    """
    return read_checks(shipped_sheet("hengjian.metrology.checks", _FILE), _FILE)


def read_checks(values: Mapping[str, object], name: str) -> Mapping[str, Check]:
    """
    Read the twenty checks from the mapping of a YAML file; `name` is for messages.

    Raises `TextError` naming the check and field that is missing, unknown or not a number.
    """
    top = Fields(name, "", values)
    top.positive("version")
    block = top.block("checks") or Fields(name, "checks", {})
    found = {code: _check(code, block.block(code) or Fields(name, code, {})) for code in _CODES}
    block.check_all_taken()
    top.check_all_taken()
    return found


def _check(code: str, row: Fields) -> Check:
    numbers = row.block("thresholds") or Fields(row.name, f"{code}, thresholds", {})
    check = Check(
        code=code,
        zh=row.given("zh"),
        en=row.given("en"),
        catches_zh=row.given("catches_zh"),
        catches_en=row.given("catches_en"),
        on=row.word("on", ("event", "nightly", "both")),
        thresholds={key: numbers.number(key) for key in numbers.values},
    )
    row.check_all_taken()
    return check
