"""A log that what the tests of pages record goes into, and the key that its receipts are checked with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengjian.ledger.note import Key
from hengjian.ledger.receipt import Shown, check_receipt, read_receipt
from hengjian.ledger.tree import Head
from hengjian.ledger.trust import Trust
from hengjian_portal.evidence.jobs import tend
from tests.portal.evidence.log_rig import signer_at


@dataclass(frozen=True, slots=True)
class RunningLog:
    """The published folder and the key; what was recorded stands in it after `tend`."""

    folder: Path
    key: Key

    def tend(self) -> Head:
        """One round of sequencing, signing and publishing."""
        return tend()

    def check(self, raw: bytes) -> Shown:
        """What a receipt says, checked against the key; raises where it does not hold."""
        return check_receipt(read_receipt(raw), Trust(self.key))


@contextmanager
def running(settings: Any) -> Iterator[RunningLog]:
    """Start a signer in a folder of its own; gone when done."""
    with tempfile.TemporaryDirectory(prefix="log-") as short:  # a socket's path has 107 bytes
        place = Path(short)
        settings.EVIDENCE_LOG, settings.EVIDENCE_SIGNER = place / "log", place / "s"
        with signer_at(place / "keys", place / "s") as key:
            yield RunningLog(settings.EVIDENCE_LOG, key)
