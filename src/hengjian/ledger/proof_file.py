"""
The file of a proof, C2SP tlog-proof: where in which log an entry stands, to be checked offline.

`extra` may carry the entry itself. It is believed only as far as the proof leads from it to the
signed root.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hengjian.errors import EvidenceError
from hengjian.ledger.line import (
    MOST_PROOF_LINES,
    base64,
    read_base64,
    read_decimal,
    read_hash,
    read_utf8,
)
from hengjian.ledger.note import MOST_BYTES
from hengjian.ledger.proof import check_inclusion
from hengjian.ledger.trust import Trust, Trusted, check_checkpoint

FORMAT = "c2sp.org/tlog-proof@v1"
_MOST_BYTES = 2 * MOST_BYTES


@dataclass(frozen=True, slots=True)
class ProofFile:
    """The index of an entry, the hashes from leaf to root, and the checkpoint, verbatim."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    @property
    def raw(self) -> bytes:
        """The file, section Format."""
        extra = [] if self.extra is None else [f"extra {base64(self.extra)}"]
        lines = [FORMAT, *extra, f"index {self.index}", *map(base64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def read_proof_file(raw: bytes) -> ProofFile:
    """Read a `.tlog-proof`, nothing of it proved; raises `EvidenceError` naming the line."""
    top, blank, checkpoint = read_utf8(raw, _MOST_BYTES, "the proof", "证明").partition("\n\n")
    first, *lines = top.split("\n")
    if first != FORMAT or not blank:
        raise EvidenceError(
            f"this is no proof: it begins with {FORMAT!r} and has an empty line before its checkpoint",
            zh=f"这不是证明文件：应以{FORMAT!r}开头，检查点前应有空行",
        )
    at = 2
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = read_base64(lines.pop(0)[6:], "line 2, extra")
        at = 3
    if not lines or not lines[0].startswith("index "):
        raise EvidenceError(
            f"line {at}: must say index and a number", zh=f"第{at}行：应为index和数字"
        )
    index = read_decimal(lines.pop(0)[6:], f"line {at}, index")
    return ProofFile(index, read_hashes(lines, at + 1), checkpoint.encode(), extra)


def read_hashes(lines: Sequence[str], at: int) -> tuple[bytes, ...]:
    """Read the lines of a proof, at most 63, the first being line `at`; raises `EvidenceError`."""
    if len(lines) > MOST_PROOF_LINES:
        raise EvidenceError(
            f"{len(lines)} lines of proof; no log needs more than {MOST_PROOF_LINES}",
            zh=f"证明有{len(lines)}行，任何日志都不超过{MOST_PROOF_LINES}行",
        )
    return tuple(read_hash(line, f"line {at + n}") for n, line in enumerate(lines))


def check_proof_file(proof: ProofFile, leaf: bytes, trust: Trust) -> Trusted:
    """
    Check that an entry, given by its leaf hash, stands in the log that `trust` names.

    Raises `SignatureError` for the checkpoint, `ProofError` for the way to its root.
    """
    trusted = check_checkpoint(proof.checkpoint, trust)
    check_inclusion(leaf, proof.index, trusted.checkpoint.head, proof.hashes)
    return trusted
