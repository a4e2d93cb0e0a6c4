"""
A published log, checked whole: every tile and the root worked out anew from the entries.

Only this is a strong check. A reader that compares entries with their tile and tiles with each
other can be led past an entry that was altered together with its leaf hash; one that works the
root out anew cannot. Memory: one bundle and the right edge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hengjian.errors import EvidenceError, PublishedError
from hengjian.ledger.checkpoint import Checkpoint
from hengjian.ledger.entry import HASH, leaf_hash
from hengjian.ledger.growth import Edge, edge_tiles, grow
from hengjian.ledger.tile import (
    WIDTH,
    Bundle,
    Tile,
    bundles_of,
    check_width,
    new_bundles,
    read_bundle,
    write_bundle,
)
from hengjian.ledger.tree import Head
from hengjian.ledger.trust import Trust, Trusted, check_checkpoint

CHECKPOINT = "checkpoint"
_Place = TypeVar("_Place", Tile, Bundle)

Reader = Callable[[str], bytes]
"""Path below the prefix of the log to bytes; raises `FileNotFoundError` where nothing is."""

Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""

Keep = Callable[[Tile | Bundle, bytes], None]
"""Handed each file of a mirror, before it is known whether the signed root comes out."""


@dataclass(frozen=True, slots=True)
class Published:
    """A log that holds: its checkpoint, who cosigned it, and the older one it grew out of."""

    trusted: Trusted
    since: Checkpoint | None


def check_published(
    read: Reader, trust: Trust, since: bytes | None = None, progress: Progress | None = None
) -> Published:
    """
    Check the log that `read` reaches: signatures, every entry, every tile, the root.

    `since` is an older checkpoint, whose root must come out on the way. Raises `PublishedError`
    with the first place that does not hold; what `read` raises otherwise passes through.
    """
    try:
        trusted = _opened(read(CHECKPOINT), trust, CHECKPOINT)
    except FileNotFoundError:
        raise _missing(CHECKPOINT) from None
    # Who cosigned an older checkpoint does not matter: it is held against the entries themselves.
    older = _opened(since, Trust(trust.log), "since").checkpoint if since is not None else None
    head = trusted.checkpoint.head
    if older and older.head.size > head.size:
        raise _fails(
            CHECKPOINT,
            f"{head.size} entries; the older checkpoint has {older.head.size}: the log was cut back",
            f"共{head.size}条；较早的检查点已有{older.head.size}条：日志被截短",
        )
    rebuilding = _Rebuilding(read, older.head if older else None)
    for bundle in bundles_of(head.size):
        rebuilding.take(bundle)
        if progress:
            progress(rebuilding.edge.size, head.size)
    rebuilding.finish(head)
    return Published(trusted, older)


def follow_published(
    read: Reader, edge: Edge, head: Head, keep: Keep, since: Head | None = None
) -> Edge:
    """
    Follow a published log from an edge that is held already to a head that it signed.

    Every new entry and tile is read; `keep` gets what a mirror needs and must not believe it
    before this returns. `since` is a head between the two, whose root must come out on the way.
    Raises `PublishedError` with the first place that does not hold.
    """
    rebuilding = _Rebuilding(read, since, edge, keep)
    for bundle in new_bundles(edge.size, head.size):
        rebuilding.take(bundle)
    rebuilding.finish(head)
    return rebuilding.edge


@dataclass(slots=True)
class _Rebuilding:
    """The tree as it grows again, bundle by bundle."""

    read: Reader
    since: Head | None
    edge: Edge = field(default_factory=Edge)
    keep: Keep = lambda _place, _raw: None

    def take(self, bundle: Bundle) -> None:
        raw, found = _fetched(self.read, bundle)
        try:
            entries = read_bundle(raw, found.width)[: bundle.width]
        except EvidenceError as error:
            raise _fails(bundle.path, str(error), error.zh) from None
        leaves = self._new_leaves(bundle, [leaf_hash(entry) for entry in entries])
        growth = grow(self.edge, leaves)
        self.keep(bundle, write_bundle(entries))
        for tile, built in growth.tiles:
            # A partial tile is published only for the size that was signed, so it waits for the end.
            if tile.width == WIDTH:
                _compare(self.read, tile, built)
                self.keep(tile, built)
        self._look_back(leaves)
        self.edge = growth.edge

    def finish(self, head: Head) -> None:
        for tile in edge_tiles(head.size):
            _compare(self.read, tile, self.edge.partials[tile.level])
            self.keep(tile, self.edge.partials[tile.level])
        self._look_back([])
        if self.edge.root != head.root:
            raise _fails(
                CHECKPOINT,
                f"the root of the {head.size} published entries is not the signed one: "
                "an entry was altered together with its hash, or the checkpoint is of another log",
                f"所发布{head.size}条记录的根与签名的根不符：某条记录连同其哈希被改动，或检查点属于别的日志",
            )

    def _new_leaves(self, bundle: Bundle, leaves: list[bytes]) -> list[bytes]:
        """Those that the edge does not hold; those that it holds must be the same."""
        start = bundle.index * WIDTH
        known = max(0, self.edge.size - start)
        for at, leaf in enumerate(leaves[:known]):
            if leaf != _hash(self.edge.partials[0], at):
                raise _fails(
                    bundle.path,
                    f"entry {start + at} is not the one that was published before",
                    f"第{start + at}条记录与此前发布的不同（从0起数）",
                )
        return leaves[known:]

    def _look_back(self, leaves: Sequence[bytes]) -> None:
        """Hold the older root against the tree where the tree has that size."""
        since = self.since
        if since is None or not 0 <= since.size - self.edge.size <= len(leaves):
            return
        then = grow(self.edge, leaves[: since.size - self.edge.size]).head
        if then.root != since.root:
            raise _fails(
                "since",
                f"the first {since.size} entries are not those of the older checkpoint: the log "
                "was rewritten",
                f"前{since.size}条记录与较早的检查点不符：日志被改写",
            )
        self.since = None


def _compare(read: Reader, tile: Tile, built: bytes) -> None:
    raw, found = _fetched(read, tile)
    try:
        check_width(found, raw)
    except EvidenceError as error:
        raise _fails(tile.path, str(error), error.zh) from None
    raw = raw[: len(built)]
    if raw != built:
        at = next(n for n in range(tile.width) if _hash(raw, n) != _hash(built, n))
        raise _fails(
            tile.path,
            f"hash {at} is not the one that the entries give",
            f"第{at}个哈希与记录算出的不符（从0起数）",
        )


def _hash(raw: bytes, at: int) -> bytes:
    return raw[at * HASH : (at + 1) * HASH]


def _fetched(read: Reader, place: _Place) -> tuple[bytes, _Place]:
    """Read a tile or bundle; a partial one may be gone as soon as the full one is there."""
    for one in (place, place.full):
        try:
            return read(one.path), one
        except FileNotFoundError:
            continue
    raise _missing(place.path)


def read_place(read: Reader, place: Tile | Bundle) -> bytes:
    """
    Read a tile or bundle as wide as it is asked for, out of the full one where only that is there.

    Raises `PublishedError` where neither is, and `EvidenceError` where a bundle does not hold its entries.
    """
    if isinstance(place, Tile):
        return _fetched(read, place)[0][: place.width * HASH]
    raw, found = _fetched(read, place)
    return write_bundle(read_bundle(raw, found.width)[: place.width])


def _missing(path: str) -> PublishedError:
    return _fails(path, "is not there", "缺失")


def _opened(raw: bytes, trust: Trust, place: str) -> Trusted:
    try:
        return check_checkpoint(raw, trust)
    except EvidenceError as error:
        raise _fails(place, str(error), error.zh) from None


def _fails(place: str, why: str, why_zh: str) -> PublishedError:
    return PublishedError(f"{place}: {why}", zh=f"{place}：{why_zh}", place=place)
