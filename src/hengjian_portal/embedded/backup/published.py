"""
The published log as of one checkpoint, read from its folder while more is being published.

Read before the database is: so what is kept is never ahead of it, which would look like a database
that was put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hengjian.errors import EvidenceError, PublishedError
from hengjian.ledger.checkpoint import read_text
from hengjian.ledger.note import read_note
from hengjian.ledger.published import CHECKPOINT, read_place
from hengjian.ledger.tile import (
    HEIGHT,
    WIDTH,
    Bundle,
    Tile,
    bundles_of,
    read_path,
    tiles_of,
)
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian_portal.embedded.backup.parts import LOG
from hengjian_portal.embedded.errors import BackupError


@dataclass(frozen=True, slots=True)
class PublishedLog:
    """A folder with a published log, and its checkpoint when we looked; none where nothing is published."""

    folder: Path
    checkpoint: bytes

    @property
    def head(self) -> Head:
        """Size and root of the checkpoint, as it says; its signature is checked where the key is."""
        return head_in(self.checkpoint) if self.checkpoint else NO_LEAVES

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """
        All files that belong to this size, partial ones of earlier sizes too, the checkpoint last.

        Raises `BackupError` naming a file that should be there and is not.
        """
        size = self.head.size
        wanted = {place.path: place for place in (*tiles_of(size), *bundles_of(size))}
        for path in (self.folder / "tile").rglob("*"):
            place = _placed(path.relative_to(self.folder).as_posix())
            if place is not None and _reaches(place) <= size:
                wanted[place.path] = place
        for path, place in sorted(wanted.items()):
            yield LOG + path, self._read(place)
        if self.checkpoint:
            yield LOG + CHECKPOINT, self.checkpoint

    def _read(self, place: Tile | Bundle) -> bytes:
        """The bytes; of a partial one that gave way to the full one just now, its part of that."""
        try:
            return read_place(lambda path: (self.folder / path).read_bytes(), place)
        except PublishedError:
            pass
        raise BackupError(
            f"{self.folder / place.path} is missing from the published log: move {self.folder} away, "
            "it is published anew from the database, then back up",
            zh=f"已发布日志缺少{self.folder / place.path}：请将{self.folder}移走，"
            "系统会从数据库重新发布，然后再备份",
        )


def published_at(folder: Path) -> PublishedLog:
    """Look at the checkpoint that lies there now."""
    try:
        return PublishedLog(folder, (folder / CHECKPOINT).read_bytes())
    except FileNotFoundError:
        return PublishedLog(folder, b"")


def head_in(checkpoint: bytes) -> Head:
    """The head a checkpoint names; raises `BackupError` where it is none."""
    try:
        return read_text(read_note(checkpoint).text).head
    except EvidenceError as error:
        raise BackupError(f"no checkpoint: {error}", zh=f"不是检查点：{error.zh}") from None


def _placed(path: str) -> Tile | Bundle | None:
    try:
        return read_path(path)
    except EvidenceError:
        return None


def _reaches(place: Tile | Bundle) -> int:
    """How many entries a log has at least that this tile or bundle belongs to."""
    level = place.level if isinstance(place, Tile) else 0
    return (place.index * WIDTH + place.width) << HEIGHT * level
