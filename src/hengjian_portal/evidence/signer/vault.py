"""
The signer's folder: its key (`key`), and the head it signed last (`state`), for one process at a time.

`state` is written whole to the disk before a checkpoint leaves; a power cut leaves the old one or
the new one. The key is made once, together with the state that begins at nothing. One without the
other is never filled in by itself: that is how a log comes to contradict itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hengjian.errors import HeadError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.note import Signer
from hengjian.ledger.signing import sign_head
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian_portal.evidence.holding import (
    KEY,
    claimed,
    keep_key,
    kept_key,
    missing_key,
    write_whole,
)

STATE = "state"


@dataclass(slots=True)
class Vault:
    """The key and the state of one log, held by this process until `close`."""

    folder: Path
    signer: Signer
    head: Head
    checkpoint: bytes
    _claim: IO[str] = field(repr=False)

    def sign(self, asked: Head, proof: Sequence[bytes]) -> bytes:
        """Sign a head that follows the last one, keep it, then give it out; raises `HeadError`."""
        if asked == self.head and self.checkpoint:
            return self.checkpoint
        signed = sign_head(asked, proof, self.head, self.signer)
        write_whole(self.folder / STATE, _spelled(signed.state, signed.checkpoint))
        self.head, self.checkpoint = signed.state, signed.checkpoint
        return signed.checkpoint

    def close(self) -> None:
        """Let go of the folder."""
        self._claim.close()


def open_vault(folder: Path, name: str) -> Vault:
    """
    Open the folder, and found it where it is empty.

    `name` names the log in its key, at its founding only. Raises `HeadError` where the key or the
    state is missing while the other is there, and `EvidenceError` where another signer holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    claim = claimed(folder, "signer", "签名进程")
    try:
        _check_parts(folder, name)
        signer = kept_key(folder, Signer)
        head, checkpoint = _read_state(folder / STATE, signer)
    except BaseException:
        claim.close()
        raise
    return Vault(folder, signer, head, checkpoint, claim)


def adopt(folder: Path, checkpoint: bytes) -> Head:
    """
    Begin again from a checkpoint that this key signed, where the state was lost.

    Raises `EvidenceError` where it was not, and `HeadError` where a state is there already.
    """
    claim = claimed(folder, "signer", "签名进程")
    try:
        if (folder / STATE).exists():
            raise HeadError(
                f"{folder / STATE} is there; a signer only adopts what it has lost",
                zh=f"{folder / STATE}尚在；仅在状态丢失时才能采用检查点",
            )
        signer = kept_key(folder, Signer)
        found, _note = open_checkpoint(checkpoint, signer.key)
        write_whole(folder / STATE, _spelled(found.head, checkpoint))
        return found.head
    finally:
        claim.close()


def _check_parts(folder: Path, name: str) -> None:
    """Key and state are there together, or made together."""
    has_key, has_state = (folder / KEY).exists(), (folder / STATE).exists()
    if not has_key and (not has_state or _is_beginning(folder / STATE)):
        _found(folder, name)
    elif not has_key:
        raise missing_key(folder)
    elif not has_state:
        raise HeadError(
            f"{folder / STATE} is missing, so nobody knows what was signed last. Fetch the newest "
            "checkpoint from the published log or a witness, then: hengjian signer --adopt FILE",
            zh=f"缺少{folder / STATE}，无法得知最后签署到哪里。请从已发布日志或见证方取得最新检查点，"
            "再执行：hengjian signer --adopt 文件",
        )


def _found(folder: Path, name: str) -> None:
    signer = Signer(name, Ed25519PrivateKey.generate())
    assert signer.key.vkey  # a name that no key may have is refused before anything is written
    # State first: a power cut between the two leaves a beginning, which is founded again.
    write_whole(folder / STATE, _spelled(NO_LEAVES, b""))
    keep_key(folder, signer)


def _is_beginning(place: Path) -> bool:
    return place.read_bytes() == _spelled(NO_LEAVES, b"")


def _read_state(place: Path, signer: Signer) -> tuple[Head, bytes]:
    try:
        said = json.loads(place.read_bytes())
        head = Head(said["size"], bytes.fromhex(said["root"]))
        checkpoint = said["checkpoint"].encode()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HeadError(
            f"{place} cannot be read. Move it away, fetch the newest checkpoint from the published "
            "log or a witness, then: hengjian signer --adopt FILE",
            zh=f"{place}无法读取。请将其移开，从已发布日志或见证方取得最新检查点，"
            "再执行：hengjian signer --adopt 文件",
        ) from error
    if head != NO_LEAVES and open_checkpoint(checkpoint, signer.key)[0].head != head:
        raise HeadError(
            f"{place}: the head is not that of its checkpoint", zh=f"{place}：树头与检查点不一致"
        )
    return head, checkpoint


def _spelled(head: Head, checkpoint: bytes) -> bytes:
    said = {"size": head.size, "root": head.root.hex(), "checkpoint": checkpoint.decode()}
    return json.dumps(said).encode()
