"""The checks of a trial as checks.yaml lists them, read strictly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hengjian.law.citation import Confidence
from hengjian.text.sheet import shipped_sheet
from hengjian.unlock.field import Fields


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its id, the clause whose topic it is about, and what it asks of firmware."""

    id: str
    topic: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CheckTable:
    """All checks in their order, and how we came to what the clauses are about."""

    version: int
    confidence: Confidence
    checks: tuple[Check, ...]

    def named(self, check_id: str) -> Check:
        """Find a check by its id; raises `KeyError` for another."""
        return {check.id: check for check in self.checks}[check_id]


@cache
def shipped_checks() -> CheckTable:
    """
    Read the table that lies beside the code; raises `TextError` where it is wrong.

    >>> shipped_checks().named("back_off").topic
    'JJG1204:6.5'
    """
    file = "checks.yaml"
    return read_checks(Fields(file, "", shipped_sheet("hengjian.unlock", file)))


def read_checks(top: Fields) -> CheckTable:
    """Read a table of checks; raises `TextError` for a missing or unknown field, or an id twice."""
    table = CheckTable(
        version=top.whole("version", 1),
        confidence=Confidence(top.word("confidence", tuple(Confidence))),
        checks=tuple(_check(row) for row in top.rows("checks")),
    )
    if bool(top.text("read_on")) is not (table.confidence is Confidence.VERIFIED):
        raise top.error("read_on", "is given exactly where verified", "仅在verified时填写")
    top.check_all_taken()
    ids = [check.id for check in table.checks]
    if len(set(ids)) != len(ids):
        raise top.error("checks", "names one id twice", "同一编号出现两次")
    return table


def _check(row: Fields) -> Check:
    check = Check(row.given("id"), row.given("topic"), row.given("zh"), row.given("en"))
    row.check_all_taken()
    return check
