"""A file that is replaced whole: at any moment there is the old one or the new one, never half."""

from __future__ import annotations

import os
from pathlib import Path

from hengjian.errors import TextError

_MINE_ALONE, _READABLE = 0o600, 0o644


def write_whole(path: Path, octets: bytes, *, secret: bool = True) -> None:
    """
    Replace a file so that not even a power cut leaves half of it. One writer of a file at a time.

    A secret one is readable to its owner only; any other may be read, and served. Raises `TextError`
    naming the file where it cannot be written; the old one is then still there.
    """
    new = path.with_name(f".{path.name}.new")
    mode = _MINE_ALONE if secret else _READABLE
    try:
        place = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(place, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(place)
        new.replace(path)
        settle(path.parent)
    except OSError as error:
        raise TextError(
            f"{path}: cannot be written: {error.strerror}", zh=f"{path}：无法写入：{error.strerror}"
        ) from None


def settle(folder: Path) -> None:
    """See on the disk what a folder holds: names that were made or moved there."""
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
