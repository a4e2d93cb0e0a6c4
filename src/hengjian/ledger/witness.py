"""
A witness: it cosigns a checkpoint only if the log grew out of the one it cosigned before.

C2SP tlog-witness, add-checkpoint, both sides of it, without network and without storage. The
decision holds the new state beside the answer, for **the state must be stored before the answer
leaves**, by whoever calls, and only if the stored state still is the one that was decided upon:

    asked = origin_asked(raw)
    decision = decide(raw, witness, stored_head(asked), time)
    if decision.state and not store(asked, old=decision.before, new=decision.state):
        ...  # another request was faster: decide again
    send(decision.answer)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from hengjian.errors import EvidenceError, ProofError, SignatureError
from hengjian.ledger.checkpoint import Checkpoint, read_text
from hengjian.ledger.cosignature import Cosigner, check_cosignatures
from hengjian.ledger.line import base64, read_decimal, read_utf8
from hengjian.ledger.note import (
    MOST_BYTES,
    Key,
    Note,
    Signature,
    check_note,
    read_note,
    read_signature,
    write_note,
)
from hengjian.ledger.proof import check_consistency
from hengjian.ledger.proof_file import read_hashes
from hengjian.ledger.tree import NO_LEAVES, Head

PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
_MOST_BYTES = 2 * MOST_BYTES


@dataclass(frozen=True, slots=True)
class Request:
    """The size that the witness is thought to know, the way from there, and the checkpoint."""

    old: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    @property
    def raw(self) -> bytes:
        """The body to send to `<submission prefix>/add-checkpoint`."""
        lines = [f"old {self.old}", *map(base64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of HTTP, the body, and its Content-Type."""

    status: int
    body: bytes = b""
    media_type: str = PLAIN


@dataclass(frozen=True, slots=True)
class Decision:
    """
    What a witness answers, and what it must have stored before.

    `state` is None where nothing is cosigned. `before` is the head that was decided upon, and
    `cosigned` the checkpoint with the new line, for whoever watches (Monitor Retrieval).
    """

    answer: Answer
    before: Head = NO_LEAVES
    state: Head | None = None
    cosigned: bytes = b""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: what it signs with, and the keys of each log it knows, by origin."""

    cosigner: Cosigner
    logs: Mapping[str, Sequence[Key]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a witness answered: cosignatures that hold, or the size that it knows instead."""

    cosignatures: tuple[Signature, ...] = ()
    size: int | None = None


def read_request(raw: bytes) -> Request:
    """Read the body of add-checkpoint, nothing of it proved; raises `EvidenceError`."""
    top, blank, checkpoint = read_utf8(raw, _MOST_BYTES, "the request", "请求").partition("\n\n")
    first, *lines = top.split("\n")
    if not blank or not first.startswith("old "):
        raise EvidenceError(
            "a request begins with a line old and a size, and has an empty line before its checkpoint",
            zh="请求应以old和条数一行开头，检查点前应有空行",
        )
    old = read_decimal(first[4:], "line 1, old")
    return Request(old, read_hashes(lines, 2), checkpoint.encode())


def monitor_path(origin: str) -> str:
    """
    Tell where a witness shows the checkpoint it cosigned last, section Monitor Retrieval.

    >>> monitor_path("log.example")[:12], monitor_path("log.example")[-11:]
    ('d7612c54297e', '/checkpoint')
    """
    return f"{sha256(origin.encode()).hexdigest()}/checkpoint"


def origin_asked(raw: bytes) -> str | None:
    """Return the origin whose state `decide` needs, nothing proved; None for what cannot be read."""
    try:
        return _read(raw)[1].origin
    except EvidenceError:
        return None


def decide(raw: bytes, witness: Witness, state: Head | None, time: int) -> Decision:
    """
    Decide on a request against the head last cosigned for its origin (None if there is none).

    `time` is now, in seconds since 1970. Nothing is raised for what the request holds: 400 cannot be
    read, 404 another log, 403 not signed by it, 409 another state with its size, 422 no proof.
    """
    try:
        request, checkpoint, note = _read(raw)
    except EvidenceError as error:
        return _refused(400, error)
    keys = witness.logs.get(checkpoint.origin)
    if not keys:
        return Decision(Answer(404))
    try:
        signed = _signed_lines(note, keys)
    except SignatureError as error:
        return _refused(403, error)
    if request.old > checkpoint.head.size:
        return Decision(Answer(400))
    before = state or NO_LEAVES
    if request.old != before.size:
        return Decision(Answer(409, b"%d\n" % before.size, SIZE))
    try:
        check_follows(before, checkpoint.head, request.hashes)
    except ProofError as error:
        return _refused(422, error)
    line = witness.cosigner.cosign(note.text, time)
    answer = Answer(200, f"{line.line}\n".encode())
    return Decision(answer, before, checkpoint.head, write_note(note.text, [*signed, line]))


def check_follows(before: Head, new: Head, proof: Sequence[bytes]) -> None:
    """
    Check that a head may follow another, the beginning included; raises `ProofError`.

    From an empty log anything may grow, without a proof; an empty log has one root only.
    """
    if before.size:
        check_consistency(before, new, proof)
    elif proof or (new.size == 0 and new != NO_LEAVES):
        raise ProofError(
            "from an empty log there is no proof, and its root is that of no leaves",
            zh="空日志不需要证明，其根为空树的根",
        )


def read_answer(answer: Answer, note: Note, witnesses: Sequence[Key]) -> Reply:
    """
    Read what a witness answered to a checkpoint: its cosignatures, or the size it knows.

    A size above our own means that we were rolled back. Lines of other keys are passed over.
    Raises `SignatureError` where no named witness cosigned or a line is false, `EvidenceError` for
    any other answer.
    """
    said = read_utf8(answer.body, MOST_BYTES, "the answer", "答复")
    if answer.status == 409 and said.endswith("\n"):
        return Reply(size=read_decimal(said[:-1], "the answer 409"))
    if answer.status != 200 or not said.endswith("\n"):
        raise EvidenceError(
            f"the witness answered {answer.status}: {said[:200]!r}",
            zh=f"见证方答复{answer.status}：{said[:200]!r}",
        )
    lines = tuple(map(read_signature, said[:-1].split("\n")))
    answered = Note(note.text, lines)
    known = [key for key in witnesses if check_cosignatures(answered, key)]
    found = tuple(dict.fromkeys(line for key in known for line in answered.by(key)))
    if not found:
        raise SignatureError(
            "the witness answered without a cosignature of a key that was named",
            zh="见证方的答复没有所列公钥的见证签名",
        )
    return Reply(found)


def _read(raw: bytes) -> tuple[Request, Checkpoint, Note]:
    request = read_request(raw)
    note = read_note(request.checkpoint)
    return request, read_text(note.text), note


def _signed_lines(note: Note, keys: Sequence[Key]) -> list[Signature]:
    """Check every line of the log's keys, one at least: the first line of each key."""
    present = [key for key in keys if note.by(key)]
    for key in present or keys:
        check_note(note, key)
    return [note.by(key)[0] for key in present]


def _refused(status: int, error: EvidenceError) -> Decision:
    return Decision(Answer(status, f"{error.zh} / {error}\n".encode()))
