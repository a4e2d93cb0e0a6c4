"""
How the signer is asked: one line of JSON in, one out, over a Unix socket that its owner alone opens.

`{"ask": "head"}` tells what was signed last; `{"ask": "sign", "size": …, "root": …, "proof": […]}`
asks for a signature. The answer is `{"name", "vkey", "size", "root", "checkpoint"}`, or
`{"error", "zh"}`. To sign on another machine, forward the socket (`ssh -L`).
"""

from __future__ import annotations

import json
import os
import socketserver
from pathlib import Path
from typing import Any

from hengjian.errors import EvidenceError, HengjianError
from hengjian.ledger.tree import Head
from hengjian_portal.evidence.signer.vault import Vault

LONGEST = 64_000  # bytes a line: 64 hashes of a proof take 4,500
_MOST_HASHES = 64


class SignerServer(socketserver.UnixStreamServer):
    """One question after the other: two at once is what this process is there to prevent."""

    vault: Vault


def server_at(vault: Vault, place: Path) -> SignerServer:
    """A server that listens on the socket; `serve_forever` answers."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    held = os.umask(0o177)
    try:
        server = SignerServer(str(place), _Asked)
    finally:
        os.umask(held)
    server.vault = vault
    return server


class _Asked(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self) -> None:
        assert isinstance(self.server, SignerServer)
        try:
            line = self.rfile.readline(LONGEST + 1)
            answer = answered(self.server.vault, line)
            self.wfile.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        except OSError:
            return  # whoever asked is gone; what was signed is kept and given again


def answered(vault: Vault, line: bytes) -> dict[str, Any]:
    """The answer to one line."""
    try:
        checkpoint = _done(vault, line)
    except HengjianError as error:
        return {"error": str(error), "zh": error.zh}
    key = vault.signer.key
    return {
        "name": key.name, "vkey": key.vkey, "size": vault.head.size,
        "root": vault.head.root.hex(), "checkpoint": checkpoint.decode(),
    }  # fmt: skip


def _done(vault: Vault, line: bytes) -> bytes:
    try:
        said = json.loads(line)
        if len(line) <= LONGEST and said == {"ask": "head"}:
            return vault.checkpoint
        if said.keys() != {"ask", "size", "root", "proof"} or said["ask"] != "sign":
            raise ValueError
        if type(said["size"]) is not int or len(said["proof"]) > _MOST_HASHES:
            raise ValueError
        asked = Head(said["size"], bytes.fromhex(said["root"]))
        proof = [bytes.fromhex(one) for one in said["proof"]]
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise EvidenceError(
            "this is no question to a signer; see how-to/evidence-log",
            zh="这不是签名进程能答的请求，见操作说明“存证日志”",
        ) from None
    return vault.sign(asked, proof)
