"""The published log read back: by whoever shows it, and by whoever copies it to another folder."""

from __future__ import annotations

from pathlib import Path

from hengjian.errors import EvidenceError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.note import Key, read_key
from hengjian.ledger.published import CHECKPOINT, Published, check_published
from hengjian.ledger.trust import Trust
from hengjian_portal.evidence.publishing import KEY, Source, publish, read_there


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
        lambda places: ((place, read_there(folder, place)) for place in places),
        lambda tiles: [read_there(folder, tile) for tile in tiles],
    )
    publish(target, checkpoint, key, source)
    return check_published(lambda path: (target / path).read_bytes(), Trust(key))
