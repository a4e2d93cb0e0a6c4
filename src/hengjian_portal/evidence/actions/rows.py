"""
Rows of business on the log: what the database noted of them becomes an entry with each batch.

The digest is SHA-256 over the lines `id TAB table TAB key TAB digest LF` of the batch, in the order of
their ids; the digest of a deleted row is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from hengjian_portal.evidence.actions.recording import record
from hengjian_portal.evidence.guarding import Guarded, noting
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.one_view import one_view
from hengjian_portal.evidence.queries.rows import LINE, Odd, compare_rows
from hengjian_portal.evidence.queries.whole_log import compare_log

ROWS = "log:rows"  # the sequencer's alone
STATE = "log:state"
SYSTEM = "system"
_NAMED = 20  # changes without an act that an entry names; it counts them all


def batch_rows(*, at: datetime) -> Entry | None:
    """
    Put the changes that wait on the log, inside the sequencer's transaction and under its lock.

    A transaction that changed rows and wrote no entry is named in it: somebody changed them behind
    the acts. None where nothing waits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), max(id), encode(sha256(convert_to(string_agg({LINE}, '' ORDER BY id),"  # noqa: S608
            " 'UTF8')), 'hex') FROM evidence_rowchange WHERE batch IS NULL"
        )
        count, last, digest = cursor.fetchone()
        if not count:
            return None
        cursor.execute(
            "SELECT change.object, change.source, change.key, count(*) OVER ()"
            " FROM evidence_rowchange change LEFT JOIN evidence_unsequenced act USING (xact)"
            " WHERE change.batch IS NULL AND change.id <= %s AND act.xact IS NULL"
            " ORDER BY change.id LIMIT %s",
            [last, _NAMED],
        )
        unacted = cursor.fetchall()
        entry = record(
            kind="evidence.rows_changed", obj=ROWS, actor=SYSTEM, at=at, rows=count, digest=digest,
            without_act=unacted[0][3] if unacted else 0,
            named=[[obj, source, key] for obj, source, key, _all in unacted],
        )  # fmt: skip
        cursor.execute(
            "UPDATE evidence_rowchange SET batch = %s WHERE batch IS NULL AND id <= %s",
            [entry.pk, last],
        )
        return entry


def state_rows(*, tables: Iterable[Guarded], at: datetime) -> int:
    """
    State rows as they are now, because they are held from now on or their columns changed.

    An act of its own, naming the tables; how many rows. Run `compare_rows` before, where the tables
    were held already: what was changed without an act passes for right afterwards.
    """
    stated: dict[str, int] = {}
    with connection.cursor() as cursor:
        for one in tables:
            cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL bytea_output = 'hex'")
            cursor.execute(noting(one, one.table))
            if cursor.rowcount:
                stated[one.table] = cursor.rowcount
    if stated:
        record(kind="evidence.rows_stated", obj=STATE, actor=SYSTEM, at=at, tables=stated)
    return sum(stated.values())


def note_comparison(
    *, at: datetime, published: Sequence[Odd] = (), actor: str = SYSTEM
) -> list[Odd]:
    """
    Hold rows to what acts left of them and entries to the log, and record what came out; what differs.

    `published` is what a check of the published log found, `actor` who asked for it.
    """
    with one_view():
        found = [*compare_rows(), *compare_log(), *published]
    with transaction.atomic():
        record(
            kind="evidence.rows_compared", obj=STATE, actor=actor, at=at, odd=len(found),
            named=[[one.object, one.table, one.key, one.how] for one in found[:_NAMED]],
        )  # fmt: skip
    return found
