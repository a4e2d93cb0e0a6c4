"""Folders that one process holds: who has it, and files that are there whole or not at all."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from hengjian.errors import EvidenceError

CLAIM = "claim"
_MINE_ALONE, _READABLE = 0o600, 0o644


def claimed(folder: Path, who: str, who_zh: str) -> IO[str]:
    """
    Hold a folder until the file that comes back is closed, or the process ends.

    Raises `EvidenceError` where another process of the same kind, `who`, holds it.
    """
    file = (folder / CLAIM).open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise EvidenceError(
            f"another {who} works from {folder}: stop it first",
            zh=f"另一个{who_zh}正在使用{folder}，请先停止它",
        ) from None
    return file


def write_whole(place: Path, content: bytes, *, secret: bool = True) -> None:
    """
    Put a file there whole, or not at all, and see it on the disk before going on.

    A secret one is its owner's alone; any other may be read, and served. Raises `EvidenceError`
    where the disk takes no more; what lay there before stays.
    """
    fresh = place.with_name(f".{place.name}.new")
    mode = _MINE_ALONE if secret else _READABLE
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(place)
        settle(place.parent)
    except OSError as error:
        raise EvidenceError(
            f"{place} cannot be written: {error.strerror}. Make room, or make it writable",
            zh=f"{place}写入失败：{error.strerror}。请腾出空间或改为可写",
        ) from error


def settle(folder: Path) -> None:
    """See on the disk what a folder holds: names that were made or moved there."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
