"""
Stops what we started when we are killed.

A process cannot clean up after `kill -9`. So a small one stands beside it, holding the other end of
a pipe: it is told each child (`child N`), and when the pipe closes without a `done` it ends them and
the database. It lives in a session of its own, so that Ctrl-C at the keyboard does not reach it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from hengjian_portal.embedded import cluster
from hengjian_portal.embedded.folder import Folder

_PATIENCE_SECONDS = 8.0


class Guard:
    """Our end of the pipe to the guarding process."""

    def __init__(self, folder: Folder | None) -> None:
        self._folder = folder
        self._children: list[int] = []
        self._process = self._begin()

    def _begin(self) -> subprocess.Popen[str]:
        place = str(self._folder.root) if self._folder else ""
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "hengjian_portal.embedded.guard", place],
            stdin=subprocess.PIPE, text=True, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def watch(self, child: int) -> None:
        """See that this process, and the group it leads, does not outlive us."""
        self._children.append(child)
        self._tell(f"child {child}")

    def dismiss(self) -> None:
        """All has been stopped in good order; nothing is left to guard."""
        self._tell("done")
        with suppress(OSError):
            _pipe(self._process).close()
        self._process.wait(timeout=10)

    def stand_again(self) -> None:
        """Put a new guard in place of one that was killed."""
        if self._process.poll() is not None:
            self._process = self._begin()
            for child in self._children:
                self._tell(f"child {child}")

    def _tell(self, line: str) -> None:
        with suppress(OSError):
            _pipe(self._process).write(line + "\n")
            _pipe(self._process).flush()


def _pipe(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdin is not None
    return process.stdin


def end(groups: list[int], patience: float = _PATIENCE_SECONDS) -> None:
    """Ask process groups to stop, and after a while make them."""
    for ask in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, ask)
        until = time.monotonic() + patience
        while any(_lives(group) for group in groups) and time.monotonic() < until:
            time.sleep(0.05)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def main() -> None:
    """Stand guard: read the pipe until it closes, then clean up unless all was done in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    groups: list[int] = []
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "done":
            return
        groups.append(int(number))
    end(groups)
    if len(sys.argv) > 1 and sys.argv[1]:
        cluster.stop(Folder(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
