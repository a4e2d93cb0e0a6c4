"""Whether the rows of business are as the acts left them: every row against what was noted of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from hengjian_portal.evidence.guarding import Guarded, digest, guarded
from hengjian_portal.evidence.models import Entry

# In SQL: one change as its batch is digested, `id TAB table TAB key TAB digest LF`.
LINE = (
    "id::text || E'\\t' || source || E'\\t' || key || E'\\t' ||"
    " coalesce(encode(digest, 'hex'), '') || E'\\n'"
)


@dataclass(frozen=True, slots=True)
class Odd:
    """
    One row that is not as it was left: whose, where, and how.

    `how` is `altered`, `gone`, `appeared` (a row nobody noted), `unacted` (changed by a transaction
    that wrote no entry), `unsalted` (it cannot be checked), or `notes` (what was noted was changed).
    """

    object: str
    table: str
    key: str
    how: str


def compare_rows() -> Iterator[Odd]:
    """Compare every held table with what was noted of it, row by row."""
    for one in guarded():
        yield from _compare(one)
    yield from _noted_otherwise()


_COMPARE = """
WITH noted AS (
    SELECT DISTINCT ON (key) key, object, salt, digest FROM evidence_rowchange
    WHERE source = %(source)s ORDER BY key, id DESC
), there AS (
    SELECT {key} AS key, {object} AS object, {body} AS body FROM {table} it
), held AS (
    SELECT coalesce(there.object, noted.object) AS object, coalesce(there.key, noted.key) AS key,
        CASE
            WHEN there.key IS NULL AND noted.digest IS NOT NULL THEN 'gone'
            WHEN there.key IS NULL THEN NULL
            WHEN noted.key IS NULL OR noted.digest IS NULL THEN 'appeared'
            WHEN noted.salt IS NULL THEN 'unsalted'
            WHEN noted.digest <> {digest} THEN 'altered'
        END AS how
    FROM noted FULL JOIN there ON there.key = noted.key
)
SELECT object, key, how FROM held WHERE how IS NOT NULL ORDER BY object, key
"""


def _compare(one: Guarded) -> Iterator[Odd]:
    statement = _COMPARE.format(
        key=one.key("it"), object=one.object, body=one.body("it"), table=one.table,
        digest=digest("noted.salt", "there.body"),
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL bytea_output = 'hex'")
        cursor.execute(statement, {"source": one.table})
        for obj, key, how in cursor.fetchall():
            yield Odd(obj, one.table, key, how)


def _noted_otherwise() -> Iterator[Odd]:
    """Batches whose notes no longer give the digest of their entry, and what was unacted in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT batch, encode(sha256(convert_to(string_agg({LINE}, '' ORDER BY id), 'UTF8')),"  # noqa: S608
            " 'hex') FROM evidence_rowchange WHERE batch IS NOT NULL GROUP BY batch"
        )
        digests = dict(cursor.fetchall())
    for entry in Entry.objects.filter(kind="evidence.rows_changed").iterator():
        if digests.pop(entry.pk, None) != entry.details["digest"]:
            yield Odd(entry.object, "evidence_rowchange", f"batch {entry.pk}", "notes")
        for obj, table, key in entry.details["named"]:
            yield Odd(obj, table, key, "unacted")
    for batch in digests:
        yield Odd("log:rows", "evidence_rowchange", f"batch {batch}", "notes")
