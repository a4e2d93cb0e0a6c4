"""
Signed notes: C2SP signed-note, with Ed25519 signatures.

A line of a key nobody named is passed over; a line of a named key must hold, or the whole note is
refused. Whoever reads a note decides with `check_note` whose word counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hengjian.errors import EvidenceError, SignatureError
from hengjian.ledger.line import base64, read_base64, read_utf8

MOST_BYTES = 1_000_000  # section Format: a limit there should be, for at least 16 signatures
MOST_SIGNATURES = 100
KEY_BYTES = 32
_ID_BYTES = 4
_DASH = "\u2014 "
_LONE = {chr(code) for code in range(0xD800, 0xE000)}
_PRIME = 2**255 - 19
# The y of the eight points of small order. Such a key signs whatever one likes.
_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ORDER = {0, 1, _PRIME - 1, _ORDER_8, _PRIME - _ORDER_8}


class KeyKind(IntEnum):
    """What a key signs, section Signature types: the byte before the key in its vkey."""

    LOG = 0x01  # Ed25519 over the text of the note
    WITNESS = 0x04  # Ed25519 over time and text, C2SP tlog-cosignature


@dataclass(frozen=True, slots=True)
class Key:
    """
    Somebody's public key: their name, what it signs, and 32 bytes of Ed25519 (RFC 8032).

    >>> read_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").name
    'example.com/foo'
    """

    name: str
    kind: KeyKind
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        y = int.from_bytes(self.public, "little") & ~(1 << 255)
        if len(self.public) != KEY_BYTES or y >= _PRIME or y in _SMALL_ORDER:
            raise EvidenceError(
                f"the key of {self.name}: these {len(self.public)} bytes are no Ed25519 key",
                zh=f"{self.name}的公钥：这{len(self.public)}字节不是Ed25519公钥",
            )

    @property
    def id(self) -> bytes:
        """The four bytes by which signature lines name the key."""
        spelled = self.name.encode("utf-8") + b"\n" + bytes([self.kind]) + self.public
        return sha256(spelled).digest()[:_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key in one line, to be handed on, section Verifier keys."""
        return f"{self.name}+{self.id.hex()}+{base64(bytes([self.kind]) + self.public)}"

    def check(self, signature: bytes, message: bytes) -> None:
        """Check an Ed25519 signature of 64 bytes; raises `SignatureError`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise SignatureError(
                f"the signature of {self.name} does not hold: text, key or signature was altered",
                zh=f"{self.name}的签名不成立：文本、公钥或签名有改动",
            ) from None


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the name and id of a key, and what it signed with."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, without its line feed."""
        return f"{_DASH}{self.name} {base64(self.key_id + self.signature)}"


@dataclass(frozen=True, slots=True)
class Note:
    """The text of a note, line feed at its end, and the signatures below it."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def raw(self) -> bytes:
        """The note as it is published."""
        return write_note(self.text, self.signatures)

    def by(self, key: Key) -> list[Signature]:
        """Return the lines that carry the name and the id of a key, proved or not."""
        held = key.id
        return [one for one in self.signatures if (one.name, one.key_id) == (key.name, held)]

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        """Return the note with further lines below, those it has already left out."""
        new = dict.fromkeys(one for one in more if one not in self.signatures)
        return Note(self.text, (*self.signatures, *new))


@dataclass(frozen=True, slots=True)
class Signer:
    """A name and the private half of its key; what it signs is the kind's to say."""

    KIND: ClassVar[KeyKind] = KeyKind.LOG

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """Make a signer from the 32 secret bytes of RFC 8032, section 5.1.5."""
        if len(seed) != KEY_BYTES:
            raise EvidenceError(
                f"the secret of {name} has {len(seed)} bytes; it must have {KEY_BYTES}",
                zh=f"{name}的私钥有{len(seed)}字节，应为{KEY_BYTES}字节",
            )
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def key(self) -> Key:
        """The public half."""
        return Key(self.name, self.KIND, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """Sign the text of a note; the same text gives the same signature."""
        return Signature(self.name, self.key.id, self.private.sign(text.encode("utf-8")))


def read_key(vkey: str) -> Key:
    """
    Read a vkey; raises `EvidenceError`, also where its id is not that of name and key.

    Kinds other than an Ed25519 log or witness are refused by their number.
    """
    name, _, rest = vkey.partition("+")
    written_id, _, encoded = rest.partition("+")
    raw = read_base64(encoded, f"the key {vkey[:60]!r}")
    if raw[0] not in list(KeyKind):
        raise EvidenceError(
            f"the key of {name}: kind 0x{raw[0]:02x} is not used here; 0x01 and 0x04 are",
            zh=f"{name}的公钥：不支持类型0x{raw[0]:02x}，仅支持0x01与0x04",
        )
    key = Key(name, KeyKind(raw[0]), raw[1:])
    if key.vkey != vkey:
        raise EvidenceError(
            f"the key of {name}: its id is {key.id.hex()}, not {written_id[:16]!r}; copy it whole",
            zh=f"{name}的公钥：标识应为{key.id.hex()}，所给为{written_id[:16]!r}，请完整复制",
        )
    return key


def write_note(text: str, signatures: Sequence[Signature]) -> bytes:
    """Write a note; raises `EvidenceError` for what `read_note` would not read."""
    lines = "".join(f"{one.line}\n" for one in signatures)
    raw = f"{text}\n{lines}".encode()
    if read_note(raw) != Note(text, tuple(signatures)):
        raise _no_note(
            "an empty line in the text would pass for its end", "文本中的空行会被当作结尾"
        )
    return raw


def read_note(raw: bytes) -> Note:
    """
    Read a note without believing it; raises `EvidenceError` for what is no note.

    At most 1,000,000 bytes and 100 signatures.
    """
    whole = read_utf8(raw, MOST_BYTES, "the note", "签名文本")
    if any(char < " " and char != "\n" for char in whole):
        raise _no_note("it holds a control character", "含有控制字符")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise _no_note("no empty line stands before the signatures", "签名前没有空行")
    signatures = tuple(map(read_signature, lines[:-1].split("\n")))
    if len(signatures) > MOST_SIGNATURES:
        raise _no_note(f"more than {MOST_SIGNATURES} signatures", f"签名超过{MOST_SIGNATURES}个")
    return Note(f"{text}\n", signatures)


def read_signature(line: str) -> Signature:
    """Read one signature line, without its line feed; raises `EvidenceError`."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        raise _no_note(f"{line[:60]!r} is no signature line", f"{line[:60]!r}不是签名行")
    _check_name(name)
    raw = read_base64(encoded, f"the signature of {name}")
    if len(raw) <= _ID_BYTES:
        raise _no_note(f"the signature of {name} is cut off", f"{name}的签名不完整")
    return Signature(name, raw[:_ID_BYTES], raw[_ID_BYTES:])


def check_note(note: Note, key: Key) -> None:
    """
    Check that a log signed a note; raises `SignatureError`.

    Every line of the key must hold, and there must be one.
    """
    if key.kind is not KeyKind.LOG:
        raise SignatureError(
            f"the key of {key.name} is a witness's; give the log's own",
            zh=f"{key.name}的公钥是见证方的，请给出日志自己的公钥",
        )
    found = note.by(key)
    if not found:
        raise missing_signature(key)
    for one in found:
        key.check(one.signature, note.text.encode("utf-8"))


def missing_signature(key: Key) -> SignatureError:
    """Say that a note carries no signature of a key."""
    return SignatureError(
        f"no signature of {key.name} with the key {key.id.hex()} is there",
        zh=f"没有{key.name}（公钥标识{key.id.hex()}）的签名",
    )


def _check_name(name: str) -> None:
    # A lone surrogate, as a shell may hand one over, is no character either.
    if not name or any(one in "+" or one.isspace() or one < " " or one in _LONE for one in name):
        raise EvidenceError(
            f"{name[:60]!r} is no name of a key: it needs letters, no blank and no plus",
            zh=f"{name[:60]!r}不能作公钥名称：不得为空，不得含空格或加号",
        )


def _no_note(why: str, why_zh: str) -> EvidenceError:
    return EvidenceError(f"this is no signed note: {why}", zh=f"这不是签名文本：{why_zh}")
