"""
The sequencer: entries that wait get their place in the log, a batch in one transaction.

One writer at a time, by a lock that the transaction holds. The batch is there whole or not at all:
places, tiles and the unsigned head. What the signer answers is written afterwards; a head that
nobody signed is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from hengjian.errors import EvidenceError
from hengjian.ledger.growth import Edge, Growth, grow
from hengjian.ledger.tile import WIDTH, Tile
from hengjian.ledger.tree import Head
from hengjian_portal.evidence.actions.rows import batch_rows
from hengjian_portal.evidence.models import LogHead, LogTile
from hengjian_portal.evidence.one_view import one_view
from hengjian_portal.evidence.queries.log import edge_at, head_of, newest_head

MOST = 10_000  # entries a batch: more does not make it faster, and a batch stays below a second
_LOCK = 0x48454E474A49414E  # "HENGJIAN"; one writer of the log at a time


def sequence(*, at: datetime, most: int = MOST) -> LogHead | None:
    """
    Give up to `most` waiting entries their places; the new head, not signed yet.

    None where nothing waits, or another sequencer is at it. Raises `EvidenceError` where the tiles
    do not give the root of the last head: somebody changed them, or deleted heads.
    """
    with held_log() as held:
        if not held:
            return None
        batch_rows(at=at)
        before = head_of(newest_head())
        taken = _taken(most)
        if not taken:
            return None
        edge = _edge(before)
        growth = grow(edge, [leaf for _entry_id, leaf in taken])
        keep_tiles(growth, [entry_id for entry_id, _leaf in taken])
        return LogHead.objects.create(size=growth.edge.size, root=growth.edge.root, at=at)


def keep_signature(*, size: int, checkpoint: bytes) -> None:
    """Keep what the signer answered; a head that has its signature already keeps it."""
    LogHead.objects.filter(size=size, checkpoint__isnull=True).update(
        checkpoint=checkpoint.decode()
    )


@contextmanager
def held_log() -> Iterator[bool]:
    """
    A transaction with one view of the database that holds the log; False where somebody else does.

    The lock is taken before the view: what its last holder wrote is seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        (got,) = cursor.fetchone()
        if not got:
            yield False
            return
        try:
            with one_view():
                yield True
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _edge(before: Head) -> Edge:
    """The right edge of the log, held against its last head."""
    last = LogTile.objects.filter(level=0).order_by("-index").first()
    places = last.index * WIDTH + len(last.entries or ()) if last else 0
    edge = edge_at(before.size) if places == before.size else None
    if edge is None or edge.root != before.root:
        raise EvidenceError(
            f"the tiles of the log hold {places} places and do not give the root of its {before.size} "
            "entries: tiles or heads were changed. Nothing was sequenced; see how-to/evidence-log",
            zh=f"日志的哈希块共{places}个位置，与前{before.size}条记录的根不符：哈希块或树头被改动。"
            "未追加任何记录，处理办法见操作说明“存证日志”",
        )
    return edge


def _taken(most: int) -> list[tuple[int, bytes]]:
    """
    Take waiting entries in the order of their keys, each with its leaf hash.

    An object's entries keep their order: the act that writes one holds its object until it commits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS (SELECT entry_id FROM evidence_unsequenced ORDER BY entry_id LIMIT %s)"
            " DELETE FROM evidence_unsequenced taken USING due WHERE taken.entry_id = due.entry_id"
            " RETURNING taken.entry_id, taken.leaf_hash",
            [most],
        )
        return sorted((entry_id, bytes(leaf)) for entry_id, leaf in cursor.fetchall())


def keep_tiles(growth: Growth, entries: Sequence[int | None]) -> None:
    """Write the tiles that are new or wider, and which entries the new leaves are."""
    start = growth.edge.size - len(entries)
    held = LogTile.objects.filter(level=0, index=start // WIDTH).first()
    before = held.entries if held and held.entries else []
    known = [*before, *entries]
    rows = [_row(tile, raw, start - len(before), known) for tile, raw in growth.tiles]
    columns = list(zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO evidence_logtile"
            " (level, index, hashes, entries, first_entry, last_entry)"
            " SELECT level, index, hashes, entries::bigint[], low, high"
            " FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[], %s::text[], %s::bigint[],"
            " %s::bigint[]) AS fresh (level, index, hashes, entries, low, high)"
            " ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes,"
            " entries = excluded.entries, first_entry = excluded.first_entry,"
            " last_entry = excluded.last_entry",
            [list(column) for column in columns],
        )


def _row(tile: Tile, raw: bytes, start: int, entries: Sequence[int | None]) -> tuple[Any, ...]:
    if tile.level:
        return tile.level, tile.index, raw, None, None, None
    first = tile.index * WIDTH - start
    some = entries[first : first + tile.width]
    there = [entry for entry in some if entry is not None]
    spelled = "{" + ",".join("NULL" if one is None else str(one) for one in some) + "}"
    low, high = min(there, default=None), max(there, default=None)
    return 0, tile.index, raw, spelled, low, high
