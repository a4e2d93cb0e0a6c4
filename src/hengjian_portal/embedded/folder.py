"""Where an instance keeps its things: one private folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hengjian_portal.embedded.errors import EmbeddedError

# A Unix socket's whole path may have 107 bytes on Linux and 103 on macOS; `/.s.PGSQL.5432` takes 15.
_LONGEST_SOCKET_FOLDER = 85
_LEAST_FREE_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Folder:
    """The data folder of one instance, and the names inside it."""

    root: Path

    @property
    def postgres(self) -> Path:
        """The database cluster itself."""
        return self.root / "postgres"

    @property
    def log_file(self) -> Path:
        """What PostgreSQL has to say."""
        return self.root / "postgres.log"

    @property
    def uploads(self) -> Path:
        """Files people handed in."""
        return self.root / "uploads"

    @property
    def socket_folder(self) -> Path:
        """Where the Unix socket lies; a short private folder where the data folder's path is long."""
        inside = self.root / "run"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
            return inside
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"hengjian-{os.getuid()}-{name}"

    def prepare(self) -> None:
        """Make the folder private and see that it can be written to; raises `EmbeddedError`."""
        try:
            for place in (self.root, self.root / "secrets", self.uploads, self.socket_folder):
                place.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.root / ".writable"
            probe.write_bytes(b"1" * 4096)
            probe.unlink()
        except OSError as error:
            raise EmbeddedError(
                f"cannot write to the data folder {self.root}: {error.strerror}. "
                "Make room, make it writable, or choose another with HENGJIAN_DATA",
                zh=f"无法写入数据文件夹 {self.root}：{error.strerror}。"
                "请腾出空间、改为可写，或用 HENGJIAN_DATA 另选文件夹",
            ) from error
        self._socket_folder_is_ours()
        free = os.statvfs(self.root)
        if free.f_bavail * free.f_frsize < _LEAST_FREE_BYTES:
            raise EmbeddedError(
                f"less than 128 MB are free where {self.root} lies: the disk is full. "
                "Make room, then start again",
                zh=f"{self.root} 所在磁盘剩余不足 128 MB：请腾出空间后再启动",
            )

    @property
    def half_restored(self) -> Path:
        """A file that lies here from the first step of a restore to the last."""
        return self.root / "restoring"

    def refuse_half_restored(self) -> None:
        """Raise `EmbeddedError` where a restore into this folder was cut short."""
        if self.half_restored.exists():
            raise EmbeddedError(
                f"a restore into {self.root} was cut short, and what lies there is not whole: run "
                "`hengjian restore` again, it begins anew",
                zh=f"恢复到{self.root}的过程被中断，其中内容不完整：请重新执行 hengjian restore，"
                "它会从头开始",
            )

    def _socket_folder_is_ours(self) -> None:
        found = self.socket_folder.stat()
        if os.getuid() not in (found.st_uid, 0) or found.st_mode & 0o077:
            raise EmbeddedError(
                f"the socket folder {self.socket_folder} is not private to this user: remove it",
                zh=f"套接字文件夹 {self.socket_folder} 不是本用户私有：请删除它",
            )

    def secret(self, name: str) -> str:
        """A generated secret, made once and kept readable to the owner alone."""
        place = self.root / "secrets" / name
        try:
            return place.read_text().strip()
        except FileNotFoundError:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = place.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, place)  # the first of two that start at once wins; both read its secret
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return place.read_text().strip()

    def claim(self) -> IO[str]:
        """
        Hold the folder for this process; keep the returned file open for as long as it is held.

        Raises `EmbeddedError` naming the holder where another process has it.
        """
        file = (self.root / "claim").open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "?"
            file.close()
            raise EmbeddedError(
                f"another hengjian (process {holder}) runs from {self.root}: stop it first, or give "
                "this one a folder and port of its own (HENGJIAN_DATA, --port)",
                zh=f"另一个 hengjian（进程 {holder}）正在使用 {self.root}：请先停止它，"
                "或为本实例另设文件夹和端口（HENGJIAN_DATA、--port）",
            ) from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        return file


def at(root: Path | str | None = None) -> Folder:
    """The folder named, else `HENGJIAN_DATA`, else `.hengjian` where we stand."""
    return Folder(Path(root or os.environ.get("HENGJIAN_DATA") or ".hengjian").resolve())
