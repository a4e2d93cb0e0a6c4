"""The log as it stands in the database: tiles in one reading, the edge, heads, bundles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from hengjian.errors import EvidenceError
from hengjian.ledger.checkpoint import read_text
from hengjian.ledger.growth import Edge, load_edge
from hengjian.ledger.note import read_note
from hengjian.ledger.proof import consistency_proof
from hengjian.ledger.tile import WIDTH, Bundle, Tile, write_bundle
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian_portal.evidence.models import LogHead, Witness

HASH = 32


def read_tiles(tiles: Sequence[Tile]) -> list[bytes]:
    """
    Read many tiles in one query, each cut to the width asked for: the log may have grown since.

    Raises `EvidenceError` naming a tile that is not there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, index, hashes FROM evidence_logtile JOIN"
            " unnest(%s::int[], %s::bigint[]) AS asked (level, index) USING (level, index)",
            [[tile.level for tile in tiles], [tile.index for tile in tiles]],
        )
        found = {(level, index): bytes(hashes) for level, index, hashes in cursor}
    for tile in tiles:
        if (tile.level, tile.index) not in found:
            raise EvidenceError(
                f"{tile.path} is not in the database; check the log before it goes on",
                zh=f"数据库中缺少{tile.path}，请先检查存证日志",
            )
    return [found[tile.level, tile.index][: tile.width * HASH] for tile in tiles]


def newest_head() -> LogHead | None:
    """The head sequenced last, signed or not."""
    return LogHead.objects.order_by("-size").first()


def newest_signed() -> LogHead | None:
    """The head signed last."""
    return LogHead.objects.filter(checkpoint__isnull=False).order_by("-size").first()


def head_of(row: LogHead | None) -> Head:
    """The size and root of a row; of an empty log where there is none."""
    return Head(row.size, bytes(row.root)) if row else NO_LEAVES


def signed_head(row: LogHead) -> Head:
    """The head that the checkpoint of a signed row speaks of, whatever its columns say."""
    assert row.checkpoint is not None
    return read_text(read_note(row.checkpoint.encode()).text).head


def edge_at(size: int) -> Edge:
    """The right edge of the log when it had `size` entries."""
    return load_edge(size, read_tiles)


def proof_between(old: int, new: int) -> list[bytes]:
    """The proof that the log of `new` entries grew out of that of `old`; none where none is needed."""
    return consistency_proof(old, new, read_tiles) if 0 < old < new else []


def count_places() -> int:
    """How many entries have a place in the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(cardinality(entries)), 0) FROM evidence_logtile WHERE level = 0"
        )
        return int(cursor.fetchone()[0])


def place_of(entry_id: int) -> int | None:
    """The place of an entry in the log, counted from 0; None while it waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index * 256 + array_position(entries, %s) - 1 FROM evidence_logtile"
            " WHERE level = 0 AND int8range(first_entry, last_entry, '[]') @> %s::bigint"
            " AND array_position(entries, %s) IS NOT NULL",
            [entry_id, entry_id, entry_id],
        )
        found = cursor.fetchone()
    return int(found[0]) if found else None


def entries_between(first: int, after: int) -> list[bytes]:
    """
    The public bytes of the entries from `first` up to, and without, `after`.

    Raises `EvidenceError` naming the first that is missing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tile.index * 256 + place.number - 1,"
            " coalesce(entry.public_bytes, lost.public_bytes)"
            " FROM evidence_logtile tile"
            " CROSS JOIN LATERAL unnest(tile.entries) WITH ORDINALITY AS place (entry_id, number)"
            " LEFT JOIN evidence_entry entry ON entry.id = place.entry_id"
            " LEFT JOIN evidence_recoveredentry lost"
            " ON lost.index = tile.index * 256 + place.number - 1 AND place.entry_id IS NULL"
            " WHERE tile.level = 0 AND tile.index BETWEEN %s AND %s ORDER BY 1",
            [first // WIDTH, (after - 1) // WIDTH],
        )
        found = {index: public for index, public in cursor if first <= index < after}
    for index in range(first, after):
        if found.get(index) is None:
            raise _missing(index)
    return [bytes(found[index]) for index in range(first, after)]


def bundles(places: Iterator[Bundle]) -> Iterator[tuple[Bundle, bytes]]:
    """Each bundle with its bytes, as they are published."""
    for place in places:
        start = place.index * WIDTH
        yield place, write_bundle(entries_between(start, start + place.width))


def _missing(index: int) -> EvidenceError:
    return EvidenceError(
        f"entry {index} of the log is missing from the database: a row was deleted. Do not publish; "
        "see how-to/evidence-log",
        zh=f"数据库中缺少日志第{index}条记录：有行被删除。请勿发布，处理办法见操作说明“存证日志”",
    )


def witnesses() -> list[Witness]:
    """Who looks after the log at present, by name."""
    return list(Witness.objects.filter(until=None).order_by("name"))
