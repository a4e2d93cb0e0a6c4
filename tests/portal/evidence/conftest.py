"""A log of the test's own, signed and published."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hengjian_portal.evidence.signer.asking import ask_head
from tests.portal.evidence.log_rig import Log, signer_at


@pytest.fixture
def log(transactional_db: None, tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Log]:
    """A signer that answers, and a folder to publish in."""
    with tempfile.TemporaryDirectory(prefix="hj") as short:  # a socket's path has 107 bytes
        socket = Path(short) / "signer"
        settings.EVIDENCE_LOG = tmp_path / "log"
        settings.EVIDENCE_SIGNER = socket
        with signer_at(tmp_path / "signer", socket) as key:
            assert ask_head(socket).head.size == 0
            yield Log(tmp_path / "log", socket, tmp_path / "signer", key)
