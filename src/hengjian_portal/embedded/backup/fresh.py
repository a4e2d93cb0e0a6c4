"""Files that are new: never half-written under their name, never in the place of another."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from hengjian.cli.whole_file import settle
from hengjian_portal.embedded.errors import BackupError


class Fresh:
    """A file that appears under its name whole, or not at all; `.NAME.part` is what it is before."""

    def __init__(self, path: Path) -> None:
        """Begin; raises `BackupError` where the name is taken or cannot be written."""
        self.path, self._part = path, path.with_name(f".{path.name}.part")
        if path.exists():
            raise BackupError(
                f"{path} is there already: a backup replaces no file, choose another name",
                zh=f"{path}已存在：备份不覆盖文件，请另取文件名",
            )
        try:
            place = os.open(self._part, os.O_RDWR | os.O_CREAT, 0o600)
            self.file: BinaryIO = os.fdopen(place, "r+b")
            _alone(self.file, path)
            self.file.truncate(0)  # what one that was killed left
            os.fchmod(place, 0o600)
        except OSError as error:
            raise unwritten(path, error) from None

    def settle(self) -> None:
        """See all of it on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def appear(self) -> None:
        """Give it its name, for good."""
        self._part.replace(self.path)
        settle(self.path.parent)

    def discard(self) -> None:
        """Leave nothing behind, of a file that did not appear."""
        with suppress(OSError):  # a full disk refuses what was still to be written; it goes anyway
            self.file.close()
        self._part.unlink(missing_ok=True)


def _alone(file: BinaryIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise BackupError(
            f"{path}: another backup is being written there: wait for it, or choose another name",
            zh=f"{path}：另一个备份正在写入：请等待，或另取文件名",
        ) from None


def unwritten(path: Path, error: OSError) -> BackupError:
    """What a disk refused, in one line: it is full, read-only, not ours."""
    place = error.filename or path
    return BackupError(
        f"{place}: {error.strerror}. Nothing was left behind; make room, or choose another place",
        zh=f"{place}：{error.strerror}。未留下任何内容，请腾出空间或另选位置",
    )
