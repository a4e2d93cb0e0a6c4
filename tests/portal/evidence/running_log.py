"""A signer of the tests' own, and the log it signs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengjian.errors import EvidenceError
from hengjian.ledger.note import Key
from hengjian.ledger.receipt import Shown, check_receipt, read_receipt
from hengjian.ledger.tree import Head
from hengjian.ledger.trust import Trust
from hengjian_portal.evidence.jobs import tend
from hengjian_portal.evidence.signer.asking import ask_head

NAME = "log.test/evidence"


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
    place = Path(
        tempfile.mkdtemp(prefix="log-")
    )  # short: the name of a socket has 107 letters at most
    settings.EVIDENCE_LOG, settings.EVIDENCE_SIGNER = place / "log", place / "s"
    words = ["--folder", str(place / "keys"), "--socket", str(place / "s"), "--name", NAME]
    process = subprocess.Popen([sys.executable, "-m", "hengjian_portal.evidence", *words])
    try:
        yield RunningLog(settings.EVIDENCE_LOG, _key(place / "s", process))
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(place)


def _key(socket: Path, process: subprocess.Popen[bytes]) -> Key:
    for _n in range(600):
        assert process.poll() is None, "the signer ended"
        try:
            return ask_head(socket).key
        except EvidenceError:
            time.sleep(0.1)
    raise AssertionError("the signer does not answer")
