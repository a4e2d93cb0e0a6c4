"""
The sequencer beside a raw COPY of the same rows, proofs from a log of a million, bytes an entry.

Ours: waiting entries get their places, tiles and a head, batches of 10,000, each a transaction. They
wait as one file of as many objects left them, or each in a row of its own, as single acts leave them
when a worker stands still; the latter are had by taking the former apart. Raw: the same entries'
places and public bytes copied into an empty table with the same key, as many at once. Then proofs
out of the database, one at a time. Starts a database of its own. `--small` stops at 100,000.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import UTC, datetime
from typing import Any

from recording import prepared, put_away

SIZES = (1_000, 100_000) if "--small" in sys.argv else (1_000, 100_000, 1_000_000)
BATCH, PROOFS, ROUNDS = 10_000, 2_000, 3
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def fill(start: int, count: int, alone: bool) -> None:
    """So many entries more, written as a file of many scales writes them; `alone`: waiting as single acts wait."""
    from django.db import connection, transaction

    from hengjian_portal.evidence.actions import Act, record_first

    with transaction.atomic(), connection.cursor() as cursor:
        record_first(
            (
                Act(
                    "scales.registered", f"scale:{n}", "person:1", {"production_code": f"P{n:012d}"}
                )
                for n in range(start, start + count)
            ),
            at=AT,
        )
        if alone:
            cursor.execute(
                "WITH taken AS (DELETE FROM evidence_unsequenced RETURNING *)"
                " INSERT INTO evidence_unsequenced (first_entry, n_entries, entries, leaf_hashes, xact)"
                " SELECT id, 1, ARRAY[id], substring(leaf_hashes FROM at::int * 32 - 31 FOR 32), xact"
                " FROM taken, unnest(entries) WITH ORDINALITY AS each (id, at)"
            )


def sequenced() -> float:
    """Seconds until nothing waits."""
    from hengjian_portal.evidence.actions.sequencing import sequence

    start = time.perf_counter()
    while sequence(at=AT, most=BATCH):
        pass
    return time.perf_counter() - start


def copied(cursor: Any, first: int, count: int) -> float:
    """Seconds to COPY the same rows, as many at once."""
    cursor.execute(
        "SELECT public_bytes FROM evidence_entry ORDER BY id OFFSET %s LIMIT %s", [first, count]
    )
    rows = [(first + index, bytes(raw)) for index, (raw,) in enumerate(cursor.fetchall())]
    cursor.execute("CREATE TABLE plain_log (index bigint PRIMARY KEY, public_bytes bytea NOT NULL)")
    start = time.perf_counter()
    for at in range(0, count, BATCH):
        with cursor.cursor.copy("COPY plain_log FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "bytea"])
            for row in rows[at : at + BATCH]:
                copy.write_row(row)
    took = time.perf_counter() - start
    cursor.execute("DROP TABLE plain_log")
    return took


def latencies(size: int) -> tuple[list[float], list[float]]:
    """Milliseconds of inclusion and of consistency proofs at chance places."""
    from hengjian.ledger.proof import consistency_proof, inclusion_proof
    from hengjian_portal.evidence.queries.log import read_tiles

    chance = random.Random(1)  # noqa: S311  (places to ask for, nothing secret)
    found: tuple[list[float], list[float]] = ([], [])
    for _proof in range(PROOFS):
        start = time.perf_counter()
        inclusion_proof(chance.randrange(size), size, read_tiles)
        middle = time.perf_counter()
        consistency_proof(chance.randrange(1, size), size, read_tiles)
        found[0].append((middle - start) * 1000)
        found[1].append((time.perf_counter() - middle) * 1000)
    return found


def percentiles(values: list[float]) -> str:
    """p50 and p99."""
    cut = statistics.quantiles(values, n=100)
    return f"p50 {cut[49]:.2f} ms, p99 {cut[98]:.2f} ms"


def main() -> None:
    """Grow one log step by step; measure ours and COPY of the same rows in turn."""
    place, keeper = prepared()
    from django.db import connection

    total = 0
    with connection.cursor() as cursor:
        for size in SIZES:
            for alone in (False, True):
                for _round in range(1 if size >= 1_000_000 else ROUNDS):
                    fill(total, size, alone)
                    ours = sequenced()
                    raw = copied(cursor, total, size)
                    total += size
                    print(f"{size:9,} entries {'of an act each' if alone else 'of one file':14}: "
                          f"sequenced {size / ours:9,.0f}/s   COPY {size / raw:9,.0f}/s   "
                          f"ratio {raw / ours:.2f}", flush=True)  # fmt: skip
        inclusion, consistency = latencies(total)
        print(f"proofs at {total:,}: inclusion {percentiles(inclusion)}; "
              f"consistency {percentiles(consistency)}")  # fmt: skip
        for table in ("entry", "logtile"):
            cursor.execute("SELECT pg_total_relation_size(%s)", [f"evidence_{table}"])
            print(f"evidence_{table}: {cursor.fetchone()[0] / total:.0f} bytes an entry")
        cursor.execute("SELECT avg(length(public_bytes)) FROM (SELECT public_bytes FROM"
                       " evidence_entry LIMIT 10000) AS first_ones")  # fmt: skip
        print(f"public bytes of an entry: {cursor.fetchone()[0]:.0f}")
    put_away(place, keeper)


if __name__ == "__main__":
    main()
