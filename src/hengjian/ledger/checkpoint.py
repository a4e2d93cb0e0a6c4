"""
Checkpoints, C2SP tlog-checkpoint: what a log says of itself, in three lines that it signs.

The origin is the name of the log and of its key (tlog-policy, section Defining a log).
"""

from __future__ import annotations

from dataclasses import dataclass

from hengjian.errors import EvidenceError, SignatureError
from hengjian.ledger.line import base64, read_decimal, read_hash
from hengjian.ledger.note import Key, Note, check_note, read_note
from hengjian.ledger.tree import Head


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """
    Which log, how many entries, which root; `extensions` are lines that nobody can audit.

    >>> print(Checkpoint("log.example", Head(0, bytes(32))).text, end="")
    log.example
    0
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    """

    origin: str
    head: Head
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed, section Note text."""
        lines = (self.origin, str(self.head.size), base64(self.head.root), *self.extensions)
        if not all(lines) or any(char < " " for line in lines for char in line):
            raise EvidenceError(
                "a line of a checkpoint is empty or holds a control character",
                zh="检查点有空行或控制字符",
            )
        return "".join(f"{line}\n" for line in lines)


def read_text(text: str) -> Checkpoint:
    """Read the text of a checkpoint, nothing of it proved; raises `EvidenceError`."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines):
        raise EvidenceError(
            "a checkpoint has three lines, origin, size and root, none of them empty",
            zh="检查点应有三行：来源、条数、根，均不得为空",
        )
    size = read_decimal(lines[1], "line 2 of the checkpoint")
    root = read_hash(lines[2], "line 3 of the checkpoint")
    return Checkpoint(lines[0], Head(size, root), tuple(lines[3:]))


def open_checkpoint(raw: bytes, key: Key) -> tuple[Checkpoint, Note]:
    """
    Read a checkpoint that a log signed, with its note for the signatures of others.

    Raises `SignatureError` where the log did not sign it, `EvidenceError` where it is none.
    """
    note = read_note(raw)
    found = read_text(note.text)
    check_note(note, key)
    if found.origin != key.name:
        raise SignatureError(
            f"the checkpoint is of the log {found.origin[:60]!r}, the key of {key.name}",
            zh=f"检查点属于日志{found.origin[:60]!r}，而公钥属于{key.name}",
        )
    return found, note
