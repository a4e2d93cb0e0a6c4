"""
Which rows of business are held to the acts, and the triggers that note every change of them.

A room names its tables once, in its AppConfig. The database then notes each row that is written,
changed or deleted, by whomever and however, with a salted digest of all its columns. A change by a
transaction that wrote no entry, and a row that is not as it was left, are both found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models


@dataclass(frozen=True, slots=True)
class Guarded:
    """
    One table: the columns of its key, in SQL the object a row `it` belongs to, and what is not held.

    `without` are columns that change by themselves and mean nothing, as a counter of visits.
    """

    table: str
    keys: tuple[str, ...]
    object: str
    without: tuple[str, ...] = ()

    def key(self, row: str) -> str:
        """In SQL: the key of a row, as text."""
        columns = ", ".join(f'{row}."{name}"' for name in self.keys)
        return f"concat_ws(':', {columns})"

    def body(self, row: str) -> str:
        """In SQL: the columns of a row that are held, as text."""
        out = ", ".join(f"'{name}'" for name in self.without)
        return f"(to_jsonb({row}) - ARRAY[{out}]::text[])::text"


_GUARDED: dict[str, Guarded] = {}


def guard(model: type[models.Model], obj: str, without: Iterable[str] = ()) -> None:
    """
    Hold the rows of a model to the acts.

    `obj` says in SQL whose row it is, as `'scale:' || it.scale_id`; the objects are those of entries.
    """
    meta = model._meta
    keys = tuple(field.column for field in meta.pk_fields)
    _GUARDED[meta.db_table] = Guarded(meta.db_table, keys, obj, tuple(without))


def guarded() -> list[Guarded]:
    """Every table that is held, by name."""
    return [_GUARDED[name] for name in sorted(_GUARDED)]


def digest(salt: str, body: str) -> str:
    """In SQL: what is noted of a row."""
    return f"sha256(convert_to({salt}::text || {body}, 'UTF8'))"


def noting(one: Guarded, rows: str) -> str:
    """In SQL: note the rows `it` of a relation as they are; more joins and conditions may follow."""
    # The salt hangs on the row, else one would serve them all.
    return f"""
        INSERT INTO evidence_rowchange (xact, source, key, object, salt, digest)
        SELECT pg_current_xact_id()::text::bigint, '{one.table}', {one.key("it")}, {one.object},
            s.salt, {digest("s.salt", one.body("it"))}
        FROM {rows} it CROSS JOIN LATERAL
            (SELECT gen_random_uuid() AS salt FROM (SELECT it."{one.keys[0]}") k OFFSET 0) s
    """  # noqa: S608  (names of our own tables)


def _function(one: Guarded) -> str:
    """Static SQL, so that the database plans it once a connection."""
    deleted = f"""
        INSERT INTO evidence_rowchange (xact, source, key, object, salt, digest)
        SELECT pg_current_xact_id()::text::bigint, '{one.table}', {one.key("it")}, {one.object},
            gen_random_uuid(), NULL
        FROM old_rows it
    """  # noqa: S608  (names of our own tables)
    same = f"{one.key('o')} = {one.key('it')}"
    return f"""
        CREATE OR REPLACE FUNCTION evidence_note_{one.table}() RETURNS trigger LANGUAGE plpgsql
            SET timezone = 'UTC' SET bytea_output = 'hex' AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                {noting(one, "new_rows")};
            ELSIF TG_OP = 'UPDATE' THEN
                {noting(one, "new_rows")} LEFT JOIN old_rows o ON {same}
                WHERE {one.body("o")} IS DISTINCT FROM {one.body("it")};
                {deleted} WHERE NOT EXISTS (SELECT FROM new_rows o WHERE {same});
            ELSE
                {deleted};
            END IF;
            RETURN NULL;
        END $$
    """


_TABLES = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows",
           "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows"}  # fmt: skip


def stand_guard() -> list[Guarded]:
    """
    Put the triggers in place; the tables that were not held as they are now.

    Those are the ones that are new here and those whose columns a migration changed: what stands in
    them must be stated anew, as an act.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, obj_description(oid, 'pg_trigger') FROM pg_trigger"
            " WHERE tgname = 'evidence_insert' AND tgparentid = 0"
        )
        held = dict(cursor.fetchall())
        columns = _columns(cursor)
        fresh = []
        for one in guarded():
            said = (
                f"{','.join(one.keys)}; {one.object}; {','.join(one.without)}; {columns[one.table]}"
            )
            if held.get(one.table) != said:
                _put_triggers(cursor, one, said)
                fresh.append(one)
    return fresh


def _columns(cursor: Any) -> dict[str, str]:
    """What the digests of each table are made of; kept as the comment of its trigger."""
    cursor.execute(
        "SELECT attrelid::regclass::text,"
        " string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)"
        " FROM pg_attribute WHERE attrelid = ANY(%s::regclass[]) AND attnum > 0"
        " AND NOT attisdropped GROUP BY attrelid",
        [[one.table for one in guarded()]],
    )
    return dict(cursor.fetchall())


def _put_triggers(cursor: Any, one: Guarded, said: str) -> None:
    cursor.execute(_function(one))
    for verb, tables in _TABLES.items():
        name = f"evidence_{verb.lower()}"
        cursor.execute(f'DROP TRIGGER IF EXISTS {name} ON "{one.table}"')
        cursor.execute(
            f'CREATE TRIGGER {name} AFTER {verb} ON "{one.table}" REFERENCING {tables}'
            f" FOR EACH STATEMENT EXECUTE FUNCTION evidence_note_{one.table}()"
        )
    cursor.execute(f'COMMENT ON TRIGGER evidence_insert ON "{one.table}" IS %s', [said])
