"""
Cosignatures, C2SP tlog-cosignature, the Ed25519 form: a witness saw a log only grow.

The signed message does not name the witness, so every witness has a key of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hengjian.errors import EvidenceError, SignatureError
from hengjian.ledger.checkpoint import read_text
from hengjian.ledger.line import LARGEST_SIZE
from hengjian.ledger.note import Key, KeyKind, Note, Signature, Signer

_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Which witness cosigned, and when by its own clock, in seconds since 1970."""

    witness: Key
    time: int


@dataclass(frozen=True, slots=True)
class Cosigner(Signer):
    """A witness's name and the private half of its key."""

    KIND: ClassVar[KeyKind] = KeyKind.WITNESS

    def cosign(self, text: str, time: int) -> Signature:
        """
        Cosign the text of a checkpoint at `time`, seconds since 1970, 1 to 2**63 - 1.

        Raises `EvidenceError` for what is no checkpoint. Whether the log only grew is for
        `witness.decide` to find out, before.
        """
        read_text(text)
        if not 1 <= time <= LARGEST_SIZE:
            raise EvidenceError(
                f"{time} is no time in seconds since 1970", zh=f"{time}不是1970年以来的秒数"
            )
        signed = self.private.sign(_message(text, time))
        return Signature(self.name, self.key.id, time.to_bytes(_TIME_BYTES, "big") + signed)

    def sign(self, text: str) -> Signature:
        """Refuse: a witness's key signs nothing without a time."""
        raise EvidenceError(
            f"the key of {self.name} only cosigns, with a time; sign with the log's own key",
            zh=f"{self.name}的密钥只用于带时间的见证签名，请用日志自己的密钥签名",
        )


def check_cosignatures(note: Note, witness: Key) -> Cosigned | None:
    """
    Check every line of a witness under a checkpoint; the latest of them, or None without one.

    Raises `SignatureError` for a line that does not hold, and for the key of a log.
    """
    if witness.kind is not KeyKind.WITNESS:
        raise SignatureError(
            f"the key of {witness.name} is a log's; give a witness's, of kind 0x04",
            zh=f"{witness.name}的公钥是日志的，请给出见证方的（类型0x04）",
        )
    times = [_checked(one, note.text, witness) for one in note.by(witness)]
    return Cosigned(witness, max(times)) if times else None


def _checked(line: Signature, text: str, witness: Key) -> int:
    time = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if not 1 <= time <= LARGEST_SIZE:
        raise SignatureError(
            f"the cosignature of {witness.name} bears no time",
            zh=f"{witness.name}的见证签名没有时间",
        )
    witness.check(line.signature[_TIME_BYTES:], _message(text, time))
    return time


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
