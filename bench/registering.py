"""
Registering a maker's file of 100,000 scales, beside a raw COPY of the very same rows.

Ours: the file read and judged whole, then scales, marks, steps of life and entries, in one
transaction, as the job does it. Raw: the four tables' finished rows read back and copied into empty
copies of the tables, with the same indexes and constraints. Starts a database of its own.
`--small` takes a hundredth; `--xlsx` hands the same rows in as a workbook.
"""

from __future__ import annotations

import hashlib
import io
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from recording import prepared, put_away

SMALL, XLSX = "--small" in sys.argv, "--xlsx" in sys.argv
ROWS = 1_000 if SMALL else 100_000
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
SOFTWARE = "ZH-1.04-9C2F"
TABLES = ("scales_scale", "scales_mark", "scales_lifestep", "evidence_entry")


def sheet() -> bytes:
    """The file: serial number, day, software, and a seal of the maker's stock."""
    rows = [(f"{n:08d}", "2026-03-02", SOFTWARE, f"ZH{n:07d}") for n in range(1, ROWS + 1)]
    head = ("serial_no", "made_on", "software_id", "seal_no")
    if XLSX:
        import xlsxwriter

        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"constant_memory": True})
        page = book.add_worksheet()
        for place, row in enumerate((head, *rows)):
            page.write_row(place, 0, row)
        book.close()
        return out.getvalue()
    return "\n".join(",".join(row) for row in (head, *rows)).encode()


def stage() -> tuple[Any, Any]:
    """A maker with a type and a stock of seals; the type, and who hands in."""
    from hengjian_portal.accounts.actor import actor_of
    from hengjian_portal.accounts.models import Body, Person
    from hengjian_portal.scales.actions import TypeFacts, record_type_approval
    from hengjian_portal.scales.actions.stock import Run, issue_seals

    bureau = Body.objects.create(kind="city", name="bureau")
    maker = Body.objects.create(kind="scale_maker", name="maker", district="500107")
    officer = actor_of(Person.objects.create_user("officer", None, name="officer", body=bureau))
    hand = actor_of(Person.objects.create_user("maker", None, name="maker", body=maker))
    facts = TypeFacts(
        number="2026F1", short_code="ZH15A", maker=maker, model_no="ACS-15", norm="JJF2184-2025",
        accuracy_class="III", max_g=Decimal(15000), min_g=Decimal(100), e_g=Decimal(5),
        approved_on=date(2026, 1, 20), software_ids=(SOFTWARE,),
    )  # fmt: skip
    approval = record_type_approval(facts=facts, actor=officer, at=AT)
    issue_seals(run=Run(maker, "ZH0000001", "ZH0999999"), actor=officer, at=AT)
    return approval, hand


def timed(act: Callable[[], None]) -> float:
    """Seconds an act takes; what this process computed of them is printed, for a busy machine."""
    begun, computed = time.perf_counter(), time.process_time()
    act()
    print(f"(computed here: {time.process_time() - computed:.2f} s)")
    return time.perf_counter() - begun


def ours(approval: Any, hand: Any, data: bytes) -> float:
    """Seconds from the file to the last row committed."""
    from hengjian_portal.scales.actions.runs import carry_out_run, send_run

    name = "run.xlsx" if XLSX else "run.csv"
    digest = hashlib.sha256(data).hexdigest()
    run = send_run(approval=approval, name=name, digest=digest, actor=hand, at=AT)
    taken = timed(lambda: carry_out_run(run=run, data=data, at=AT))
    run.refresh_from_db()
    if run.counts["new"] != ROWS:
        raise SystemExit(f"not registered: {run.counts} {run.problems[:3]}")
    return taken


def raw() -> float:
    """Seconds to COPY the same rows into tables like ours, in one transaction."""
    from django.db import connection, transaction

    held = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)")
            found = bytearray()
            with cursor.copy(f"COPY (TABLE {table}) TO STDOUT") as out:
                for part in out:
                    found += part
            held[table] = bytes(found)

    def copied() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in held.items():
                with cursor.copy(f"COPY raw_{table} FROM STDIN") as into:
                    into.write(rows)

    return timed(copied)


def main() -> None:
    """Print rows a second of both, and the ratio."""
    place, keeper = prepared()
    from hengjian_portal.scales.partitions import make_room

    try:
        make_room(AT.date())
        approval, hand = stage()
        data = sheet()
        mine, bare = ours(approval, hand, data), raw()
    finally:
        put_away(place, keeper)
    kind = "workbook" if XLSX else "CSV"
    print(f"{ROWS} scales from a {kind} of {len(data) / 1e6:.1f} MB")
    print(f"ours      {mine:8.2f} s  {ROWS / mine:10,.0f} scales/s")
    print(f"raw COPY  {bare:8.2f} s  {ROWS / bare:10,.0f} scales/s")
    print(f"ratio     {mine / bare:8.1f}")


if __name__ == "__main__":
    main()
