"""
Details that can be shown one by one, and forgotten one by one.

The salted disclosures of SD-JWT (RFC 9901, sections 4.2.1 and 4.2.3): an entry commits to the
digest only; whoever is given the disclosure can hold it against the digest; once the
disclosure is destroyed, the digest tells nothing.
"""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256

from hengjian.errors import EvidenceError
from hengjian.ledger.canonical import canonical

DIGESTS = "_sd"
SHORTEST_SALT = 16  # bytes; RFC 9901, section 9.3 asks for 128 bits of salt


def disclosure(salt: bytes, name: str, value: object) -> str:
    """
    Write one detail as the text its holder keeps: base64url of [salt, name, value].

    `salt` is at least 16 fresh random bytes, its own for each detail. Raises `EvidenceError`.

    >>> disclosure(bytes(16), "name", "Zhao")
    'WyJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIiwibmFtZSIsIlpoYW8iXQ'
    """
    if len(salt) < SHORTEST_SALT:
        raise EvidenceError(
            f"the salt of {name!r} has {len(salt)} bytes; it needs at least {SHORTEST_SALT}",
            zh=f"{name!r}的盐值只有{len(salt)}字节，至少需要{SHORTEST_SALT}个随机字节",
        )
    if name in (DIGESTS, "..."):
        raise EvidenceError(
            f"no detail may be called {name!r}, the name is reserved; call it otherwise",
            zh=f"{name!r}为保留名称，请另取名称",
        )
    return _base64url(canonical([_base64url(salt), name, value]))


def digest_of(text: str) -> str:
    """
    Hash a disclosure as its holder keeps it: base64url of SHA-256 over its letters.

    Raises `EvidenceError` for a text that is not ASCII.
    """
    if not text.isascii():
        raise EvidenceError(
            "a disclosure is base64url text; this one holds other characters",
            zh="披露内容应为base64url文字，此处含有其他字符",
        )
    return _base64url(sha256(text.encode("ascii")).digest())


def disclosure_digest(salt: bytes, name: str, value: object) -> str:
    """Hash one salted detail: what stands in the entry in its place, 43 letters."""
    return digest_of(disclosure(salt, name, value))


def with_digests(plain: Mapping[str, object], digests: Iterable[str]) -> dict[str, object]:
    """
    Join details that stand openly in the commitment with the digests of those that do not.

    Digests are sorted, so that their order tells nothing. Raises `EvidenceError` for a
    digest given twice or an open detail called `_sd`.

    >>> with_digests({"due_on": "2026-03-10"}, ["b" * 43, "a" * 43])["_sd"][0][:3]
    'aaa'
    """
    held = sorted(digests)
    if DIGESTS in plain or len(set(held)) != len(held):
        raise EvidenceError(
            f"{DIGESTS!r} is reserved and each digest stands once; make salts afresh",
            zh=f"{DIGESTS!r}为保留名称，且每个摘要只能出现一次；请重新生成盐值",
        )
    return {**plain, DIGESTS: list(held)} if held else dict(plain)


def check_disclosure(text: str, details: Mapping[str, object]) -> None:
    """
    Hold one disclosure against the details of an entry.

    Raises `EvidenceError` where its digest is not among them.
    """
    held = details.get(DIGESTS)
    if not isinstance(held, list) or digest_of(text) not in held:
        raise EvidenceError(
            "the entry holds no digest of this disclosure; it was altered or belongs elsewhere",
            zh="记录中没有此披露内容的摘要：内容被改动，或属于另一条记录",
        )


def read_disclosure(text: str) -> tuple[str, object]:
    """
    Read the name and value out of a disclosure; check it first, for here nothing is proved.

    Raises `EvidenceError` for a text that is no disclosure.

    >>> read_disclosure(disclosure(bytes(16), "name", "Zhao"))
    ('name', 'Zhao')
    """
    try:
        raw = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        salt, name, value = json.loads(raw.decode("utf-8"))
        if not (isinstance(salt, str) and isinstance(name, str)):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise EvidenceError(
            "this is not base64url of [salt, name, value]; copy the disclosure whole",
            zh="这不是[盐值, 名称, 值]的base64url文字，请完整复制披露内容",
        ) from None
    return name, value


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
