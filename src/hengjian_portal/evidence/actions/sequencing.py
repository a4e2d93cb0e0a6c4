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
from hengjian.ledger.tile import HEIGHT, WIDTH, Tile
from hengjian.ledger.tree import Head
from hengjian_portal.evidence.actions.rows import batch_rows
from hengjian_portal.evidence.copying import SENT_HEAD, read_keys, sent_keys
from hengjian_portal.evidence.models import LogHead, LogTile
from hengjian_portal.evidence.one_view import one_view
from hengjian_portal.evidence.queries.log import HASH, edge_at, head_of, newest_head

MOST = 10_000  # entries a batch: more does not make it faster, and a batch stays below a second
_LOCK = 0x48454E474A49414E  # "HENGJIAN"; one writer of the log at a time


def sequence(*, at: datetime, most: int = MOST) -> LogHead | None:
    """
    Give up to `most` waiting entries their places; the new head, not signed yet.

    Those that one statement wrote go together, up to a thousand, be it more than `most`. None where nothing waits, or another sequencer is at it. Raises `EvidenceError` where the tiles
    do not give the root of the last head: somebody changed them, or deleted heads.
    """
    with held_log() as held:
        if not held:
            return None
        batch_rows(at=at)
        before = head_of(newest_head())
        entries, leaves = _taken(most)
        if not entries:
            return None
        growth = grow(_edge(before), leaves)
        keep_tiles(growth, entries)
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
    ends = LogTile.objects.filter(level=0).order_by("-index").values_list("index", "entries__len")
    last, n_last = ends.first() or (0, 0)
    places = last * WIDTH + n_last
    edge = edge_at(before.size) if places == before.size else None
    if edge is None or edge.root != before.root:
        raise EvidenceError(
            f"the tiles of the log hold {places} places and do not give the root of its {before.size} "
            "entries: tiles or heads were changed. Nothing was sequenced; see how-to/evidence-log",
            zh=f"日志的哈希块共{places}个位置，与前{before.size}条记录的根不符：哈希块或树头被改动。"
            "未追加任何记录，处理办法见操作说明“存证日志”",
        )
    return edge


def _taken(most: int) -> tuple[tuple[int, ...], list[bytes]]:
    """
    Take waiting entries in the order of their keys, and their leaf hashes.

    An object's entries keep their order: the act that writes one holds its object until it commits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH taken AS (DELETE FROM evidence_unsequenced"
            " WHERE first_entry <= (SELECT max(first_entry) FROM"
            " (SELECT first_entry, n_entries, sum(n_entries) OVER (ORDER BY first_entry) AS upto"
            " FROM (SELECT first_entry, n_entries FROM evidence_unsequenced"
            " ORDER BY first_entry LIMIT %s) AS foremost) AS counted"
            " WHERE upto <= %s OR upto = n_entries)"
            " RETURNING first_entry, entries, leaf_hashes)"
            # One row of bytes, not ten thousand of lists.
            " SELECT coalesce(string_agg(substring(array_send(entries) FROM %s), ''"
            " ORDER BY first_entry), ''),"
            " coalesce(string_agg(leaf_hashes, '' ORDER BY first_entry), '') FROM taken",
            [most, most, SENT_HEAD + 1],
        )
        keys, hashes = map(bytes, cursor.fetchone())
    return read_keys(keys), [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def keep_tiles(growth: Growth, entries: Sequence[int | None]) -> None:
    """Write the tiles that are new or wider, and which entries the new leaves are."""
    start = growth.edge.size - len(entries)
    edge = LogTile.objects.filter(level=0, index=start // WIDTH)
    before = edge.values_list("entries", flat=True).first() or []
    known = [*before, *entries]
    rows = [_row(tile, raw, start - len(before), known) for tile, raw in growth.tiles]
    with connection.cursor() as cursor:
        for level, index, *kept in (row for row in rows if _begun(row, start)):
            cursor.execute(
                "UPDATE evidence_logtile SET hashes = %s, entries = %s, first_entry = %s,"
                " last_entry = %s WHERE level = %s AND index = %s",
                [*kept, level, index],
            )
        with cursor.cursor.copy(
            "COPY evidence_logtile (level, index, hashes, entries, first_entry, last_entry)"
            " FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(["int2", "int8", "bytea", "bytea", "int8", "int8"])
            for level, index, raw, some, *ends in (row for row in rows if not _begun(row, start)):
                copy.write_row((level, index, raw, some and sent_keys(some), *ends))


def _begun(row: Sequence[Any], size: int) -> bool:
    """Whether a log of `size` entries has this tile already, if only in part."""
    level, index, *_kept = row
    return index * WIDTH < size >> HEIGHT * level


def _row(tile: Tile, raw: bytes, start: int, entries: Sequence[int | None]) -> tuple[Any, ...]:
    if tile.level:
        return tile.level, tile.index, raw, None, None, None
    first = tile.index * WIDTH - start
    some = list(entries[first : first + tile.width])
    there = [entry for entry in some if entry is not None]
    return 0, tile.index, raw, some, min(there, default=None), max(there, default=None)
