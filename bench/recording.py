"""
What evidence costs inside the business transaction, beside the same rows inserted plainly.

First an entry beside a row of the same columns; then a whole act, a business row with its entry and
what the database notes of the row, beside the business row in a table that nobody holds to anything.
Prints ratios; starts a database of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hengjian_portal.embedded import cluster, folder, guard

ROUNDS, ACTS = 5, 400
DETAILS = {"case_no": "CQ2026-0001", "from": "received", "to": "reported", "version": 2}


def timed(act: Callable[[int], None]) -> float:
    """Acts a second."""
    start = time.perf_counter()
    for number in range(ACTS):
        act(number)
    return ACTS / (time.perf_counter() - start)


def prepared() -> tuple[folder.Folder, guard.Guard]:
    """A database of the bench's own, with every table and a plain twin of the entries'."""
    place = folder.Folder(Path(tempfile.mkdtemp(prefix="hengjian-bench-")))
    keeper = guard.Guard(place)
    cluster.start(place)
    os.environ |= {
        "DATABASE_URL": cluster.url(place), "HENGJIAN_DATA": str(place.root),
        "DJANGO_SETTINGS_MODULE": "hengjian_portal.settings",
    }  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (LIKE evidence_entry INCLUDING DEFAULTS)")
        cursor.execute("CREATE TABLE plain_firm (LIKE products_firm INCLUDING ALL)")
    return place, keeper


def put_away(place: folder.Folder, keeper: guard.Guard) -> None:
    """Close what this process holds open, stop the bench's database and remove it: it fills disks."""
    from django.db import connections

    connections.close_all()
    cluster.stop(place)
    keeper.dismiss()
    shutil.rmtree(place.root)


def entry(number: int) -> None:
    """One act's entry, as the portal writes it."""
    from django.db import transaction

    from hengjian_portal.evidence.actions import record

    with transaction.atomic():
        record(
            kind="recalls.reported_to_city", obj=f"recall:{number}", actor="person:1",
            at=datetime.now(UTC), **DETAILS,
        )  # fmt: skip


def row(number: int) -> None:
    """The same columns, inserted plainly."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO plain (id, at, kind, object, actor, details, pseudonym, object_seq, salt, "
            "public_bytes, leaf_hash, apart) VALUES (%s, now(), 'k', 'o', 'a', %s, 'x', 1, 'x', 'x', 'x', '{}')",
            [number, json.dumps(DETAILS)],
        )


FIRM = {
    "name": "甲公司",
    "name_en": "",
    "uscc": "",
    "address": "",
    "phone": "",
    "plain_name": "甲公司",
}


def act(number: int) -> None:
    """A business row, its entry, and what the database notes of it."""
    from django.db import transaction

    from hengjian_portal.evidence.actions import record
    from hengjian_portal.products.models import Firm

    with transaction.atomic():
        firm = Firm.objects.create(**FIRM)
        record(
            kind="products.firm_entered", obj=f"firm:{firm.pk}", actor="person:1",
            at=datetime.now(UTC), name=FIRM["name"],
        )  # fmt: skip


def plain_act(number: int) -> None:
    """The business row alone, in a table without guards."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        names = ", ".join(FIRM)
        cursor.execute(
            f"INSERT INTO plain_firm ({names}) VALUES (%s, %s, %s, %s, %s, %s)",  # noqa: S608
            list(FIRM.values()),
        )


def main() -> None:
    """Measure in turn, so that a change of the machine's speed meets both."""
    place, keeper = prepared()
    for words, ours, theirs in (("entries", entry, row), ("acts", act, plain_act)):
        ratios = []
        for _round in range(ROUNDS):
            mine, plain = timed(ours), timed(theirs)
            ratios.append(mine / plain)
            print(f"{words} {mine:7.0f}/s   plain rows {plain:7.0f}/s   ratio {mine / plain:.2f}")
        print(f"{words}: median ratio {statistics.median(ratios):.2f}")
    put_away(place, keeper)


if __name__ == "__main__":
    main()
