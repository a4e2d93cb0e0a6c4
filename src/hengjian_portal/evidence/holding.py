"""Folders that one process holds: who has it, its key, and files that are there whole or not at all."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path
from typing import IO, TypeVar

from hengjian.cli import whole_file
from hengjian.errors import EvidenceError, HeadError, TextError
from hengjian.ledger.note import Signer

CLAIM, KEY = "claim", "key"
_Signing = TypeVar("_Signing", bound=Signer)


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


def keep_key(folder: Path, signer: Signer) -> None:
    """Keep the key that a folder was founded with."""
    key = {"name": signer.name, "seed": signer.private.private_bytes_raw().hex()}
    write_whole(folder / KEY, json.dumps(key).encode())


def kept_key(folder: Path, kind: type[_Signing]) -> _Signing:
    """The key of a folder, as a signer of its kind; raises `EvidenceError` where it is none."""
    try:
        said = json.loads((folder / KEY).read_bytes())
        return kind.from_seed(said["name"], bytes.fromhex(said["seed"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvidenceError(
            f"{folder / KEY} is no key: bring it back from the backup of the keys",
            zh=f"{folder / KEY}不是密钥：请从密钥备份中恢复",
        ) from error


def missing_key(folder: Path) -> HeadError:
    """What to say where the state is there and the key is not."""
    return HeadError(
        f"{folder / KEY} is missing: bring it back from the backup of the keys",
        zh=f"缺少{folder / KEY}：请从密钥备份中恢复",
    )
