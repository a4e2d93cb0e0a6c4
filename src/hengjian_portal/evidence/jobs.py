"""What the worker does for the log: give entries their places, have heads signed, publish."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app

from hengjian.errors import HengjianError
from hengjian.ledger.proof import consistency_proof
from hengjian.ledger.tree import Head
from hengjian_portal.evidence.actions.rows import note_comparison
from hengjian_portal.evidence.actions.sequencing import keep_signature, sequence
from hengjian_portal.evidence.exporting import published_key
from hengjian_portal.evidence.publishing import Source, publish
from hengjian_portal.evidence.queries import log
from hengjian_portal.evidence.queries.whole_log import compare_published
from hengjian_portal.evidence.signer.asking import ask_head, ask_signature

_SAY = logging.getLogger(__name__)
_BATCHES_AT_ONCE = 20  # then they are signed and published before more is sequenced
_EVERY_SECONDS = 1.0
_AFTER_TROUBLE_SECONDS = 10.0


@app.task(name="evidence.compare_rows", queueing_lock="evidence.compare_rows")
def compare(actor: str) -> None:
    """Hold rows, entries, tree and published files against each other, because somebody asked."""
    key = published_key(settings.EVIDENCE_LOG)
    published = compare_published(settings.EVIDENCE_LOG, key) if key else []
    note_comparison(published=published, actor=actor, at=timezone.now())


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
    proof = (
        consistency_proof(before.size, head.size, log.read_tiles)
        if 0 < before.size < head.size
        else []
    )
    answer = ask_signature(signer, head, proof)
    keep_signature(size=head.size, checkpoint=answer.checkpoint)


def publish_newest(folder: Path, signer: Path) -> Head:
    """Publish the head signed last; the head that lies there."""
    row = log.newest_signed()
    answer = ask_head(signer)
    if row is None or row.checkpoint is None:
        return log.head_of(None)
    source = Source(log.bundles, log.read_tiles)
    return publish(folder, row.checkpoint.encode(), answer.key, source)


def keep_tending(stop: threading.Event, done: Callable[[Head], None] = lambda head: None) -> None:
    """Tend the log until told to stop; trouble is said once and tried again, and stops nobody."""
    said = ""
    while not stop.is_set():
        wait = _EVERY_SECONDS
        try:
            done(tend())
            said = ""
        except Exception as error:
            wait = _AFTER_TROUBLE_SECONDS
            trouble = str(error)
            if trouble != said:
                log_it = _SAY.error if isinstance(error, HengjianError) else _SAY.exception
                log_it("evidence log: %s", trouble)
            said = trouble
            connections.close_all()
        stop.wait(wait)
