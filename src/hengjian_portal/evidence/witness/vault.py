"""
The witness's folder: its key (`key`), and the head it cosigned last (`state`), for one process at a time.

As with the signer: the state is on the disk before a cosignature leaves, and one of the two without
the other is never filled in by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hengjian.errors import EvidenceError, HeadError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.cosignature import Cosigner, check_cosignatures
from hengjian.ledger.note import Key
from hengjian.ledger.published import CHECKPOINT
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian_portal.evidence.holding import (
    KEY,
    claimed,
    keep_key,
    kept_key,
    missing_key,
    write_whole,
)

STATE, MIRROR = "state", "mirror"
_PASSED_THROUGH = 0o711  # the mirror inside may be served; key and state are their owner's alone


@dataclass(slots=True)
class Vault:
    """The witness's key, and what it knows of one log, held by this process until `close`."""

    folder: Path
    log: Key
    cosigner: Cosigner
    head: Head
    checkpoint: bytes
    _claim: IO[str] = field(repr=False)

    def keep(self, head: Head, checkpoint: bytes) -> None:
        """Keep a head that is about to be cosigned, with the checkpoint that the log signed."""
        write_whole(self.folder / STATE, _spelled(self.log, head, checkpoint))
        self.head, self.checkpoint = head, checkpoint

    def close(self) -> None:
        """Let go of the folder."""
        self._claim.close()


def open_vault(folder: Path, log: Key, name: str) -> Vault:
    """
    Open the folder of the witness of a log, and found it where it is empty.

    `name` names the witness in its key, at its founding only. Raises `HeadError` where the key or
    the state is missing while the other is there, or the state is another log's, and
    `EvidenceError` where another witness holds the folder.
    """
    folder.mkdir(mode=_PASSED_THROUGH, parents=True, exist_ok=True)
    claim = claimed(folder, "witness", "见证进程")
    try:
        _check_parts(folder, log, name)
        cosigner = kept_key(folder, Cosigner)
        head, checkpoint = _read_state(folder / STATE, log)
    except BaseException:
        claim.close()
        raise
    return Vault(folder, log, cosigner, head, checkpoint, claim)


def adopt(folder: Path, log: Key, checkpoint: bytes) -> Head:
    """
    Begin again from a checkpoint that this witness cosigned, where the state was lost.

    Raises `EvidenceError` where it did not, and `HeadError` where a state is there already.
    """
    claim = claimed(folder, "witness", "见证进程")
    try:
        if (folder / STATE).exists():
            raise HeadError(
                f"{folder / STATE} is there; a witness only adopts what it has lost",
                zh=f"{folder / STATE}尚在；仅在状态丢失时才能采用检查点",
            )
        cosigner = kept_key(folder, Cosigner)
        found, note = open_checkpoint(checkpoint, log)
        if check_cosignatures(note, cosigner.key) is None:
            raise HeadError(
                f"{cosigner.name} did not cosign this checkpoint; take the newest that it did, from "
                "its mirror or from the published log",
                zh=f"该检查点没有{cosigner.name}的见证签名；请从镜像或已发布日志取得其最新签署的检查点",
            )
        _check_newest(folder / MIRROR / CHECKPOINT, log, found.head)
        write_whole(folder / STATE, _spelled(log, found.head, checkpoint))
        return found.head
    finally:
        claim.close()


def _check_newest(mirrored: Path, log: Key, head: Head) -> None:
    """The mirror's checkpoint was cosigned once; what is adopted is not older."""
    if mirrored.exists():
        held = open_checkpoint(mirrored.read_bytes(), log)[0].head
        if held.size > head.size:
            raise HeadError(
                f"{mirrored} has {held.size} entries, this checkpoint {head.size}: adopt that one",
                zh=f"{mirrored}已有{held.size}条，该检查点只有{head.size}条：请采用前者",
            )


def _check_parts(folder: Path, log: Key, name: str) -> None:
    """Key and state are there together, or made together."""
    has_key, has_state = (folder / KEY).exists(), (folder / STATE).exists()
    beginning = not has_state or (folder / STATE).read_bytes() == _spelled(log, NO_LEAVES, b"")
    if not has_key and beginning:
        _found(folder, log, name)
    elif not has_key:
        raise missing_key(folder)
    elif not has_state:
        raise HeadError(
            f"{folder / STATE} is missing, so nobody knows what was cosigned last. Take the newest "
            "checkpoint that this witness cosigned, from its mirror or from the published log, then: "
            "hengjian witness … --adopt FILE",
            zh=f"缺少{folder / STATE}，无法得知最后见证到哪里。请从镜像或已发布日志取得本见证方最新签署的"
            "检查点，再执行：hengjian witness … --adopt 文件",
        )


def _found(folder: Path, log: Key, name: str) -> None:
    if not name:
        raise EvidenceError(
            f"{folder} holds no key yet; --name says whose is to be made, such as sichuan.example/witness",
            zh=f"{folder}尚无密钥；请用--name给出见证方名称，例如sichuan.example/witness",
        )
    cosigner = Cosigner(name, Ed25519PrivateKey.generate())
    assert cosigner.key.vkey  # a name that no key may have is refused before anything is written
    # State first: a power cut between the two leaves a beginning, which is founded again.
    write_whole(folder / STATE, _spelled(log, NO_LEAVES, b""))
    keep_key(folder, cosigner)


def _read_state(place: Path, log: Key) -> tuple[Head, bytes]:
    try:
        said = json.loads(place.read_bytes())
        head = Head(said["size"], bytes.fromhex(said["root"]))
        checkpoint, whose = said["checkpoint"].encode(), said["log"]
    except (ValueError, KeyError, TypeError, AttributeError, EvidenceError) as error:
        raise HeadError(
            f"{place} cannot be read. Move it away, take the newest checkpoint that this witness "
            "cosigned, from its mirror or from the published log, then: hengjian witness … --adopt FILE",
            zh=f"{place}无法读取。请将其移开，从镜像或已发布日志取得本见证方最新签署的检查点，"
            "再执行：hengjian witness … --adopt 文件",
        ) from error
    if whose != log.vkey:
        raise HeadError(
            f"{place.parent} witnesses {whose}; another log needs a folder of its own",
            zh=f"{place.parent}见证的是{whose}；另一个日志须用另一个文件夹",
        )
    if head != NO_LEAVES and open_checkpoint(checkpoint, log)[0].head != head:
        raise HeadError(
            f"{place}: the head is not that of its checkpoint", zh=f"{place}：树头与检查点不一致"
        )
    return head, checkpoint


def _spelled(log: Key, head: Head, checkpoint: bytes) -> bytes:
    said = {
        "log": log.vkey, "size": head.size, "root": head.root.hex(),
        "checkpoint": checkpoint.decode(),
    }  # fmt: skip
    return json.dumps(said).encode()
