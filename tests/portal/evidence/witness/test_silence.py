"""A witness that runs on notices silence by itself, whatever the log does instead of answering."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.portal.evidence.witness.a_witness import PATIENCE, Place, a_place


@contextmanager
def a_log_that_hangs() -> Iterator[str]:
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    for line in taken:
        line.close()


def rings(place: Place, bell: Path, log: str) -> str:
    """What a running witness of an address hands to the command of its alarm."""
    ring = f"{sys.executable} -c \"import sys; open('{bell}', 'a').write(sys.stdin.read())\""
    running = place.start("--log", log, "--every", "0.1", "--silence", "2", "--alarm", ring)
    end = time.monotonic() + PATIENCE
    while not (bell.exists() and bell.read_text()):
        assert time.monotonic() < end, (place.root / "said").read_text()
        time.sleep(0.1)
    time.sleep(1.0)
    running.terminate()
    assert running.wait(PATIENCE) == 0
    return bell.read_text()


def test_a_log_that_is_gone_rings_once_while_the_witness_runs_on(tmp_path: Path):
    place = a_place(tmp_path, 5)
    assert place.once().returncode == 0
    before = place.state
    (place.published / "checkpoint").unlink()
    said = rings(place, tmp_path / "rang", str(place.published))
    assert said.count("silence\n") == 1
    assert place.state == before


def test_a_log_that_takes_connections_and_says_nothing_is_silent(tmp_path: Path):
    place = a_place(tmp_path, 5)
    assert place.once().returncode == 0
    with a_log_that_hangs() as address:
        assert rings(place, tmp_path / "rang", address).count("silence\n") == 1
