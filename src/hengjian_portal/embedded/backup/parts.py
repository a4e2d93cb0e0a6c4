"""
What lies inside a sealed file: named parts one after the other, and a manifest at the end.

A part is the length of its name in four bytes, its name, then blocks, each after its length, and a
length of nothing. So a part is written while nobody knows yet how long it will be. The manifest is
the last part: JSON, the size and SHA-256 of each part by its name, and what else belongs to it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from hengjian_portal.embedded.errors import BackupError

MANIFEST = "manifest"
DATABASE = "database"
LOG, UPLOADS, SECRETS, SIGNER_KEY = "log/", "uploads/", "secrets/", "signer/key"
BLOCK = 1 << 18
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Part:
    """The size of a part in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(slots=True)
class PartWriter:
    """Writes parts with `write`, and remembers them for the manifest."""

    write: Callable[[bytes], None]
    parts: dict[str, Part] = field(default_factory=dict)

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """Write one part."""
        self._prefixed(name.encode())
        digest, size = hashlib.sha256(), 0
        for block in blocks:
            if block:
                self._prefixed(block)
                digest.update(block)
                size += len(block)
        self.write(bytes(_LENGTH))
        self.parts[name] = Part(size, digest.hexdigest())

    def finish(self, more: dict[str, Any]) -> str:
        """Write the manifest; its SHA-256."""
        parts = {name: [part.size, part.sha256] for name, part in self.parts.items()}
        raw = json.dumps({"parts": parts, **more}, sort_keys=True).encode()
        self.add(MANIFEST, (raw[at : at + BLOCK] for at in range(0, len(raw), BLOCK)))
        return self.parts[MANIFEST].sha256

    def _prefixed(self, octets: bytes) -> None:
        self.write(len(octets).to_bytes(_LENGTH, "big"))
        self.write(octets)


@dataclass(slots=True)
class PartReader:
    """Reads parts back from pieces of any length; `manifest` is there when all were read."""

    path: Path
    pieces: Iterator[bytes]
    parts: dict[str, Part] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    _held: bytearray = field(default_factory=bytearray)

    def each(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """
        Yield each part with its blocks; what of them is not taken is read all the same.

        The manifest is kept and held against what was read; raises `BackupError` where it differs.
        """
        while True:
            name = self._taken(self._length()).decode()
            if name == MANIFEST:
                self._close(b"".join(self._blocks(name)))
                return
            if name in self.parts or not _is_ours(name):
                raise self._wrong(name)
            blocks = self._blocks(name)
            yield name, blocks
            for _left in blocks:
                pass

    def _blocks(self, name: str) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        while length := self._length():
            block = self._taken(length)
            digest.update(block)
            size += length
            yield block
        self.parts[name] = Part(size, digest.hexdigest())

    def _close(self, raw: bytes) -> None:
        for _more in self.pieces:  # to the end, for only there the page is proved
            raise self._wrong(MANIFEST)
        self.manifest = json.loads(raw)
        read = {name: [p.size, p.sha256] for name, p in self.parts.items() if name != MANIFEST}
        if self._held or self.manifest.pop("parts", None) != read:
            raise self._wrong(MANIFEST)

    def _length(self) -> int:
        return int.from_bytes(self._taken(_LENGTH), "big")

    def _taken(self, count: int) -> bytes:
        while len(self._held) < count:
            piece = next(self.pieces, None)
            if piece is None:
                raise self._wrong("the end")
            self._held += piece
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def _wrong(self, name: str) -> BackupError:
        return BackupError(
            f"{self.path}: {name!r} is not what this version of hengjian writes there",
            zh=f"{self.path}：{name!r}与本程序所写的格式不符",
        )


def _is_ours(name: str) -> bool:
    """Only names that we write: whoever knows the passphrase could have written others."""
    if name in (DATABASE, SIGNER_KEY):
        return True
    plain = PurePosixPath(name).as_posix() == name and ".." not in PurePosixPath(name).parts
    return plain and name.startswith((LOG, UPLOADS, SECRETS))


def file_parts(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """
    List the files below a folder in order, each with the name of its part.

    What is being written there just now (a process number at the end of its name) is left out.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.suffix[1:].isdigit():
            yield prefix + path.relative_to(folder).as_posix(), path


def blocks_of(path: Path) -> Iterator[bytes]:
    """Read a file, block by block."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def write_file(path: Path, blocks: Iterable[bytes], mode: int = 0o600) -> None:
    """Write a file, and the folders above it, that are not there yet."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(place, "wb") as file:
        for block in blocks:
            file.write(block)


def sha256(octets: bytes) -> str:
    """The SHA-256 of a part that is at hand, as the manifest has it."""
    return hashlib.sha256(octets).hexdigest()
