"""
Asking a witness, from the side of the log: hand in what is published, or read what they mirror.

Only a published checkpoint is handed in, so that a witness can follow its entries. What contradicts
us is an alarm on the witness's row; whatever else goes wrong is said there and tried again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hengjian.errors import EvidenceError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.cosignature import check_cosignatures
from hengjian.ledger.note import Key, Note, Signature, read_key
from hengjian.ledger.published import CHECKPOINT
from hengjian.ledger.tree import Head
from hengjian.ledger.witness import Answer, Reply, Request, read_answer
from hengjian_portal.evidence.actions.witnesses import keep_cosignature, note_answer
from hengjian_portal.evidence.fetching import AwayError, Limits, fetched
from hengjian_portal.evidence.models import Witness
from hengjian_portal.evidence.publishing import republish_checkpoint
from hengjian_portal.evidence.queries import log

OK = "ok"
_LIMITS = Limits(seconds=10.0, most_bytes=100_000)
_TURNS = 3  # they may follow us by themselves, faster than we ask
_NO_PROOF, _FOUND = 422, 200


class ContradictedError(EvidenceError):
    """A witness knows more than we have, or another tree: `alarm` says which."""

    def __init__(self, alarm: Witness.Alarm, message: str, *, zh: str) -> None:
        super().__init__(message, zh=zh)
        self.alarm = alarm


@dataclass(frozen=True, slots=True)
class Published:
    """Our published log: its folder, and the key it is signed with."""

    folder: Path
    key: Key

    def newest(self) -> tuple[Head, Note]:
        """The checkpoint that lies there; raises `AwayError` where nothing is published yet."""
        try:
            raw = (self.folder / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            raise AwayError("nothing is published yet", zh="尚未发布任何内容") from None
        checkpoint, note = open_checkpoint(raw, self.key)
        return checkpoint.head, note


@dataclass(frozen=True, slots=True)
class _Cosigned:
    """A head of ours, as it was signed, and the lines a witness put under it."""

    head: Head
    note: Note
    lines: Sequence[Signature]


def ask(*, witness: Witness, ours: Published, at: datetime) -> None:
    """Ask a witness once, keep their cosignature, publish it, and note what they said."""
    by_hand = witness.how == Witness.How.HANDED
    try:
        found = _handed(witness, ours) if by_hand else _mirrored(witness, ours)
    except ContradictedError as error:
        note_answer(witness=witness, said=f"{error.zh} / {error}", alarm=error.alarm, at=at)
        return
    except EvidenceError as error:
        note_answer(witness=witness, said=f"{error.zh} / {error}", at=at)
        return
    for line in found.lines[:1]:
        keep_cosignature(witness=witness, size=found.head.size, line=line.line, at=at)
    republish_checkpoint(ours.folder, found.note.with_signatures(found.lines).raw)
    note_answer(witness=witness, said=OK, alarm="", at=at)


def _handed(witness: Witness, ours: Published) -> _Cosigned:
    """Hand in the published checkpoint, from the size that they say they know."""
    old = witness.cosigned_size
    for _turn in range(_TURNS):
        head, note = ours.newest()
        old = min(old, head.size)
        reply = _reply(
            witness, Request(old, tuple(log.proof_between(old, head.size)), note.raw), note
        )
        if reply.size is None:
            return _Cosigned(head, note, reply.cosignatures)
        _check_not_ahead(witness, reply.size)
        old = reply.size
    raise AwayError(
        f"the witness names another size each time, {old} at last",
        zh=f"见证方每次所答条数不同，最后为{old}",
    )


def _reply(witness: Witness, request: Request, note: Note) -> Reply:
    said = fetched(f"{witness.url.rstrip('/')}/add-checkpoint", _LIMITS, request.raw)
    if said.status == _NO_PROOF:
        raise ContradictedError(
            Witness.Alarm.FORK,
            f"the witness holds another tree than ours: what we have does not follow the {request.old} "
            "entries it cosigned",
            zh=f"见证方持有的树与我方不同：我方日志不能承接其已见证的{request.old}条",
        )
    answer = Answer(said.status, said.body, said.media_type)
    return read_answer(answer, note, [read_key(witness.vkey)])


def _mirrored(witness: Witness, ours: Published) -> _Cosigned:
    """Read the checkpoint in their mirror, which they cosigned by themselves."""
    said = fetched(f"{witness.url.rstrip('/')}/{CHECKPOINT}", _LIMITS)
    if said.status != _FOUND:
        raise AwayError(
            f"their mirror answered {said.status} for its checkpoint",
            zh=f"对方镜像的检查点返回状态{said.status}",
        )
    checkpoint, note = open_checkpoint(said.body, ours.key)
    key = read_key(witness.vkey)
    if check_cosignatures(note, key) is None:
        raise EvidenceError(
            "the checkpoint in their mirror is not cosigned by this witness",
            zh="对方镜像的检查点没有该见证方的签名",
        )
    head = checkpoint.head
    _check_not_ahead(witness, head.size)
    if log.edge_at(head.size).root != head.root:
        raise ContradictedError(
            Witness.Alarm.FORK,
            f"our own key signed another tree of {head.size} entries, which their mirror shows",
            zh=f"对方镜像出示了以我方密钥签署的、内容不同的{head.size}条日志",
        )
    return _Cosigned(head, note, note.by(key))


def _check_not_ahead(witness: Witness, size: int) -> None:
    """Whatever they know was signed here; more than the newest signed is more than we still have."""
    newest = log.head_of(log.newest_signed())
    if size > newest.size:
        raise ContradictedError(
            Witness.Alarm.AHEAD,
            f"the witness cosigned {size} entries and we have {newest.size}: our log was set back; see "
            "how-to/evidence-log",
            zh=f"见证方已见证{size}条，我方只有{newest.size}条：我方日志被回退，处理办法见操作说明“存证日志”",
        )
