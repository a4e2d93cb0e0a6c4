"""
Making a backup: everything in one file, the keys in another, while the instance runs on.

The order is what makes the parts fit each other: first the published log as of its checkpoint, then
the database in one snapshot, which therefore holds all that was published; then uploads and keys,
which are written before the rows that name them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from hengjian_portal.embedded import binaries, reached
from hengjian_portal.embedded.backup import database, head, parts, sealed
from hengjian_portal.embedded.backup.fresh import Fresh, unwritten
from hengjian_portal.embedded.backup.progress import Progress
from hengjian_portal.embedded.backup.published import PublishedLog, published_at
from hengjian_portal.embedded.errors import BackupError
from hengjian_portal.embedded.folder import Folder

# A restored cluster has a password of its own.
_NOT_KEPT = {"secrets/postgres"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to back up and where to: `signer` is the folder with the signer's key."""

    folder: Folder
    to: Path
    keys_to: Path
    passphrase: str
    signer: Path
    at: datetime
    progress: Progress = field(default_factory=Progress)


@dataclass(frozen=True, slots=True)
class Made:
    """How much went in: entries of the published log, uploads, keys; whether the signer's was there."""

    log_size: int
    uploads: int
    keys: int
    has_signer_key: bool


def back_up(wanted: Wanted) -> Made:
    """
    Write both files; they appear whole, or not at all.

    Raises `BackupError` and, where the database cannot be reached, `EmbeddedError`.
    """
    _refuse_what_cannot_be(wanted)
    with ExitStack() as stack:
        url = stack.enter_context(reached.database(wanted.folder))
        stack.callback(wanted.progress.end)
        keys, everything = stack.enter_context(_two_files(wanted.keys_to, wanted.to))
        source = _Source(wanted, url, published_at(wanted.folder.root / "log"))
        return source.written(everything, keys)


def instance_of(django_secret: str) -> str:
    """Sixteen digits that tell two instances apart and say nothing of the secret."""
    return hashlib.sha256(b"hengjian instance\0" + django_secret.encode()).hexdigest()[:16]


class _Out:
    """One of the two files while it is written."""

    def __init__(self, file: Fresh, passphrase: str, kind: str) -> None:
        self.kind, self.lock = kind, sealed.new_lock(passphrase)
        self._sealer = sealed.Sealer(file.file, self.lock, kind)
        self.parts = parts.PartWriter(self._sealer.write)

    def finish(self, source: _Source, postgresql: int, more: dict[str, object]) -> None:
        manifest = self.parts.finish(more)
        self._sealer.finish(source.head(self, postgresql, manifest))


@dataclass(frozen=True, slots=True)
class _Source:
    wanted: Wanted
    url: str
    log: PublishedLog

    def written(self, everything: Fresh, keys: Fresh) -> Made:
        server = database.server_version(self.url)
        programs = binaries.for_copying(server)
        body, held = (
            _Out(file, self.wanted.passphrase, kind)
            for file, kind in ((everything, head.EVERYTHING), (keys, head.KEYS))
        )
        passing = self.wanted.progress.through
        for name, raw in self.log.parts():
            body.parts.add(name, passing("log", [raw]))
        dump = database.dumped(self.url, programs)
        body.parts.add(parts.DATABASE, passing("database", dump))
        uploads = self._uploads(body.parts)
        for name, path in self._keys():
            held.parts.add(name, [path.read_bytes()])
        known = {name: part.sha256 for name, part in held.parts.parts.items()}
        # A dump is in the format of the program that made it, of what the server knows.
        needed = max(server, programs.version)
        body.finish(self, needed, {"keys": known})
        held.finish(self, needed, {})
        return Made(self.log.head.size, uploads, len(known), parts.SIGNER_KEY in known)

    def _uploads(self, body: parts.PartWriter) -> int:
        count = 0
        for name, path in parts.file_parts(self.wanted.folder.uploads, parts.UPLOADS):
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue  # erased since we looked
            with file:
                blocks = iter(lambda: file.read(parts.BLOCK), b"")  # noqa: B023  (read before the next)
                body.add(name, self.wanted.progress.through("uploads", blocks))
            count += 1
        return count

    def _keys(self) -> Iterator[tuple[str, Path]]:
        secrets = self.wanted.folder.root / "secrets"
        for name, path in parts.file_parts(secrets, parts.SECRETS):
            if name not in _NOT_KEPT:
                yield name, path
        if (self.wanted.signer / "key").is_file():
            yield parts.SIGNER_KEY, self.wanted.signer / "key"

    def head(self, out: _Out, postgresql: int, manifest: str) -> head.Head:
        at = self.log.head
        return head.Head(
            kind=out.kind, made_at=self.wanted.at.isoformat(timespec="seconds"),
            instance=instance_of(self.wanted.folder.secret("django")), hengjian=version("hengjian"),
            postgresql=postgresql, log_size=at.size, log_root=at.root.hex(), manifest=manifest,
            salt=out.lock.salt.hex(), check=out.lock.check.hex(),
        )  # fmt: skip


@contextmanager
def _two_files(keys_to: Path, to: Path) -> Iterator[tuple[Fresh, Fresh]]:
    """Two files that are both whole before either has its name."""
    with ExitStack() as stack:
        files = []
        for path in (keys_to, to):
            files.append(Fresh(path))
            stack.callback(files[-1].discard)
        try:
            yield files[0], files[1]
            for file in files:
                file.settle()
            for file in files:
                file.appear()
        except OSError as error:
            raise unwritten(to, error) from None


def _refuse_what_cannot_be(wanted: Wanted) -> None:
    wanted.folder.refuse_half_restored()
    root = wanted.folder.root
    if not (root / "secrets" / "django").is_file():
        raise BackupError(
            f"{root} is not the data folder of an instance: name it with --data or HENGJIAN_DATA",
            zh=f"{root}不是实例的数据文件夹：请用 --data 或 HENGJIAN_DATA 指明",
        )
    if wanted.to.resolve() == wanted.keys_to.resolve():
        raise BackupError(
            "--to and --keys-to name the same file: the keys belong in another safe",
            zh="--to 与 --keys-to 是同一文件：密钥应存放于另一处",
        )
    if len(wanted.passphrase) < sealed.LEAST_PASSPHRASE:
        raise BackupError(
            f"the passphrase has {len(wanted.passphrase)} characters; "
            f"{sealed.LEAST_PASSPHRASE} are the least",
            zh=f"口令有{len(wanted.passphrase)}个字符，至少需要{sealed.LEAST_PASSPHRASE}个",
        )
