"""Asking the signer, from the side of the log."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengjian.errors import EvidenceError, HeadError
from hengjian.ledger.note import Key, read_key
from hengjian.ledger.tree import Head
from hengjian_portal.evidence.signer.serving import LONGEST

_PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """What the signer signed last, and the key it signs with; no checkpoint where nothing is signed."""

    key: Key
    head: Head
    checkpoint: bytes


class SignerAwayError(EvidenceError):
    """The signer does not answer; everything goes on, and what waits is signed later."""


def ask_head(place: Path) -> Answer:
    """Ask what was signed last; raises `SignerAwayError`."""
    return _asked(place, {"ask": "head"})


def ask_signature(place: Path, head: Head, proof: Sequence[bytes]) -> Answer:
    """Ask to sign a head; raises `HeadError` where it is refused, and `SignerAwayError`."""
    proved = [one.hex() for one in proof]
    said = {"ask": "sign", "size": head.size, "root": head.root.hex(), "proof": proved}
    return _asked(place, said)


def _asked(place: Path, question: dict[str, object]) -> Answer:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_PATIENCE)
            line.connect(str(place))
            line.sendall(json.dumps(question).encode() + b"\n")
            with line.makefile("rb") as file:
                said: dict[str, Any] = json.loads(file.readline(LONGEST * 2))
    except (OSError, ValueError) as error:
        raise SignerAwayError(
            f"the signer does not answer at {place}: start it with `hengjian signer`",
            zh=f"签名进程在{place}无应答：请用“hengjian signer”启动",
        ) from error
    if "error" in said:
        raise HeadError(said["error"], zh=said["zh"])
    head = Head(said["size"], bytes.fromhex(said["root"]))
    return Answer(read_key(said["vkey"]), head, said["checkpoint"].encode())
