"""The plan of an import: the table read, every row understood and held against what we have."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import ModuleType

from hengjian_portal.watch import queries
from hengjian_portal.watch.imports import cpsc, hotline, safety_gate
from hengjian_portal.watch.imports.foreign import told_by
from hengjian_portal.watch.imports.hotline import CONTENT, Handover
from hengjian_portal.watch.imports.plan import ImportPlan, Incoming, compared, digest_of, plan
from hengjian_portal.watch.imports.table import Row, Table, TableError, read_table

FOREIGN: Mapping[str, ModuleType] = {cpsc.SOURCE: cpsc, safety_gate.SOURCE: safety_gate}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file somebody sent: its bytes and what it was called."""

    data: bytes
    name: str

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    def table(self) -> Table:
        """Read the file as a table; raises `TableError`."""
        return read_table(self.data, self.name)


def foreign(sent: Sent, source: str) -> ImportPlan:
    """Say what importing a table of foreign recalls would do. Raises `TableError`."""
    table, origin = sent.table(), FOREIGN[source]
    missing = [column for column in origin.COLUMNS if column not in table.columns]
    if missing:
        raise TableError(
            f"{sent.name} has no column {', '.join(missing)}: it is not the table chosen",
            zh=f"{sent.name}没有列{'、'.join(missing)}：不是所选的表格",
        )

    def read(row: Row) -> Incoming:
        facts = origin.understood(row)
        return Incoming(
            number=facts.number, told=told_by(facts), content=row.values, title=facts.title,
            published_on=facts.published_on, goods=facts.goods,
        )  # fmt: skip

    return again(ImportPlan(source, sent.name, sent.digest, plan(table.rows, read)))


def handover(sent: Sent, how: Handover) -> ImportPlan:
    """Say what importing a hand-over of the hotline would do. Raises `TableError`."""
    table = sent.table()
    unknown = sorted(set(how.mapping.values()) - set(table.columns))
    if missing := how.missing() or unknown:
        raise TableError(
            f"{sent.name}: no column is chosen for {', '.join(missing)}: choose one",
            zh=f"{sent.name}：尚未指定{'、'.join(missing)}对应的列：请选择",
        )
    lines = plan(table.rows, how.understood)
    return again(ImportPlan(hotline.KIND, sent.name, sent.digest, lines))


def again(made: ImportPlan) -> ImportPlan:
    """Hold the plan against what is held now: others may have imported since."""
    numbers = [line.number for line in made.lines if line.found]
    if made.kind in FOREIGN:
        held = queries.foreign_digests(made.kind, numbers)
        return replace(made, lines=compared(made.lines, held, may_change=True))
    told = queries.told_before(hotline.KIND, numbers, CONTENT[:-1])
    held = {
        number: digest_of(dict(zip(CONTENT, values, strict=True)))
        for number, values in told.items()
    }
    return replace(made, lines=compared(made.lines, held, may_change=False))
