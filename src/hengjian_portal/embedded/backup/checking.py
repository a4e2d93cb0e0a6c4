"""
Reading a backup to its end, and saying what it holds: before it is trusted, and before a restore.

The log in it is worked out anew from its entries, under the key that lies in the other file; the
dump is read through by PostgreSQL, where this machine has one that can. The database itself is not
filled: that is what a rehearsal is for.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hengjian.errors import EvidenceError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.note import Key, Signer
from hengjian.ledger.published import check_published
from hengjian.ledger.trust import Trust
from hengjian_portal.embedded import binaries
from hengjian_portal.embedded.backup import database, head, parts, sealed
from hengjian_portal.embedded.backup.making import instance_of
from hengjian_portal.embedded.backup.progress import Progress
from hengjian_portal.embedded.backup.published import head_in
from hengjian_portal.embedded.errors import BackupError, EmbeddedError

_DJANGO = "secrets/django"


@dataclass(frozen=True, slots=True)
class Files:
    """The two files of a backup, and their passphrase."""

    everything: Path
    keys: Path
    passphrase: str
    progress: Progress = field(default_factory=Progress)


@dataclass(frozen=True, slots=True)
class Held:
    """
    A backup that holds: its page, its keys by name, and how much is in it.

    `dump_read` tells whether PostgreSQL read the dump through; `log_key` is the public key of the
    log, None where the signer's key is not in it.
    """

    head: head.Head
    keys: dict[str, bytes]
    database_bytes: int
    dump_read: bool
    uploads: int
    upload_bytes: int
    log_key: Key | None


def check(files: Files, newest: bytes = b"") -> Held:
    """
    Read all of both files; raises `BackupError` at the first thing that does not hold.

    `newest` is a checkpoint from outside, which must be of this log, and not contradict it.
    """
    try:
        keys = read_keys(files)
        return _checked(files, keys, newest)
    except OSError as error:
        place = error.filename or files.everything
        raise BackupError(f"{place}: {error.strerror}", zh=f"{place}：{error.strerror}") from None
    finally:
        files.progress.end()


def read_keys(files: Files) -> dict[str, bytes]:
    """All keys of the keys file by name; raises `BackupError` where it does not hold."""
    opened = sealed.open_sealed(files.keys, files.passphrase, head.KEYS)
    reader = parts.PartReader(files.keys, opened.chunks())
    keys = {name: b"".join(blocks) for name, blocks in reader.each()}
    _same_manifest(opened, reader)
    if _DJANGO not in keys or not all(_is_key(name) for name in keys):
        raise head.not_a_backup(files.keys)
    return keys


class Everything:
    """The file with everything, opened together with the keys that belong to it."""

    def __init__(self, files: Files, keys: dict[str, bytes]) -> None:
        """Raises `BackupError` where the keys are another instance's."""
        self._files, self._keys = files, keys
        self._opened = sealed.open_sealed(files.everything, files.passphrase, head.EVERYTHING)
        self._reader = parts.PartReader(files.everything, self._opened.chunks())
        if instance_of(keys[_DJANGO].decode().strip()) != self.head.instance:
            raise BackupError(
                f"{files.keys}: the keys of another instance than {files.everything} is of",
                zh=f"{files.keys}：这是另一个实例的密钥，与{files.everything}不属同一实例",
            )

    @property
    def head(self) -> head.Head:
        """Its page, which is proved once `each` has ended."""
        return self._opened.head

    @property
    def sizes(self) -> dict[str, int]:
        """How many bytes each part has, of those that were read."""
        return {name: part.size for name, part in self._reader.parts.items()}

    def each(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """
        Each part in order; what of it is not taken is read nevertheless.

        Raises `BackupError` for anything that does not hold, and after the last part where a key
        that is needed is not among those given.
        """
        for name, blocks in self._reader.each():
            yield name, self._files.progress.through(name.split("/")[0], blocks)
        _same_manifest(self._opened, self._reader)
        found = {name: parts.sha256(key) for name, key in self._keys.items()}
        needed = self._reader.manifest["keys"].items()
        missing = [name for name, digest in needed if found.get(name) != digest]
        if missing:
            raise BackupError(
                f"{self._files.keys}: {missing[0]} is not in it, or is another than this backup needs: "
                "an older keys file. Take the one made with this backup, or a newer one",
                zh=f"{self._files.keys}：缺少本备份所需的{missing[0]}，或与之不同：密钥文件较旧。"
                "请使用与本备份同时或之后制作的密钥文件",
            )


def log_key(keys: dict[str, bytes]) -> Key | None:
    """The public key of the log, from the signer's key; None where that is not among the keys."""
    raw = keys.get(parts.SIGNER_KEY)
    if raw is None:
        return None
    said = json.loads(raw)
    return Signer.from_seed(said["name"], bytes.fromhex(said["seed"])).key


def _checked(files: Files, keys: dict[str, bytes], newest: bytes) -> Held:
    everything, key, dump_read = Everything(files, keys), log_key(keys), False
    if newest:
        _check_newest(newest, key)
    with tempfile.TemporaryDirectory(prefix="hengjian-") as place:
        log = Path(place)
        for name, blocks in everything.each():
            if name == parts.DATABASE:
                dump_read = _read_through(everything.head.postgresql, blocks)
            elif name.startswith(parts.LOG):
                parts.write_file(log / name.removeprefix(parts.LOG), blocks)
        if parts.DATABASE not in everything.sizes:
            raise head.not_a_backup(files.everything)
        if key is not None and everything.head.log_size:
            older = newest if newest and head_in(newest).size <= everything.head.log_size else None
            _check_log(files, log, key, older)
    sizes = everything.sizes
    uploads = [size for name, size in sizes.items() if name.startswith(parts.UPLOADS)]
    return Held(
        everything.head, keys, sizes[parts.DATABASE], dump_read, len(uploads), sum(uploads), key
    )


def _check_newest(newest: bytes, key: Key | None) -> None:
    if key is None:
        raise BackupError(
            "a checkpoint was given, but the signer's key is not in this backup: give it to the signer "
            "where that lies, with `hengjian signer --adopt`",
            zh="给出了检查点，但备份中没有签名密钥：请在签名进程所在处执行 hengjian signer --adopt",
        )
    try:
        open_checkpoint(newest, key)
    except EvidenceError as error:
        raise BackupError(
            f"the checkpoint given is not one that this log signed: {error}",
            zh=f"所给检查点不是本日志签署的：{error.zh}",
        ) from None


def _check_log(files: Files, log: Path, key: Key, older: bytes | None) -> None:
    try:
        check_published(lambda path: (log / path).read_bytes(), Trust(key), older)
    except EvidenceError as error:
        raise BackupError(
            f"{files.everything}: the evidence log in it does not hold: {error}",
            zh=f"{files.everything}：其中的存证日志不成立：{error.zh}",
        ) from None


def _read_through(version: int, blocks: Iterator[bytes]) -> bool:
    try:
        programs = binaries.for_copying(version)
    except EmbeddedError:
        return False
    database.read_through(programs, blocks)
    return True


def _is_key(name: str) -> bool:
    return name == parts.SIGNER_KEY or name.startswith(parts.SECRETS)


def _same_manifest(opened: sealed.Sealed, reader: parts.PartReader) -> None:
    if reader.parts[parts.MANIFEST].sha256 != opened.head.manifest:
        raise head.not_a_backup(opened.path)
