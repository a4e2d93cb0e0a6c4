"""Reading many tables as they stood at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_view() -> Iterator[None]:
    """
    A transaction that sees the database as it was at its beginning, all through.

    An act that commits meanwhile is seen with its entry and its rows by the next one, never with one
    of them only. It must be the outermost transaction.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
