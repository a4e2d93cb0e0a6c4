"""Numbers of packages, without gaps. The patterns are ours."""

from __future__ import annotations

from django.db import connection
from django.db.models.functions import Length

from hengjian_portal.exchange.models import Package

# What the city sends, and what the counterpart's officers fill in here; its own files bring theirs.
SENT, FILLED_IN = "CQ-XT", "SC-TB"


def next_number(prefix: str, year: int) -> str:
    """The next number of a pattern in a year: `CQ-XT2026-0001`; held until the transaction ends."""
    start = f"{prefix}{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [start])
    held = Package.objects.filter(number__startswith=start)
    last = held.order_by(Length("number").desc(), "-number").first()
    return f"{start}{int(last.number.removeprefix(start)) + 1 if last else 1:04d}"
