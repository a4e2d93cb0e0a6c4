"""Whether the entries in the database are those the log was signed over: the tree worked out anew."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from hengjian.errors import EvidenceError, PublishedError
from hengjian.ledger.entry import HASH, check_entry, leaf_hash, read_entry
from hengjian.ledger.growth import Edge, grow
from hengjian.ledger.note import Key
from hengjian.ledger.published import check_published
from hengjian.ledger.tile import WIDTH
from hengjian.ledger.trust import Trust
from hengjian_portal.evidence.models import Entry, LogHead, LogTile, RecoveredEntry
from hengjian_portal.evidence.queries.entries import opening
from hengjian_portal.evidence.queries.log import edge_at, signed_head
from hengjian_portal.evidence.queries.rows import Odd

_TREE = ("log", "evidence_logtile")


def compare_log() -> Iterator[Odd]:
    """
    Work the tree out from the entries and hold it against tiles and signed heads; one tile at a time.

    Each entry is also opened: what it says must be what its public bytes commit to. `how` is `missing`,
    `altered`, or `unsigned` where the tree is not the one that was signed.
    """
    edge = Edge()
    upper = LogTile.objects.filter(level__gt=0).iterator()
    stored = {(tile.level, tile.index): bytes(tile.hashes) for tile in upper}
    for tile in LogTile.objects.filter(level=0).order_by("index").iterator(chunk_size=50):
        leaves = yield from _leaves(tile)
        growth = grow(edge, leaves)
        for one, raw in growth.tiles:
            held = bytes(tile.hashes) if one.level == 0 else stored.get((one.level, one.index), b"")
            if held[: len(raw)] != raw:
                yield Odd(*_TREE, one.path, "altered")
        yield from _unsigned(edge, leaves)
        edge = growth.edge


def compare_published(folder: Path, key: Key) -> list[Odd]:
    """
    Check the published log whole, as a stranger does, and that ours is the same.

    The first place that does not hold; `unsigned` where the tree in the database is another one.
    """
    try:
        found = check_published(lambda path: (folder / path).read_bytes(), Trust(key))
    except PublishedError as error:
        return [Odd("log", "published", error.place, "altered")]
    head = found.trusted.checkpoint.head
    try:
        ours = edge_at(head.size).root
    except EvidenceError:
        ours = b""
    return [] if ours == head.root else [Odd(*_TREE, str(head.size), "unsigned")]


def _leaves(tile: LogTile) -> Generator[Odd, None, list[bytes]]:
    """The leaf hashes that the entries of a tile give; what is odd about them on the way."""
    known = [one for one in tile.entries or [] if one is not None]
    entries = Entry.objects.in_bulk(known)
    lost = RecoveredEntry.objects.in_bulk(
        [tile.index * WIDTH + at for at, one in enumerate(tile.entries or []) if one is None]
    )
    leaves: list[bytes] = []
    for at, number in enumerate(tile.entries or []):
        index = tile.index * WIDTH + at
        entry = entries.get(number) if number is not None else None
        if entry is not None:
            leaves.append(leaf_hash(bytes(entry.public_bytes)))
            if not _holds(entry, leaves[-1], bytes(tile.hashes)[at * HASH : (at + 1) * HASH]):
                yield Odd(entry.object, "evidence_entry", str(entry.pk), "altered")
        elif number is None and index in lost:
            leaves.append(leaf_hash(bytes(lost[index].public_bytes)))
        else:
            leaves.append(bytes(HASH))
            yield Odd("log", "evidence_entry", str(number or f"at {index}"), "missing")
    return leaves


def _holds(entry: Entry, found: bytes, in_tree: bytes) -> bool:
    if not found == bytes(entry.leaf_hash) == in_tree:
        return False
    try:
        check_entry(bytes(entry.public_bytes), opening(entry))
        public = read_entry(bytes(entry.public_bytes))
    except EvidenceError:
        return False
    return (public.at, public.seq) == (entry.at, entry.object_seq)


def _unsigned(edge: Edge, leaves: Sequence[bytes]) -> Iterator[Odd]:
    """Signed heads within a tile whose root the entries do not give."""
    here = LogHead.objects.filter(size__gt=edge.size, size__lte=edge.size + len(leaves))
    for row in here.exclude(checkpoint=None):
        head = signed_head(row)
        if grow(edge, leaves[: row.size - edge.size]).head != head:
            yield Odd("log", "evidence_loghead", str(row.size), "unsigned")
