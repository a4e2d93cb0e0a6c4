"""
Whose word counts: the key of one log, the keys of witnesses, and how many of them must have signed.

The simple policy of C2SP tlog-proof, section Verifying: k valid cosignatures of n known witnesses.
"""

from __future__ import annotations

from dataclasses import dataclass

from hengjian.errors import EvidenceError, SignatureError
from hengjian.ledger.checkpoint import Checkpoint, open_checkpoint
from hengjian.ledger.cosignature import Cosigned, check_cosignatures
from hengjian.ledger.note import Key, KeyKind


@dataclass(frozen=True, slots=True)
class Trust:
    """
    The log's key, the witnesses' keys, and how many witnesses are `needed`: all, unless said.

    Raises `EvidenceError` for a key of the wrong kind, one that passes for two witnesses, or more
    needed than named.
    """

    log: Key
    witnesses: tuple[Key, ...] = ()
    needed: int | None = None

    def __post_init__(self) -> None:
        kinds = [(self.log, KeyKind.LOG), *((one, KeyKind.WITNESS) for one in self.witnesses)]
        for key, kind in kinds:
            if key.kind is not kind:
                raise EvidenceError(
                    f"the key of {key.name} is of kind 0x{key.kind:02x}; here one of 0x{kind:02x} is "
                    "needed: 0x01 for a log, 0x04 for a witness",
                    zh=f"{key.name}的公钥类型为0x{key.kind:02x}，此处应为0x{kind:02x}：日志0x01，见证方0x04",
                )
        keys = [self.log.public, *(one.public for one in self.witnesses)]
        if len(set(keys)) != len(keys):
            raise EvidenceError(
                "the same key is given twice; log and witnesses each have one of their own",
                zh="同一公钥给出两次；日志和各见证方应各有自己的公钥",
            )
        if not 0 <= self.least <= len(self.witnesses):
            raise EvidenceError(
                f"{self.needed} witnesses are needed, but {len(self.witnesses)} keys are given",
                zh=f"要求{self.needed}个见证方，但只给出{len(self.witnesses)}个公钥",
            )

    @property
    def least(self) -> int:
        """How many witnesses must have cosigned."""
        return len(self.witnesses) if self.needed is None else self.needed


@dataclass(frozen=True, slots=True)
class Trusted:
    """A checkpoint that holds, and the witnesses that cosigned it."""

    checkpoint: Checkpoint
    cosigned: tuple[Cosigned, ...]


def check_checkpoint(raw: bytes, trust: Trust) -> Trusted:
    """
    Check a checkpoint: signed by the log, cosigned by enough witnesses, no known line false.

    Raises `SignatureError`, and `EvidenceError` where it is no checkpoint.
    """
    checkpoint, note = open_checkpoint(raw, trust.log)
    found = [check_cosignatures(note, witness) for witness in trust.witnesses]
    cosigned = tuple(one for one in found if one)
    if len(cosigned) < trust.least:
        raise SignatureError(
            f"{len(cosigned)} of the named witnesses cosigned; {trust.least} must have",
            zh=f"所列见证方中有{len(cosigned)}个签名，至少需要{trust.least}个",
        )
    return Trusted(checkpoint, cosigned)
