"""
What a witness does: follow the log's entries to a head, store it, only then cosign.

Both ways in end here, the round that follows what is published and the checkpoint that somebody hands
in. One at a time: between deciding and storing nobody else decides.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from hengjian.errors import EvidenceError, HengjianError, PublishedError, SignatureError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.note import read_note
from hengjian.ledger.proof import consistency_proof
from hengjian.ledger.published import CHECKPOINT, Reader, follow_published
from hengjian.ledger.tree import Head
from hengjian.ledger.witness import Answer, Request, Witness, decide, read_request
from hengjian_portal.evidence.fetching import AwayError
from hengjian_portal.evidence.witness.alarm import AlarmError, Cause
from hengjian_portal.evidence.witness.difference import Files, explained, forked
from hengjian_portal.evidence.witness.mirror import Mirror, tiles_at
from hengjian_portal.evidence.witness.vault import Vault

_PATIENCE = 5.0  # seconds until whoever hands in a checkpoint is asked to come again
_NOT_YET_PUBLISHED = 60  # seconds a log has for publishing what it handed in
_LATER = 503


@dataclass(slots=True)
class Keeper:
    """A witness at work: what it knows, its mirror, and where it reads the log."""

    vault: Vault
    mirror: Mirror
    read: Reader
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _handed_in: int = 0

    def __post_init__(self) -> None:
        self.mirror.folder.mkdir(exist_ok=True)
        # Stored, but killed before it landed.
        self.mirror.land(self.vault.checkpoint, 0, self.vault.head.size)

    def go_round(self, time: int) -> Head:
        """
        Follow the published log once, cosign, and show it in the mirror; the head then.

        Raises `AlarmError`, which left everything as it was, and `AwayError` or another
        `HengjianError` where the log could not be read.
        """
        with self._lock:
            raw = self._shown()
            head = self._signed(raw)
            self._hold_against_known(head, raw)
            if head.size < self.vault.head.size:
                raise self._smaller(head, raw, time)
            before = self.vault.head
            self._follow(head, raw)
            self._cosign(before, raw, time)
            return head

    def answer(self, raw: bytes, time: int) -> tuple[Answer, AlarmError | None]:
        """
        Answer add-checkpoint; and the alarm, if what was handed in shows a fork.

        503 where another is being answered, or the entries cannot be followed yet.
        """
        if not self._lock.acquire(timeout=_PATIENCE):
            return _later("busy"), None
        try:
            return self._answered(raw, time)
        finally:
            self._lock.release()

    def _answered(self, raw: bytes, time: int) -> tuple[Answer, AlarmError | None]:
        decision = decide(raw, self._witness, self.vault.head, time)
        if decision.state is None:
            return decision.answer, self._fork_in(raw, decision.answer.status)
        try:
            self._advance(decision.state, read_request(raw).checkpoint)
        except HengjianError as error:
            # The log may hand in what it publishes a moment later; the next round tells.
            return _later(f"{error.zh} / {error}"), None
        self.mirror.show(decision.cosigned)
        self._handed_in = time
        return decision.answer, None

    @property
    def _witness(self) -> Witness:
        return Witness(self.vault.cosigner, {self.vault.log.name: [self.vault.log]})

    def _shown(self) -> bytes:
        try:
            return self.read(CHECKPOINT)
        except FileNotFoundError:
            raise AwayError(
                "the log shows no checkpoint: is this its address?",
                zh="日志处没有检查点：地址是否正确？",
            ) from None

    def _signed(self, raw: bytes) -> Head:
        try:
            return open_checkpoint(raw, self.vault.log)[0].head
        except SignatureError as error:
            raise AlarmError(
                Cause.SIGNATURE, f"the checkpoint shown is not signed by the log: {error}",
                zh=f"所示检查点没有日志的有效签名：{error.zh}", evidence=self._files(raw),
            ) from error  # fmt: skip
        except EvidenceError as error:
            raise AwayError(
                f"what lies there is no checkpoint: {error}", zh=f"该处不是检查点：{error.zh}"
            ) from error

    def _hold_against_known(self, head: Head, raw: bytes) -> None:
        """A size that was reached already has one root."""
        known = self.vault.head
        if head.size > known.size:
            return
        same = head.size == known.size
        ours = known.root if same else self.mirror.root_at(head.size, known.size)
        if ours is not None and ours != head.root:
            raise forked(known, head, self._files(raw))

    def _smaller(self, head: Head, raw: bytes, time: int) -> EvidenceError:
        known = self.vault.head
        if time - self._handed_in < _NOT_YET_PUBLISHED:
            return AwayError(
                f"{known.size} entries were handed in a moment ago, {head.size} are published yet",
                zh=f"刚刚送签{known.size}条，目前已发布{head.size}条",
            )
        return AlarmError(
            Cause.ROLLBACK,
            f"the log shows {head.size} entries; it had signed {known.size}: it was set back",
            zh=f"日志现示{head.size}条，此前已签署{known.size}条：日志被回退",
            evidence=self._files(raw),
        )

    def _follow(self, head: Head, raw: bytes) -> None:
        """Follow, and tell a fork from files that were altered where it cannot be done."""
        try:
            self._advance(head, raw)
        except PublishedError as error:
            known = self.vault.head
            trees = tiles_at(self.mirror.read, known.size), tiles_at(self.read, head.size)
            raise explained(error, known, head, self._files(raw), trees) from error

    def _advance(self, head: Head, raw: bytes) -> None:
        """Read every new entry and tile, stage them, store the head, land them."""
        known = self.vault.head
        edge = self.mirror.edge(known)
        if edge.size == head.size == known.size:
            return
        self.mirror.clear_stage()
        since = known if edge.size < known.size else None
        try:
            follow_published(self.read, edge, head, self.mirror.stage, since)
        except HengjianError:
            self.mirror.drop_stage()
            raise
        self.mirror.staged(raw)
        self.vault.keep(head, raw)
        self.mirror.land(raw, edge.size, head.size)

    def _cosign(self, before: Head, raw: bytes, time: int) -> None:
        """Cosign what is stored, by the same decision that a checkpoint handed in meets."""
        head = self.vault.head
        shown = self.mirror.checkpoint
        if shown and read_note(shown).text == read_note(raw).text:
            return
        tiles = tiles_at(self.mirror.read, head.size)
        proof = consistency_proof(before.size, head.size, tiles)
        decision = decide(Request(before.size, tuple(proof), raw).raw, self._witness, before, time)
        if decision.state != head:
            raise EvidenceError(
                f"what was followed is not shown to follow: {decision.answer.body.decode()}",
                zh=f"所追随的内容无法证明承接：{decision.answer.body.decode()}",
            )
        self.mirror.show(decision.cosigned)

    def _fork_in(self, raw: bytes, status: int) -> AlarmError | None:
        """What was refused may still be signed, and contradict what is known."""
        if status not in (409, 422):
            return None
        checkpoint = read_request(raw).checkpoint
        try:
            head = open_checkpoint(checkpoint, self.vault.log)[0].head
            self._hold_against_known(head, checkpoint)
        except AlarmError as alarm:
            return alarm
        return None

    def _files(self, raw: bytes) -> Files:
        return {"kept": self.vault.checkpoint, "shown": raw}


def _later(why: str) -> Answer:
    return Answer(_LATER, f"{why}\n".encode())
