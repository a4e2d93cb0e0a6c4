"""
The mirror: a copy of the log, file by file, which is itself a published log.

New files are staged first. Only when the signed root came out of them, and the witness has stored that
head, do they land, each made once and never changed; killed in between, the next start lands them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from hengjian.cli.whole_file import settle
from hengjian.errors import EvidenceError, HeadError, PublishedError
from hengjian.ledger.entry import HASH
from hengjian.ledger.growth import Edge, load_edge
from hengjian.ledger.published import CHECKPOINT, Reader
from hengjian.ledger.tile import Bundle, Tile, TileReader, tile_of
from hengjian.ledger.tree import Head
from hengjian_portal.evidence.holding import write_whole
from hengjian_portal.evidence.publishing import drop_partials

STAGING = ".staging"


def tiles_at(read: Reader, size: int) -> TileReader:
    """
    What reads tiles of a published log of `size` entries, each cut to the width asked for.

    Raises `FileNotFoundError` where one is missing, and `EvidenceError` where one is too short.
    """

    def one(tile: Tile) -> bytes:
        place = tile_of(tile.level, tile.index, size)
        try:
            raw = read(place.path)
        except FileNotFoundError:
            raw = read(place.full.path)  # a partial one may go as soon as the full one is there
        if len(raw) < tile.width * HASH:
            raise EvidenceError(
                f"{place.path}: {len(raw)} bytes are too few", zh=f"{place.path}：字节不足"
            )
        return raw[: tile.width * HASH]

    return lambda tiles: [one(tile) for tile in tiles]


@dataclass(slots=True)
class Mirror:
    """The folder of the copy."""

    folder: Path

    @property
    def checkpoint(self) -> bytes:
        """The cosigned checkpoint that lies there; nothing where none does."""
        try:
            return self.read(CHECKPOINT)
        except FileNotFoundError:
            return b""

    def read(self, path: str) -> bytes:
        """Read as a published log is read."""
        return (self.folder / path).read_bytes()

    def edge(self, head: Head) -> Edge:
        """
        The right edge of the copy at a head it should have; that of nothing where files are missing.

        Raises `HeadError` where the copy is another one than the witness knows.
        """
        try:
            edge = load_edge(head.size, tiles_at(self.read, head.size))
        except FileNotFoundError:
            return Edge()  # everything is fetched again, and must be what it was
        if edge.root != head.root:
            raise HeadError(
                f"{self.folder}: the mirror is not what was cosigned; somebody changed it. Move the "
                "folder away: the log is fetched anew and held against what this witness knows",
                zh=f"{self.folder}：镜像与所见证的不符，有人改动过。请将该文件夹移开，"
                "日志会重新取回并与见证状态核对",
            )
        return edge

    def root_at(self, size: int, held: int) -> bytes | None:
        """The root when the log had `size` entries, of `held` in the copy; None where files are missing."""
        try:
            return load_edge(size, tiles_at(self.read, held)).root
        except FileNotFoundError:
            return None

    def drop_stage(self) -> None:
        """Forget what was staged: it led to nothing that may be kept."""
        shutil.rmtree(self.folder / STAGING, ignore_errors=True)

    def clear_stage(self) -> None:
        """Begin to stage, whatever was staged before."""
        self.drop_stage()
        (self.folder / STAGING).mkdir(parents=True)

    def stage(self, place: Tile | Bundle, raw: bytes) -> None:
        """Put a file aside; raises `PublishedError` where the copy has another one."""
        landed = self.folder / place.path
        if not landed.exists():
            staged = self.folder / STAGING / place.path
            staged.parent.mkdir(parents=True, exist_ok=True)
            write_whole(staged, raw, secret=False)
        elif landed.read_bytes() != raw:
            raise PublishedError(
                f"{place.path}: not what was mirrored before; the log or the mirror was changed",
                zh=f"{place.path}：与此前镜像的不同；日志或镜像被改动",
                place=place.path,
            )

    def staged(self, checkpoint: bytes) -> None:
        """Say that all is staged that this checkpoint needs."""
        write_whole(self.folder / STAGING / CHECKPOINT, checkpoint, secret=False)

    def land(self, checkpoint: bytes, old: int, new: int) -> None:
        """Move what was staged for a checkpoint to where it belongs; anything else staged is dropped."""
        stage = self.folder / STAGING
        said = stage / CHECKPOINT
        if said.exists() and said.read_bytes() == checkpoint:
            folders = set()
            for staged in sorted(path for path in stage.rglob("*") if path.is_file()):
                if staged != said:
                    landed = self.folder / staged.relative_to(stage)
                    landed.parent.mkdir(parents=True, exist_ok=True)
                    staged.rename(landed)
                    folders.update((landed.parent, landed.parent.parent))
            for folder in sorted(folders):
                settle(folder)
            drop_partials(self.folder, old, new)
        self.drop_stage()

    def show(self, checkpoint: bytes) -> None:
        """Put the cosigned checkpoint there, the last of all."""
        write_whole(self.folder / CHECKPOINT, checkpoint, secret=False)
