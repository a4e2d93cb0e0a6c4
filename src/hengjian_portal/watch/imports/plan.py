"""What an import would do, row by row, before it does anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from hengjian.errors import HengjianError
from hengjian_portal.watch.imports.table import Row, TableError
from hengjian_portal.watch.told import Told, Wishes


class Outcome(StrEnum):
    """What becomes of a row. Stored in the counts of a run: add, never rename."""

    NEW = "new"
    CHANGED = "changed"  # known by its number, with other content now
    SAME = "same"  # known, as it is
    MERGED = "merged"  # the same row stands further up in the table
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row understood: its number at its source, what it tells, and its content to compare by."""

    number: str
    told: Told
    content: dict[str, str]
    wishes: Wishes = field(default_factory=Wishes)
    title: str = ""
    goods: str = ""
    published_on: date | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the content; equal where nothing changed."""
        return digest_of(self.content)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the plan; `why` where it is refused, `found` where it is understood."""

    row: int
    outcome: Outcome
    number: str = ""
    title: str = ""
    found: Incoming | None = None
    why: HengjianError | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Every row of one file, and the file it is about (SHA-256 of its bytes)."""

    kind: str
    file_name: str
    digest: str
    lines: tuple[Line, ...]

    def of(self, outcome: Outcome) -> list[Line]:
        """List the lines of one outcome, as they stand in the table."""
        return [line for line in self.lines if line.outcome is outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each outcome."""
        return {outcome.value: len(self.of(outcome)) for outcome in Outcome}

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return any(line.outcome in (Outcome.NEW, Outcome.CHANGED) for line in self.lines)


def digest_of(content: Mapping[str, str]) -> str:
    """
    SHA-256 of cells by column; the order of columns and empty cells do not matter.

    >>> digest_of({"a": "1", "b": ""}) == digest_of({"a": "1"})
    True
    """
    held = {name: text for name, text in content.items() if text}
    return hashlib.sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def plan(rows: Iterable[Row], read: Callable[[Row], Incoming]) -> tuple[Line, ...]:
    """
    Understand every row; the same row twice is one, a number twice with other content is refused.

    Every line understood is `NEW` until `compared` with what is held.
    """
    seen: dict[str, tuple[int, str]] = {}
    return tuple(_line(row, read, seen) for row in rows)


def _line(row: Row, read: Callable[[Row], Incoming], seen: dict[str, tuple[int, str]]) -> Line:
    try:
        if row.fault:
            raise row.fault
        found = read(row)
    except HengjianError as error:
        return Line(row.number, Outcome.REFUSED, why=error)
    line = Line(row.number, Outcome.NEW, found.number, found.title, found)
    first, digest = seen.setdefault(found.number, (row.number, found.digest))
    if first == row.number:
        return line
    if digest == found.digest:
        return replace(line, outcome=Outcome.MERGED, found=None)
    why = TableError(
        f"the number {found.number} stands in row {first} already, with other content: keep one",
        zh=f"编号{found.number}在第{first}行已出现且内容不同：请只保留一行",
    )
    return replace(line, outcome=Outcome.REFUSED, why=why, found=None)


def compared(
    lines: Iterable[Line], held: Mapping[str, str], *, may_change: bool
) -> tuple[Line, ...]:
    """
    Hold understood lines against what is held: number -> digest of content.

    Where content may not change by a table (an officer works on the report), the line is refused.
    """
    return tuple(_against(line, held, may_change) for line in lines)


def _against(line: Line, held: Mapping[str, str], may_change: bool) -> Line:
    if line.found is None:
        return line
    before = held.get(line.number)
    if before is None:
        return replace(line, outcome=Outcome.NEW)
    if before == line.found.digest:
        return replace(line, outcome=Outcome.SAME)
    if may_change:
        return replace(line, outcome=Outcome.CHANGED)
    why = TableError(
        f"the number {line.number} was taken in before, with other content: open that report and "
        "compare; a table does not change it",
        zh=f"编号{line.number}此前已收且内容不同：请打开原报告核对，表格不改动原报告",
    )
    return replace(line, outcome=Outcome.REFUSED, why=why, found=None)
