"""
What the lines of C2SP's texts are made of: hashes in base64, numbers in decimal.

One value has one spelling. Base64 is that of RFC 4648, section 4, with its padding and without
stray bits; a number has no leading zero.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error

from hengjian.errors import EvidenceError
from hengjian.ledger.entry import HASH

LARGEST_SIZE = 2**63 - 1  # what a signed 64-bit number of other implementations still holds
MOST_PROOF_LINES = 63  # tlog-witness, add-checkpoint; a tree of 2**63 leaves needs no more


def base64(raw: bytes) -> str:
    """
    Write bytes as base64.

    >>> base64(bytes(3))
    'AAAA'
    """
    return b64encode(raw).decode("ascii")


def read_base64(text: str, place: str) -> bytes:
    r"""
    Read base64 in its one spelling; raises `EvidenceError` naming the place.

    >>> read_base64("AAAA", "line 2")
    b'\x00\x00\x00'
    """
    try:
        raw = b64decode(text, validate=True)
    except (Error, ValueError):
        raw = b""
    # Two spellings of the same bytes would let a file be altered without anybody noticing.
    if not raw or base64(raw) != text:
        raise EvidenceError(
            f"{place}: {text[:60]!r} is not base64 as it must be written; fetch the file again",
            zh=f"{place}：{text[:60]!r}不是规范的base64，请重新获取文件",
        )
    return raw


def read_hash(text: str, place: str) -> bytes:
    """Read a SHA-256 hash, 32 bytes, from base64; raises `EvidenceError` naming the place."""
    raw = read_base64(text, place)
    if len(raw) != HASH:
        raise EvidenceError(
            f"{place}: a hash of {len(raw)} bytes; it must have {HASH}",
            zh=f"{place}：哈希有{len(raw)}字节，应为{HASH}字节",
        )
    return raw


def read_decimal(text: str, place: str) -> int:
    """
    Read a number from 0 to 2**63 - 1 without leading zeros; raises `EvidenceError`.

    >>> read_decimal("70000", "line 2")
    70000
    """
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_SIZE))
    if not plain or str(int(text)) != text or int(text) > LARGEST_SIZE:
        raise EvidenceError(
            f"{place}: {text[:60]!r} is no number from 0 to 2**63 - 1 without leading zeros",
            zh=f"{place}：{text[:60]!r}不是0至2**63-1之间、无前导零的数字",
        )
    return int(text)


def read_utf8(raw: bytes, most: int, what: str, what_zh: str) -> str:
    """Read at most `most` bytes of UTF-8; raises `EvidenceError` naming what they should be."""
    if len(raw) > most:
        raise EvidenceError(
            f"{what}: {len(raw)} bytes are more than the {most} that are read",
            zh=f"{what_zh}：共{len(raw)}字节，超过上限{most}字节",
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EvidenceError(
            f"{what}: byte {error.start + 1} is not UTF-8; fetch it again",
            zh=f"{what_zh}：第{error.start + 1}字节不是UTF-8，请重新获取",
        ) from None
