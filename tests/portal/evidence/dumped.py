"""Whether a database, every table of it and every note of a row, still says a value or lets it be guessed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from hengjian_portal.evidence.guarding import digest, guarded


def dump() -> str:
    """All rows of all tables as text, as a dump of the database would hold them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(row::text, E'\\n'), '') FROM {table} row")
            found.append(cursor.fetchone()[0])
    return "\n".join(found)


def said_in(text: str, values: Iterable[str]) -> list[str]:
    """Which of the values stand in a dump: as they are, as JSON escapes them, or as bytes."""

    def forms(value: str) -> set[str]:
        return {value, value.encode("unicode_escape").decode(), value.encode().hex()}

    return [value for value in values if any(form in text for form in forms(value))]


def bodies() -> list[str]:
    """Every row of every held table as it is digested: what somebody who knows all of it can try."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SET timezone = 'UTC'; SET bytea_output = 'hex'")
        for one in guarded():
            cursor.execute(f'SELECT {one.body("it")} FROM "{one.table}" it')
            found += [body for (body,) in cursor.fetchall()]
    return found


def confirmed(tried: list[str]) -> list[str]:
    """Which of these bodies a note of a row confirms, to whoever holds the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT body FROM unnest(%s::text[]) body, evidence_rowchange noted"
            f" WHERE noted.salt IS NOT NULL AND noted.digest = {digest('noted.salt', 'body')}",
            [tried],
        )
        return [body for (body,) in cursor.fetchall()]
