"""A file that is replaced whole: at any moment there is the old one or the new one, never half."""

from __future__ import annotations

import os
from pathlib import Path

from hengjian.errors import TextError


def write_whole(path: Path, octets: bytes) -> None:
    """
    Replace a file so that not even a power cut leaves half of it; readable to its owner only.

    Raises `TextError` naming the file where it cannot be written; the old one is then still there.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        place = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(place, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(place)
        new.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise TextError(
            f"{path}: cannot be written: {error.strerror}", zh=f"{path}：无法写入：{error.strerror}"
        ) from None
