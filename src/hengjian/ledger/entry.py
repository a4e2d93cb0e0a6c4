"""
One entry: the bytes the public sees, and what opens them.

Public are `v, at, k, seq, prev, c` and nothing else. `k` is a pseudonym of the object, `prev`
chains the entries of one object, `c` commits to kind, actor, object and details. Who holds
the salt and the details can show that an entry is theirs; nobody else learns what it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest, digest

from hengjian.errors import EvidenceError
from hengjian.ledger.canonical import canonical
from hengjian.ledger.disclosure import check_disclosure

VERSION = 1
HASH = 32  # bytes of SHA-256
FIRST = bytes(HASH)  # stands as `prev` in the first entry of an object
_KEYS = {"v", "at", "k", "seq", "prev", "c"}
_AT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """The six public fields of an entry; `k`, `prev` and `c` are 32 bytes each, `at` is UTC."""

    at: datetime
    k: bytes
    seq: int
    prev: bytes
    c: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """What a holder was given: the salt, what was committed to, and the disclosures shown."""

    salt: bytes
    kind: str
    actor: str
    obj: str
    details: Mapping[str, object]
    disclosures: tuple[str, ...] = ()


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry as RFC 6962, section 2.1 does; the 0x00 keeps it from passing for a node."""
    return sha256(b"\x00" + entry).digest()


def pseudonym(key: bytes, obj: str) -> bytes:
    """
    Name an object without saying which: HMAC-SHA256 of its identifier.

    `key` is the deployment's secret of at least 32 bytes. Raises `EvidenceError`.
    """
    if len(key) < HASH:
        raise EvidenceError(
            f"the pseudonym key has {len(key)} bytes; it must have at least {HASH}",
            zh=f"化名密钥只有{len(key)}字节，至少需要{HASH}字节",
        )
    return digest(key, _encoded(obj), "sha256")


def commitment(
    salt: bytes, kind: str, actor: str, obj: str, details: Mapping[str, object]
) -> bytes:
    """
    Commit to an entry's content: HMAC-SHA256(salt, RFC 8785 JSON of what was done).

    `salt` is 32 fresh random bytes; personal details stand in `details` as digests only
    (`disclosure.with_digests`). Raises `EvidenceError`.
    """
    _check_bytes("salt", salt)
    said = {"kind": kind, "actor": actor, "object": obj, "details": dict(details)}
    return digest(salt, canonical(said), "sha256")


def public_bytes(at: datetime, k: bytes, seq: int, prev: bytes, c: bytes) -> bytes:
    """
    Write an entry as everyone may see it: canonical JSON, hexadecimal for bytes.

    `seq` counts the entries of one object from 1; `prev` is the `leaf_hash` of the public bytes
    of entry `seq` - 1, and `FIRST` for the first. `at` must know its time zone and is written in
    UTC with microseconds. Raises `EvidenceError`.

    >>> at = datetime(2026, 3, 6, 9, tzinfo=UTC)
    >>> public_bytes(at, bytes(32), 1, FIRST, bytes(32)).decode()[:49]
    '{"at":"2026-03-06T09:00:00.000000Z","c":"00000000'
    """
    if at.tzinfo is None:
        raise EvidenceError(
            "the time of an entry has no time zone; give it in UTC",
            zh="记录时间没有时区，请用UTC时间",
        )
    for name, value in (("k", k), ("prev", prev), ("c", c)):
        _check_bytes(name, value)
    if isinstance(seq, bool) or seq < 1 or (seq == 1) != (prev == FIRST):
        raise EvidenceError(
            f"seq {seq} and prev do not agree: entry 1 has 32 zero bytes before it, "
            "every later one the hash of its predecessor",
            zh=f"序号{seq}与prev不符：第1条之前为32个零字节，其后各条为前一条的哈希",
        )
    # isoformat pads the year to four digits, strftime need not.
    moment = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    fields = {"v": VERSION, "at": moment, "k": k.hex(), "seq": seq}
    return canonical({**fields, "prev": prev.hex(), "c": c.hex()})


def read_entry(entry: bytes) -> PublicEntry:
    """
    Read public bytes back; only the exact form that `public_bytes` writes is taken.

    Raises `EvidenceError` for anything else, be it only a blank or another order of keys.
    """
    try:
        said = json.loads(entry.decode("utf-8"))
        if set(said) != _KEYS or said["v"] != VERSION:
            raise ValueError
        at = datetime.strptime(said["at"], _AT).replace(tzinfo=UTC)
        k, prev, c = (bytes.fromhex(said[name]) for name in ("k", "prev", "c"))
        found = PublicEntry(at, k, said["seq"], prev, c)
        if public_bytes(at, k, found.seq, prev, c) != entry:
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError, EvidenceError):
        raise EvidenceError(
            f"these {len(entry)} bytes are not the public form of an entry, version {VERSION}; "
            "fetch them again",
            zh=f"这{len(entry)}字节不是第{VERSION}版记录的公开形式，请重新获取",
        ) from None
    return found


def check_entry(entry: bytes, opening: Opening, previous: bytes | None = None) -> None:
    """
    Check that public bytes are the entry a holder was told they are.

    Given `previous`, the public bytes of the object's entry before this one, the chain is
    checked too. Raises `EvidenceError` naming what does not hold.
    """
    found = read_entry(entry)
    held = opening
    said = commitment(held.salt, held.kind, held.actor, held.obj, held.details)
    if not compare_digest(said, found.c):
        raise EvidenceError(
            "c does not commit to this salt, kind, actor, object and details: one was altered",
            zh="承诺值c与所给盐值、种类、操作者、对象、内容不符：其中有改动",
        )
    for text in held.disclosures:
        check_disclosure(text, held.details)
    if previous is not None:
        _check_follows(found, previous)


def _check_follows(found: PublicEntry, previous: bytes) -> None:
    before = read_entry(previous)
    if before.k != found.k or before.seq + 1 != found.seq or leaf_hash(previous) != found.prev:
        raise EvidenceError(
            f"entry {found.seq} does not follow the entry given as its predecessor",
            zh=f"第{found.seq}条记录与所给的前一条不衔接",
        )


def _check_bytes(name: str, value: bytes) -> None:
    if len(value) != HASH:
        raise EvidenceError(
            f"{name} has {len(value)} bytes; it must have {HASH}",
            zh=f"{name}有{len(value)}字节，应为{HASH}字节",
        )


def _encoded(obj: str) -> bytes:
    try:
        return obj.encode("utf-8")
    except UnicodeEncodeError:
        raise EvidenceError(
            "the object's identifier holds a lone surrogate, which is no character",
            zh="对象标识含有孤立的代理码位，不是有效字符",
        ) from None
