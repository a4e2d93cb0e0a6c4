"""
Where makers' root keys are kept. What an action asks is `Keyring`; what answers is custody.

The custody that ships keeps each key in a file of its own that only its owner may read, beside the
data folder's other secrets. A key service (HSM) takes its place by answering the same three calls.
Keys never enter the database: it knows their number, custody and fingerprint (`MakerKey`).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Protocol

from django.conf import settings

from hengjian.unlock.key import Key, hmac_sm3
from hengjian_portal.scales.errors import ScaleError

_OCTETS = 32
_FINGERPRINT = 16  # hexadecimal digits; enough to tell keys apart, too few to say anything of them


class Keyring(Protocol):
    """What custody must answer."""

    custody: str

    def make(self, maker: int, version: int) -> str:
        """Make the root of a maker and version, once; its fingerprint."""

    def root(self, maker: int, version: int) -> Key:
        """The root itself; raises `ScaleError` where it is not there."""


class FileKeyring:
    """Roots as files of mode 0600 in a folder of mode 0700."""

    custody = "file"

    def __init__(self, folder: Path) -> None:
        """Keep keys in this folder, which need not be there yet."""
        self._folder = folder

    def make(self, maker: int, version: int) -> str:
        """
        Make a root; a key that is there already is kept, for scales were made with it.

        The file is whole before it has its name, so that a crash leaves no half a key.
        """
        place = self._place(maker, version)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.exists():
            fresh = place.with_suffix(f".{os.getpid()}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(_OCTETS))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(fresh, place)
            except FileExistsError:
                pass  # another made it in the same moment; both go on with that one
            finally:
                fresh.unlink()
        return fingerprint(self.root(maker, version))

    def root(self, maker: int, version: int) -> Key:
        """Read a root from its file."""
        try:
            return Key.from_hex(self._place(maker, version).read_text())
        except FileNotFoundError as error:
            raise ScaleError(
                f"the root key of maker {maker}, version {version}, is not in custody: restore it "
                "from its backup; no code can be given until then",
                zh=f"生产企业{maker}的根密钥（第{version}版）不在保管处：请从备份恢复，此前不能发放口令",
            ) from error

    def _place(self, maker: int, version: int) -> Path:
        return self._folder / f"maker-{maker}-v{version}.key"


def fingerprint(root: Key) -> str:
    """Sixteen hexadecimal digits by which two keys are told apart."""
    return hmac_sm3(root, b"fingerprint/v1").hex()[:_FINGERPRINT]


def keyring() -> Keyring:
    """The custody in force."""
    return FileKeyring(Path(settings.UNLOCK_KEYS))
