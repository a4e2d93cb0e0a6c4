"""
One package as a file: canonical JSON, signed with Ed25519; `reading` reads it back.

Pure: no database, no clock, no Django. The format is ours; docs/reference/exchange-package.md
describes it. RFC 8785 gives one sequence of bytes for one value, so that a file with a blank, a
doubled key or a bit more than ours is not the file that was signed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hengjian.ledger.canonical import canonical
from hengjian_portal.exchange.errors import PackageError
from hengjian_portal.exchange.fields import SIDES, check_fields

FORMAT = 1  # what we write
OLDEST = 1  # what we still read
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
MOST_BYTES = 1024 * 1024
_PURPOSE = b"hengjian exchange package v1\n"  # a signature for this never serves for anything else
_EARLY = timedelta(minutes=10)  # how far two bureaux' clocks may differ
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{3,39}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes beside the package: its name, SHA-256 in hexadecimal, size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Package:
    """What one bureau tells the other. `made_at` is in UTC, to the second."""

    kind: str
    number: str
    sender: str
    receiver: str
    made_at: datetime
    fields: Mapping[str, Any]
    answers: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it was read: well-formed, its signature not yet held against anybody's key."""

    package: Package
    key: str
    signature: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of what is signed."""
        return digest_of(self.package)


@dataclass(frozen=True, slots=True)
class Expected:
    """
    What a reader holds a file against.

    `known` are the numbers the sender used before, each with its digest.
    """

    sender: str
    receiver: str
    key: bytes
    now: datetime
    known: Mapping[str, str]


def fingerprint(public_key: bytes) -> str:
    """The SHA-256 of a raw public key, as people compare it by telephone."""
    return hashlib.sha256(public_key).hexdigest()


def digest_of(package: Package) -> str:
    """The SHA-256 of what is signed."""
    return hashlib.sha256(_signed_bytes(package)).hexdigest()


def write(package: Package, key: Ed25519PrivateKey) -> bytes:
    """The signed file of a package. Raises `PackageError` for what no package may hold."""
    check_shape(package)
    file = canonical(
        {
            "package": _content(package),
            "key": fingerprint(key.public_key().public_bytes_raw()),
            "signature": key.sign(_signed_bytes(package)).hex(),
        }
    )
    if len(file) > MOST_BYTES:
        raise too_large()
    return file


def check(opened: Opened, expected: Expected) -> None:
    """
    Hold a file against its sender's key and what came before; the same file again is no error.

    Raises `PackageError` for a wrong sender or receiver, another key, a signature that does not
    hold, a day to come, and a number that was used for something else.
    """
    package = opened.package
    if package.receiver != expected.receiver:
        raise PackageError(
            f"this package is for {package.receiver}, not for {expected.receiver}: send it there",
            zh=f"该交换包的接收方是{package.receiver}，不是{expected.receiver}：请交给接收方",
        )
    if package.sender != expected.sender:
        raise PackageError(
            f"this package is from {package.sender}, not from {expected.sender}",
            zh=f"该交换包的发送方是{package.sender}，不是{expected.sender}",
        )
    _check_signature(opened, expected.key)
    if package.made_at > expected.now + _EARLY:
        raise PackageError(
            f"the package says it was made at {package.made_at:{MOMENT}}, which is to come: "
            "ask its sender to set the clock",
            zh=f"交换包载明的制作时间{package.made_at:{MOMENT}}尚未到来：请发送方校准时钟",
        )
    if expected.known.get(package.number, opened.digest) != opened.digest:
        raise PackageError(
            f"number {package.number} was used for another package: ask for a new number",
            zh=f"编号{package.number}已用于另一个交换包：请发送方另编号码",
        )


def _check_signature(opened: Opened, key: bytes) -> None:
    if opened.key != fingerprint(key):
        raise PackageError(
            "signed with a key that is not the one approved here: compare the fingerprints",
            zh="签名所用的密钥不是本系统已批准的密钥：请核对指纹",
        )
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(
            opened.signature, _signed_bytes(opened.package)
        )
    except InvalidSignature as error:
        raise PackageError(
            "the signature does not hold: the file was changed after it was signed; ask for it again",
            zh="签名不成立：文件在签名之后被改动，请发送方重新提供",
        ) from error


def _signed_bytes(package: Package) -> bytes:
    return _PURPOSE + canonical(_content(package))


def _content(package: Package) -> dict[str, object]:
    return {
        "format": FORMAT, "kind": package.kind, "number": package.number, "from": package.sender,
        "to": package.receiver, "made_at": package.made_at.astimezone(UTC).strftime(MOMENT),
        "answers": package.answers, "fields": dict(package.fields),
        "attachments": [
            {"name": one.name, "sha256": one.sha256, "size": one.size}
            for one in package.attachments
        ],
    }  # fmt: skip


def check_shape(package: Package) -> None:
    """Refuse parties, numbers and fields that no package may have."""
    if {package.sender, package.receiver} != set(SIDES):
        raise misshapen(f"from and to are {' and '.join(SIDES)}", f"from和to应为{'和'.join(SIDES)}")
    if not _NUMBER.fullmatch(package.number):
        raise misshapen(
            "a number has 4 to 40 capital letters, digits and hyphens",
            "编号应为4至40位大写字母、数字和连字符",
        )
    if package.answers and not _NUMBER.fullmatch(package.answers):
        raise misshapen("answers is the number of a package, or empty", "answers应为编号或留空")
    check_fields(package.kind, package.fields)


def misshapen(en: str, zh: str) -> PackageError:
    """The error of a file that is no package: `en` and `zh` say what is wrong with it."""
    return PackageError(
        f"this is no package that can be read: {en}; ask its sender for the file as it was made",
        zh=f"无法读取该交换包：{zh}；请发送方提供原始文件",
    )


def too_large() -> PackageError:
    """The error of a file beyond a megabyte."""
    return PackageError(
        "a package has at most 1 MB: leave pictures to the attachments",
        zh="交换包不超过1 MB：图片请作为附件",
    )
