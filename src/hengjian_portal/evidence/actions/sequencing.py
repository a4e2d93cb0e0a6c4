"""
The sequencer: entries that wait get their place in the log, a batch in one transaction.

One writer at a time, by a lock that the transaction holds. The batch is there whole or not at all:
places, tiles and the unsigned head. What the signer answers is written afterwards; a head that
nobody signed is asked for again.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from hengjian.errors import EvidenceError
from hengjian.ledger.growth import Growth, grow
from hengjian_portal.evidence.actions.rows import batch_rows
from hengjian_portal.evidence.models import Leaf, LogHead
from hengjian_portal.evidence.queries.log import edge_at, head_of, newest_head

MOST = 10_000  # entries a batch: more does not make it faster, and a batch stays below a second
_LOCK = 0x48454E474A49414E  # "HENGJIAN"; one writer of the log at a time


def sequence(*, at: datetime, most: int = MOST) -> LogHead | None:
    """
    Give up to `most` waiting entries their places; the new head, not signed yet.

    None where nothing waits, or another sequencer is at it. Raises `EvidenceError` where the tiles
    do not give the root of the last head: somebody changed them.
    """
    with transaction.atomic():
        if not lock_log():
            return None
        batch_rows(at=at)
        before = head_of(newest_head())
        if Leaf.objects.filter(index__gte=before.size).exists():
            raise EvidenceError(
                f"the log has places beyond its head of {before.size}: heads were deleted. Nothing was "
                "sequenced; see how-to/evidence-log",
                zh=f"日志在树头{before.size}之后还有位置：有树头被删除。未追加任何记录，"
                "处理办法见操作说明“存证日志”",
            )
        leaves = _placed(before.size, most)
        if not leaves:
            return None
        edge = edge_at(before.size)
        if edge.root != before.root:
            raise EvidenceError(
                f"the tiles of the log do not give the root of its {before.size} entries: they were "
                "changed. Nothing was sequenced; see how-to/evidence-log",
                zh=f"日志的哈希块与前{before.size}条记录的根不符：哈希块被改动。未追加任何记录，"
                "处理办法见操作说明“存证日志”",
            )
        growth = grow(edge, leaves)
        keep_tiles(growth)
        return LogHead.objects.create(size=growth.edge.size, root=growth.edge.root, at=at)


def keep_signature(*, size: int, checkpoint: bytes) -> None:
    """Keep what the signer answered; a head that has its signature already keeps it."""
    LogHead.objects.filter(size=size, checkpoint__isnull=True).update(
        checkpoint=checkpoint.decode()
    )


def lock_log() -> bool:
    """Hold the log until the transaction ends; whether nobody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        (got,) = cursor.fetchone()
    return bool(got)


def _placed(start: int, most: int) -> list[bytes]:
    """
    Move waiting entries into the log in the order of their keys; their leaf hashes.

    An object's entries keep their order: the act that writes one holds its object until it commits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH due AS (
                SELECT entry_id FROM evidence_unsequenced ORDER BY entry_id LIMIT %(most)s
            ), taken AS (
                DELETE FROM evidence_unsequenced USING due
                WHERE evidence_unsequenced.entry_id = due.entry_id
                RETURNING evidence_unsequenced.entry_id
            ), placed AS (
                INSERT INTO evidence_leaf (index, entry_id)
                SELECT %(start)s + row_number() OVER (ORDER BY entry_id) - 1, entry_id
                FROM taken
                RETURNING index, entry_id
            )
            SELECT entry_id, entry.leaf_hash
            FROM placed LEFT JOIN evidence_entry entry ON entry.id = entry_id
            ORDER BY placed.index
            """,
            {"most": most, "start": start},
        )
        found = cursor.fetchall()
    for entry_id, leaf in found:
        if leaf is None:
            raise EvidenceError(
                f"entry {entry_id} was deleted before it got its place in the log. Nothing was "
                "sequenced; see how-to/evidence-log",
                zh=f"第{entry_id}号记录在进入日志前被删除。未追加任何记录，处理办法见操作说明“存证日志”",
            )
    return [bytes(leaf) for _entry_id, leaf in found]


def keep_tiles(growth: Growth) -> None:
    """Write the tiles that are new or wider."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO evidence_logtile (level, index, hashes)"
            " SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])"
            " ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes",
            [
                [tile.level for tile, _raw in growth.tiles],
                [tile.index for tile, _raw in growth.tiles],
                [raw for _tile, raw in growth.tiles],
            ],
        )
