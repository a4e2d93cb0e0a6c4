"""What stands in clear at the beginning of a backup: a page of 4096 bytes that anybody may read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from hengjian_portal.embedded.errors import BackupError

PAGE = 4096
FORMAT = "hengjian backup"
VERSION = 1
EVERYTHING, KEYS = "everything", "keys"


@dataclass(frozen=True, slots=True)
class Head:
    """
    Which instance, when, up to where its published log had come, and with what it was written.

    `manifest` is the SHA-256 of the list of all that lies inside; `salt` and `check` belong to the
    passphrase. `postgresql` is the major version that a restore needs at least.
    """

    kind: str
    made_at: str
    instance: str
    hengjian: str
    postgresql: int
    log_size: int
    log_root: str
    manifest: str
    salt: str
    check: str

    @property
    def page(self) -> bytes:
        """The page as it stands in the file."""
        said = {"format": FORMAT, "version": VERSION, **asdict(self)}
        text = json.dumps(said, indent=1).encode()
        return text + b" " * (PAGE - 1 - len(text)) + b"\n"


def read_head(page: bytes, path: Path) -> Head:
    """Read the page; raises `BackupError` naming the file where it is none, or of a newer version."""
    try:
        said = json.loads(page)
        name, version = said.pop("format"), said.pop("version")
    except (ValueError, KeyError, AttributeError, TypeError):
        raise not_a_backup(path) from None
    if name != FORMAT:
        raise not_a_backup(path)
    if version != VERSION:
        raise BackupError(
            f"{path}: a backup of format {version}; this hengjian reads {VERSION}: install the newer one",
            zh=f"{path}：备份格式为{version}，本程序只能读{VERSION}：请安装较新版本",
        )
    kinds = {field.name: int if field.type == "int" else str for field in fields(Head)}
    if said.keys() != kinds.keys() or any(type(said[key]) is not kinds[key] for key in kinds):
        raise not_a_backup(path)
    return Head(**said)


def not_a_backup(path: Path) -> BackupError:
    """The refusal of a file that is something else, or whose first page is damaged."""
    return BackupError(
        f"{path}: not a backup of hengjian, or its first {PAGE} bytes are damaged: take another copy",
        zh=f"{path}：不是衡鉴的备份，或开头{PAGE}字节已损坏：请改用另一份副本",
    )
