"""
The published log: a folder of files that anybody may fetch, mirror and check.

From committed rows only, in this order: bundles and tiles, each made once and never changed; then
what was written is read back and the root worked out from it; the checkpoint last, by one rename.
Killed anywhere, the next run does the rest. Nothing here knows a secret.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hengjian.cli.whole_file import settle
from hengjian.errors import PublishedError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.growth import edge_tiles, grow, load_edge
from hengjian.ledger.note import Key, read_note
from hengjian.ledger.published import CHECKPOINT, read_place
from hengjian.ledger.tile import (
    WIDTH,
    Bundle,
    Tile,
    new_bundles,
    new_tiles,
    read_bundle,
)
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian_portal.evidence.holding import write_whole

Bundles = Callable[[Iterator[Bundle]], Iterator[tuple[Bundle, bytes]]]
Tiles = Callable[[list[Tile]], list[bytes]]
_TILES_AT_ONCE = 500
KEY = "key"  # the log's vkey, for whoever reads the folder and asks no signer


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes of bundles and tiles come from: the database, or a mirror."""

    bundles: Bundles
    tiles: Tiles


def published_head(folder: Path, key: Key) -> Head:
    """
    The head of the checkpoint that lies there, signed by this log; of an empty log where none is.

    Raises `EvidenceError` where it is not ours.
    """
    try:
        raw = (folder / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return NO_LEAVES
    return open_checkpoint(raw, key)[0].head


def publish(folder: Path, checkpoint: bytes, key: Key, source: Source) -> Head:
    """
    Publish the log up to a signed checkpoint; the head that is published then.

    Raises `PublishedError` where a file lies there with other bytes, where what was written does
    not give the signed root, and where the published log is ahead. The old checkpoint stays then.
    """
    with _alone(folder):
        return _publish(folder, checkpoint, key, source)


def _publish(folder: Path, checkpoint: bytes, key: Key, source: Source) -> Head:
    before = published_head(folder, key)
    head = open_checkpoint(checkpoint, key)[0].head
    if head.size < before.size:
        raise PublishedError(
            f"{CHECKPOINT}: {before.size} entries are published, only {head.size} are to be: the "
            "database is behind; see how-to/evidence-log",
            zh=f"{CHECKPOINT}：已发布{before.size}条，现在只有{head.size}条：数据库落后，"
            "处理办法见操作说明“存证日志”",
            place=CHECKPOINT,
        )
    _put(folder, KEY, f"{key.vkey}\n".encode())
    if head == before:
        return head
    for bundle, raw in source.bundles(new_bundles(before.size, head.size)):
        _put(folder, bundle.path, raw)
    waiting = list(new_tiles(before.size, head.size))
    for at in range(0, len(waiting), _TILES_AT_ONCE):
        part = waiting[at : at + _TILES_AT_ONCE]
        for tile, raw in zip(part, source.tiles(part), strict=True):
            _put(folder, tile.path, raw)
    _read_back(folder, before, head)
    write_whole(folder / CHECKPOINT, checkpoint, secret=False)
    drop_partials(folder, before.size, head.size)
    return head


def republish_checkpoint(folder: Path, checkpoint: bytes) -> None:
    """Put a checkpoint there with its cosignatures, if it still is the one that is published."""
    with _alone(folder):
        there = read_note((folder / CHECKPOINT).read_bytes())
        if there.text == read_note(checkpoint).text:
            signed = there.with_signatures(read_note(checkpoint).signatures)
            write_whole(folder / CHECKPOINT, signed.raw, secret=False)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One publisher at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def drop_partials(folder: Path, old: int, new: int) -> None:
    """tlog-tiles, section Partial Tiles: once the full one is served, the partial ones may go."""
    places: list[Tile | Bundle] = [*new_tiles(old, new), *new_bundles(old, new)]
    for place in places:
        if place == place.full:
            full = folder / place.path
            shutil.rmtree(full.with_name(f"{full.name}.p"), ignore_errors=True)


def _read_back(folder: Path, before: Head, head: Head) -> None:
    """Hold what lies there now against the signed root, from the edge of what lay there before."""
    edge = load_edge(before.size, lambda tiles: [read_there(folder, tile) for tile in tiles])
    if edge.root != before.root:
        raise _wrong(CHECKPOINT, "the published tiles do not give its root", "与已发布的哈希块不符")
    for bundle in new_bundles(before.size, head.size):
        entries = read_bundle(read_there(folder, bundle), bundle.width)
        fresh = entries[max(0, before.size - bundle.index * WIDTH) :]
        growth = grow(edge, [leaf_hash(entry) for entry in fresh])
        edge = growth.edge
        for tile, built in growth.tiles:
            if tile == tile.full and read_there(folder, tile) != built:
                raise _wrong(tile.path, "is not what the entries give", "与记录算出的不符")
    for tile in edge_tiles(head.size):
        if read_there(folder, tile) != edge.partials[tile.level]:
            raise _wrong(tile.path, "is not what the entries give", "与记录算出的不符")
    if edge.root != head.root:
        raise _wrong(
            CHECKPOINT,
            f"the {head.size} published entries do not give the signed root: an entry was changed",
            f"所发布的{head.size}条记录与签名的根不符：有记录被改动",
        )


def read_there(folder: Path, place: Tile | Bundle) -> bytes:
    """The bytes that lie there; a partial one may be gone already, the full one begins with it."""
    return read_place(lambda path: (folder / path).read_bytes(), place)


def _put(folder: Path, path: str, raw: bytes) -> None:
    """Make a file once, whole; where one lies there already, it must be the same."""
    place = folder / path
    try:
        if place.read_bytes() == raw:
            return
    except FileNotFoundError:
        pass
    else:
        raise _wrong(
            path,
            "lies there with other bytes than the database holds: one of the two was changed",
            "已发布内容与数据库不同：其中之一被改动",
        )
    _make(place.parent)
    write_whole(place, raw, secret=False)


def _make(folder: Path) -> None:
    """Make a folder where none is, and see it on the disk: a checkpoint must not outlive its tiles."""
    if not folder.exists():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        settle(folder.parent)


def _wrong(place: str, why: str, why_zh: str) -> PublishedError:
    return PublishedError(f"{place}: {why}", zh=f"{place}：{why_zh}", place=place)
