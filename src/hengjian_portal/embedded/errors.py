"""What can go wrong while a server starts, said so that the reader knows what to do."""

from __future__ import annotations

from pathlib import Path

from hengjian.errors import HengjianError


class EmbeddedError(HengjianError):
    """PostgreSQL could not be found, made, started or kept."""


class BackupError(EmbeddedError):
    """A backup that cannot be made, read or restored; what was there before is as it was."""


# What PostgreSQL writes in its log, and what it means for the person at the keyboard.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (
        "No space left on device",
        "the disk is full: free some space, then start again; nothing was lost",
        "磁盘已满：请腾出空间后重新启动；数据没有丢失",
    ),
    (
        "Read-only file system",
        "the disk is read-only: mount it writable or choose another folder with HENGJIAN_DATA",
        "磁盘为只读：请改为可写，或用 HENGJIAN_DATA 另选文件夹",
    ),
    (
        "Permission denied",
        "the data folder belongs to somebody else: run as its owner or choose another with HENGJIAN_DATA",
        "数据文件夹属于他人：请以其所有者身份运行，或用 HENGJIAN_DATA 另选文件夹",
    ),
    (
        "could not create any Unix-domain sockets",
        "the socket is taken or cannot be made: stop the other server in this folder",
        "套接字被占用或无法创建：请先停止同一文件夹中的另一个服务",
    ),
    (
        "is not compatible with this version",
        "the data folder was made by another version of PostgreSQL: install that version",
        "数据文件夹由另一版本的 PostgreSQL 建立：请安装该版本",
    ),
    (
        "could not resize shared memory segment",
        "there is too little shared memory: give the machine or container more (/dev/shm)",
        "共享内存不足：请增大 /dev/shm",
    ),
)


def explained(what: str, log: str, log_file: Path) -> EmbeddedError:
    """An error that names what failed, why as far as PostgreSQL's log tells, and where to look."""
    for words, meaning, zh in _MEANINGS:
        if words in log:
            return EmbeddedError(
                f"{what}: {meaning} (log: {log_file})", zh=f"{zh}（日志：{log_file}）"
            )
    tail = " / ".join(line.strip() for line in log.splitlines()[-3:])
    return EmbeddedError(
        f"{what}: {tail} (log: {log_file})", zh=f"PostgreSQL 未能启动：{tail}（日志：{log_file}）"
    )
