"""
A sealed file: a page in clear, then chunks of AES-256-GCM under a key that scrypt makes of a passphrase.

Chunk n is encrypted under the nonce n, and the last one under a nonce that says so, with the page in
what it authenticates. A chunk that is missing, doubled, moved, taken from another file or cut off
does not open; neither does the last one over an altered page. Memory: one chunk.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from hengjian_portal.embedded.backup.head import FORMAT, PAGE, VERSION, Head, read_head
from hengjian_portal.embedded.errors import BackupError

CHUNK = 1 << 20
LEAST_PASSPHRASE = 12  # characters; ours, no text sets it
_TAG = 16
_SALT = 16
_KEY = 32
_CHECK = 8
# 128 MB and about half a second for each try at a passphrase. Part of the format: version 1 has these.
_COST, _BLOCK, _LANES = 1 << 17, 8, 1


@dataclass(frozen=True, slots=True)
class Lock:
    """The key of one file, and what in its page tells a wrong passphrase from a damaged file."""

    salt: bytes
    key: bytes
    check: bytes


def new_lock(passphrase: str) -> Lock:
    """Make a key for a new file."""
    return _derived(passphrase, secrets.token_bytes(_SALT))


def _derived(passphrase: str, salt: bytes) -> Lock:
    made = Scrypt(salt, _KEY + _CHECK, _COST, _BLOCK, _LANES).derive(passphrase.encode())
    return Lock(salt, made[:_KEY], made[_KEY:])


class Sealer:
    """Writes a sealed file into an open one; `finish` gives it its last chunk and its page."""

    def __init__(self, file: BinaryIO, lock: Lock, kind: str) -> None:
        self._file, self._cipher, self._kind = file, AESGCM(lock.key), kind
        self._waiting, self._number = bytearray(), 0
        file.seek(PAGE)

    def write(self, octets: bytes) -> None:
        """Take more of what is to be sealed."""
        self._waiting += octets
        while len(self._waiting) > CHUNK:  # the last chunk may be full, never empty but for nothing
            self._put(bytes(self._waiting[:CHUNK]), b"")
            del self._waiting[:CHUNK]

    def finish(self, head: Head) -> None:
        """Seal the last chunk together with the page, and write both."""
        self._put(bytes(self._waiting), head.page)
        self._file.seek(0)
        self._file.write(head.page)

    def _put(self, plain: bytes, page: bytes) -> None:
        nonce, about = _nonce(self._number, bool(page)), _about(self._kind, page)
        self._file.write(self._cipher.encrypt(nonce, plain, about))
        self._number += 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file whose passphrase fits; nothing of what it says is proved before `chunks` ended."""

    path: Path
    head: Head
    _lock: Lock

    def chunks(self) -> Iterator[bytes]:
        """All that was sealed, in order; raises `BackupError` at the first byte that does not hold."""
        cipher, number = AESGCM(self._lock.key), 0
        with self.path.open("rb") as file:
            page, chunk = file.read(PAGE), file.read(CHUNK + _TAG)
            while True:
                after = file.read(CHUNK + _TAG)
                about = _about(self.head.kind, b"" if after else page)
                try:
                    yield cipher.decrypt(_nonce(number, not after), chunk, about)
                except (InvalidTag, ValueError):
                    raise _damaged(self.path, PAGE + number * (CHUNK + _TAG), not after) from None
                if not after:
                    return
                chunk, number = after, number + 1


def open_sealed(path: Path, passphrase: str, kind: str) -> Sealed:
    """
    Read the page of a file and see that the passphrase fits.

    Raises `BackupError` for another kind of file, another passphrase, or a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = read_head(file.read(PAGE), path)
    except OSError as error:
        raise BackupError(
            f"{path}: cannot be read: {error.strerror}", zh=f"{path}：无法读取：{error.strerror}"
        ) from None
    if head.kind != kind:
        raise BackupError(
            f"{path}: holds {head.kind}, not {kind}: the two files of the backup were given the wrong "
            "way round",
            zh=f"{path}：内容为{head.kind}，此处应为{kind}：两个备份文件给反了",
        )
    try:
        lock = _derived(passphrase, bytes.fromhex(head.salt))
    except ValueError:
        lock = Lock(b"", b"", b"")
    if lock.check.hex() != head.check:
        raise BackupError(
            f"{path}: this is not its passphrase (or its first {PAGE} bytes are damaged)",
            zh=f"{path}：口令不对（或开头{PAGE}字节已损坏）",
        )
    return Sealed(path, head, lock)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _about(kind: str, page: bytes) -> bytes:
    return f"{FORMAT} {VERSION} {kind}\n".encode() + page


def _damaged(path: Path, at: int, last: bool) -> BackupError:
    cut, cut_zh = (", or the file was cut off there", "，或文件在此被截断") if last else ("", "")
    return BackupError(
        f"{path}: damaged from byte {at} on{cut}: take another copy of it; nothing was restored",
        zh=f"{path}：自第{at}字节起已损坏{cut_zh}：请改用另一份副本；未恢复任何内容",
    )
