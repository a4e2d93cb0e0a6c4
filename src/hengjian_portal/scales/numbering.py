"""The numbers of papers: running within a year, without gaps. The patterns are ours."""

from __future__ import annotations

from django.db import connection, models


def next_number(papers: type[models.Model], prefix: str, year: int) -> str:
    """
    The next number of a kind in a year: `CQ-XS2026-0001`.

    Whoever asks holds the series until the transaction ends.
    """
    start = f"{prefix}{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [start])
    held = papers._default_manager.filter(number__startswith=start)
    last = held.order_by("-pk").values_list("number", flat=True).first()
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}"
