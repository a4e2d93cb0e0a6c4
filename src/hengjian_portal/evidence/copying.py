"""Writing many rows at once by COPY: what an act of a hundred thousand rows needs."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, models

_AT_ONCE = 1_000
_BIGINT = 20  # its oid
SENT_HEAD = (
    20  # bytes of an array before its first element: dimensions, whether NULLs, oid, length, base
)
# What the text form of COPY must not hold bare.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Take the next keys of a table, for rows that others of the same act will point at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_in(
    like: models.Model, differing: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:  # fmt: skip
    """
    Write new rows that are all like one object, but for the columns that differ.

    `differing` are names of columns; `rows` hold their values in that order: texts, numbers, days
    and moments, bytes, None, and for JSON columns dicts or lists. Constraints hold as they do for
    any insert. Call it inside the act's own transaction; a key that is not named is the next one.
    """
    same = [
        field
        for field in like._meta.concrete_fields
        if field.column and field.column not in differing
        if not (field.primary_key and getattr(like, field.attname) is None)
    ]
    shared = [written(getattr(like, field.attname)) for field in same]
    end = "".join(f"\t{text}" for text in shared) + "\n"
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(name) for name in (*differing, *(field.column for field in same)))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        statement = f"COPY {quoted(like._meta.db_table)} ({names}) FROM STDIN"
        with cursor.cursor.copy(statement) as copy:
            for part in _parts(rows):
                copy.write("".join("\t".join(map(written, row)) + end for row in part))


def written(value: object) -> str:
    r"""
    Write one value as the text form of COPY has it.

    >>> written(None), written("a\tb"), written(b"\x01"), written(True), written({"a": "称"})
    ('\\N', 'a\\tb', '\\\\x01', 't', '{"a": "称"}')
    """
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return value.isoformat() if isinstance(value, date) else str(value)


def _parts(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while part := list(islice(left, _AT_ONCE)):
        yield part


def sent_keys(keys: Sequence[int | None]) -> bytes:
    """
    Write keys as PostgreSQL receives a bigint[] in binary: far faster than the driver's own way.

    >>> sent_keys([7, None]).hex(" ", 4)
    '00000001 00000001 00000014 00000002 00000001 00000008 00000000 00000007 ffffffff'
    """
    head = struct.pack(">5i", 1, None in keys, _BIGINT, len(keys), 1)
    if None not in keys:
        return head + struct.pack(f">{'iq' * len(keys)}", *(n for key in keys for n in (8, key)))
    each = (struct.pack(">i", -1) if key is None else struct.pack(">iq", 8, key) for key in keys)
    return head + b"".join(each)


def read_keys(elements: bytes) -> tuple[int, ...]:
    """
    Read what stands behind the head of such an array, or of many: for each key its length and itself.

    >>> read_keys(sent_keys([7, 9])[SENT_HEAD:])
    (7, 9)
    """
    return struct.unpack(f">{'4xq' * (len(elements) // 12)}", elements)
