"""The months that steps of life are kept by: one partition each, and one for the rest."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from hengjian.clock.counting import months_after

# The first months of the register; a job makes those that follow.
MONTHS_AT_FIRST = tuple(date(year, month, 1) for year in (2026, 2027) for month in range(1, 13))
_AHEAD = 12


def month_sql(month: date) -> str:
    """The statement that makes the partition of one month, Beijing's days."""
    name = f"scales_lifestep_{month:%Y_%m}"
    return (
        f"CREATE TABLE {name} PARTITION OF scales_lifestep "
        f"FOR VALUES FROM ('{month} 00:00+08') TO ('{months_after(month, 1)} 00:00+08')"
    )


def months_held() -> set[str]:
    """The partitions there are, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits "
            "WHERE inhparent = 'scales_lifestep'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}


def make_room(today: date) -> list[str]:
    """
    Make the partitions of this month and the twelve after it that are missing; their names.

    A month whose steps lie among the rest already stays there: that is only slower.
    """
    held, made = months_held(), []
    first = today.replace(day=1)
    for n in range(_AHEAD + 1):
        month = months_after(first, n)
        name = f"scales_lifestep_{month:%Y_%m}"
        if name not in held and not _among_the_rest(month):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(month_sql(month))
            made.append(name)
    return made


def _among_the_rest(month: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM scales_lifestep_rest WHERE at >= %s AND at < %s)",
            [f"{month} 00:00+08", f"{months_after(month, 1)} 00:00+08"],
        )
        return bool(cursor.fetchone()[0])
