"""Chance from within: each party commits itself to a nonce, and reveals it when all have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hengjian.draw.line import DIGEST, check_line, digest_of
from hengjian.errors import TextError

_NONCE = re.compile(r"[0-9a-f]{32,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A party, and the SHA-256 of its nonce in hexadecimal; raises `TextError` for another."""

    party: str
    sha256: str

    def __post_init__(self) -> None:
        check_line(self.party, "party")
        if not DIGEST.fullmatch(self.sha256):
            raise TextError(
                f"sha256: {self.sha256[:70]!r} is no digest; give 64 digits of 0-9 and a-f",
                zh=f"sha256：{self.sha256[:70]!r}不是摘要，应为64位0-9、a-f",
            )

    @property
    def line(self) -> str:
        """The line that names it in the list."""
        return f"commitment: {self.sha256} {self.party}"


@dataclass(frozen=True, slots=True)
class Reveal:
    """
    A party and its nonce, 32 to 128 hexadecimal digits; raises `TextError` for another.

    The commitment is the SHA-256 of these digits as they are written, not of bytes they stand for.
    """

    party: str
    nonce: str

    def __post_init__(self) -> None:
        check_line(self.party, "party")
        if not _NONCE.fullmatch(self.nonce):
            raise TextError(
                f"nonce: {self.nonce[:40]!r} is none; give 32 to 128 digits of 0-9 and a-f",
                zh=f"nonce：{self.nonce[:40]!r}不是随机数，应为32至128位0-9、a-f",
            )

    @property
    def line(self) -> str:
        """The line that gives it in the text of the seed."""
        return f"reveal: {self.nonce} {self.party}"

    @property
    def commitment(self) -> Commitment:
        """The commitment this reveals."""
        return Commitment(self.party, digest_of(self.nonce))
