"""The published log read back: by whoever shows it, and by whoever copies it to another folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from hengjian.errors import EvidenceError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.entry import HASH
from hengjian.ledger.note import Key, read_key
from hengjian.ledger.published import CHECKPOINT, Published, check_published
from hengjian.ledger.tile import Bundle, Tile, read_bundle, write_bundle
from hengjian.ledger.trust import Trust
from hengjian_portal.evidence.publishing import KEY, Source, publish

_Place = TypeVar("_Place", Tile, Bundle)


def published_key(folder: Path) -> Key | None:
    """The key that lies beside a published log; None where nothing was published yet."""
    try:
        return read_key((folder / KEY).read_text(encoding="utf-8").removesuffix("\n"))
    except FileNotFoundError:
        return None


def published_checkpoint(folder: Path) -> bytes:
    """The checkpoint that lies there, empty where nothing was published yet."""
    try:
        return (folder / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return b""


def export(folder: Path, target: Path) -> Published:
    """
    Copy a published log to another folder and check it whole there; what was checked.

    A copy that was made before grows. Raises `EvidenceError` where there is nothing to copy, and
    `PublishedError` naming the first place that does not hold.
    """
    key, checkpoint = published_key(folder), published_checkpoint(folder)
    if key is None or not checkpoint:
        raise EvidenceError(
            f"nothing is published in {folder} yet", zh=f"{folder}中还没有已发布的日志"
        )
    open_checkpoint(checkpoint, key)
    source = Source(
        lambda places: _bundles(folder, places),
        lambda tiles: [_tile(folder, tile) for tile in tiles],
    )
    publish(target, checkpoint, key, source)
    return check_published(_reader(target), Trust(key))


def _reader(folder: Path) -> Callable[[str], bytes]:
    return lambda path: (folder / path).read_bytes()


def _bundles(folder: Path, places: Iterator[Bundle]) -> Iterator[tuple[Bundle, bytes]]:
    for place in places:
        raw, found = _fetched(folder, place)
        yield place, write_bundle(read_bundle(raw, found.width)[: place.width])


def _tile(folder: Path, tile: Tile) -> bytes:
    return _fetched(folder, tile)[0][: tile.width * HASH]


def _fetched(folder: Path, place: _Place) -> tuple[bytes, _Place]:
    """A partial file may be gone as soon as the full one is there."""
    for one in (place, place.full):
        try:
            return (folder / one.path).read_bytes(), one
        except FileNotFoundError:
            continue
    raise EvidenceError(f"{place.path} is missing in {folder}", zh=f"{folder}中缺少{place.path}")
