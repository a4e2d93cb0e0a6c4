"""What the worker does for the log: give entries their places, have heads signed, publish, have it witnessed."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app

from hengjian.errors import HengjianError
from hengjian.ledger.published import CHECKPOINT
from hengjian.ledger.tree import Head
from hengjian_portal.evidence.actions.rows import SYSTEM, note_comparison
from hengjian_portal.evidence.actions.sequencing import keep_signature, sequence
from hengjian_portal.evidence.exporting import published_key
from hengjian_portal.evidence.models import Witness
from hengjian_portal.evidence.publishing import Source, publish
from hengjian_portal.evidence.queries import log
from hengjian_portal.evidence.queries.rows import Odd
from hengjian_portal.evidence.queries.whole_log import compare_published
from hengjian_portal.evidence.queries.witnesses import current
from hengjian_portal.evidence.signer.asking import SignerAwayError, ask_head, ask_signature
from hengjian_portal.evidence.witnessing import OK, Published, ask

_SAY = logging.getLogger(__name__)
_BATCHES_AT_ONCE = 20  # then they are signed and published before more is sequenced
_EVERY_SECONDS = 1.0
_AFTER_TROUBLE_SECONDS = 10.0
_NEW_WITNESSES_SECONDS = 5.0
_WITNESS_SECONDS = 5.0
_ANYWAY = timedelta(seconds=60)  # a witness is asked again although nothing is new


@app.task(name="evidence.compare_rows", queueing_lock="evidence.compare_rows")
def compare(actor: str) -> None:
    """Compare rows, entries, tree and published files, because somebody asked for it."""
    compare_all(actor)


@app.periodic(cron="0 19 * * *")  # three in the morning in Beijing
@app.task(name="evidence.compare_nightly")
def compare_nightly(timestamp: int) -> int:
    """The same each night; how many things differ."""
    return len(compare_all(SYSTEM))


def compare_all(actor: str) -> list[Odd]:
    """Hold everything against everything, and record what came out; what differs."""
    folder = settings.EVIDENCE_LOG
    try:
        key = ask_head(settings.EVIDENCE_SIGNER).key
    except SignerAwayError:
        key = published_key(folder)
    published = compare_published(folder, key) if key and (folder / CHECKPOINT).exists() else []
    return note_comparison(at=timezone.now(), actor=actor, published=published)


def tend() -> Head:
    """
    Sequence all that waits, have the newest head signed, publish it; the head published.

    Each step does what is left to do, so that one that was killed is done by the next. Raises
    `EvidenceError`; what was sequenced stays.
    """
    for _batch in range(_BATCHES_AT_ONCE):
        if sequence(at=timezone.now()) is None:
            break
    sign_newest(settings.EVIDENCE_SIGNER)
    return publish_newest(settings.EVIDENCE_LOG, settings.EVIDENCE_SIGNER)


def sign_newest(signer: Path) -> None:
    """Have the newest head signed, if it is not yet; raises `HeadError` where the signer refuses."""
    row = log.newest_head()
    if row is None or row.checkpoint is not None:
        return
    head = log.head_of(row)
    before = ask_head(signer).head
    answer = ask_signature(signer, head, log.proof_between(before.size, head.size))
    keep_signature(size=head.size, checkpoint=answer.checkpoint)


def publish_newest(folder: Path, signer: Path) -> Head:
    """Publish the head signed last; the head that lies there."""
    row = log.newest_signed()
    answer = ask_head(signer)
    if row is None or row.checkpoint is None:
        return log.head_of(None)
    source = Source(log.bundles, log.read_tiles)
    return publish(folder, row.checkpoint.encode(), answer.key, source)


@dataclass
class _Trouble:
    """What went wrong last: the same is said once, however often it comes back."""

    who: str
    said: str = ""

    def say(self, error: Exception) -> None:
        """Say it, with where it came from unless it is one of ours."""
        if str(error) != self.said:
            log_it = _SAY.error if isinstance(error, HengjianError) else _SAY.exception
            log_it("%s: %s", self.who, error)
        self.said = str(error)


def keep_tending(stop: threading.Event) -> None:
    """Tend the log until told to stop; trouble is said once and tried again, and stops nobody."""
    trouble = _Trouble("evidence log")
    while not stop.is_set():
        wait = _EVERY_SECONDS
        try:
            tend()
            trouble.said = ""
        except Exception as error:
            wait = _AFTER_TROUBLE_SECONDS
            trouble.say(error)
            connections.close_all()
        stop.wait(wait)


def keep_asking(stop: threading.Event) -> None:
    """
    Have the log witnessed until told to stop, each witness asked in a thread of its own.

    One that hangs keeps nobody waiting: neither the log nor another witness.
    """
    asking: dict[int, threading.Thread] = {}
    while not stop.is_set():
        for number in _still_there():
            if number not in asking or not asking[number].is_alive():
                asking[number] = threading.Thread(
                    target=_keep_asking_one, args=(number, stop), name=f"witness {number}",
                    daemon=True,
                )  # fmt: skip
                asking[number].start()
        stop.wait(_NEW_WITNESSES_SECONDS)


def ask_once(witness: Witness) -> None:
    """Ask one witness about what is published now, and keep what they said."""
    log_key = ask_head(settings.EVIDENCE_SIGNER).key
    ask(witness=witness, ours=Published(settings.EVIDENCE_LOG, log_key), at=timezone.now())


def _still_there() -> list[int]:
    try:
        return [witness.pk for witness in current()]
    except Exception:
        _SAY.exception("witnesses")
        return []
    finally:
        connections.close_all()


def _keep_asking_one(number: int, stop: threading.Event) -> None:
    trouble = _Trouble(f"witness {number}")
    while not stop.is_set():
        try:
            witness = current().filter(pk=number).first()
            if witness is None:
                return
            if _is_due(witness):
                ask_once(witness)
            trouble.said = ""
        except Exception as error:
            trouble.say(error)
        finally:
            connections.close_all()
        stop.wait(_WITNESS_SECONDS)


def _is_due(witness: Witness) -> bool:
    """Something new is signed that they may cosign, or they were asked long ago."""
    newest = log.newest_signed()
    if newest is None:
        return False
    fresh = witness.said == OK and newest.size > witness.cosigned_size
    return fresh or witness.said_at is None or timezone.now() - witness.said_at >= _ANYWAY
