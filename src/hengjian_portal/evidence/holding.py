"""Folders that one process holds: who has it, and files that are there whole or not at all."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from hengjian.cli import whole_file
from hengjian.errors import EvidenceError, TextError

CLAIM = "claim"


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
    try:
        whole_file.write_whole(place, content, secret=secret)
    except TextError as error:
        raise EvidenceError(
            f"{error}. Make room, or make it writable", zh=f"{error.zh}。请腾出空间或改为可写"
        ) from error
