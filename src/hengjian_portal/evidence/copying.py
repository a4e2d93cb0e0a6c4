"""Writing many rows at once by COPY: what an act of a hundred thousand rows needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Field


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Take the next keys of a table, for rows that others of the same act will point at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_in(rows: Sequence[models.Model]) -> None:
    """
    Write new rows of one table, inside the caller's transaction.

    Constraints hold as they do for any insert; a key that is not given is the next one.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = _fields(model, rows[0])
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    with connection.cursor() as cursor:
        statement = f"COPY {quoted(model._meta.db_table)} ({columns}) FROM STDIN"
        with cursor.cursor.copy(statement) as copy:
            for values in _values(rows, fields):
                copy.write_row(values)


def _fields(model: type[models.Model], first: models.Model) -> list[Field[Any, Any]]:
    """The columns to write; the key only where it is given."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.column and not (field.primary_key and getattr(first, field.attname) is None)
    ]


def _values(rows: Iterable[models.Model], fields: list[Field[Any, Any]]) -> Iterable[list[Any]]:
    names = [(field.attname, field.get_db_prep_save) for field in fields]
    for row in rows:
        yield [prepare(getattr(row, name), connection) for name, prepare in names]
