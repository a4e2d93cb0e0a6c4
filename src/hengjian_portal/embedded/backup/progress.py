"""How far it has come: one line on a terminal, once it takes longer than two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

_QUIET_SECONDS = 2.0
_EVERY_SECONDS = 0.5
_MEGA = 1_000_000


@dataclass(slots=True)
class Progress:
    """Counts bytes as they pass; writes nothing where `to` is no terminal."""

    to: TextIO = sys.stderr
    _began: float = field(default_factory=time.monotonic)
    _said: float = 0.0
    _passed: int = 0

    def through(self, what: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Let blocks pass, and say now and then what they are of."""
        for block in blocks:
            self._passed += len(block)
            self._say(what)
            yield block

    def end(self) -> None:
        """Clear the line."""
        if self._said:
            self.to.write("\r\x1b[K")
            self.to.flush()
            self._said = 0.0

    def _say(self, what: str) -> None:
        now = time.monotonic()
        if not self.to.isatty() or now < max(
            self._began + _QUIET_SECONDS, self._said + _EVERY_SECONDS
        ):
            return
        self.to.write(f"\r\x1b[Khengjian: {what} {self._passed // _MEGA} MB")
        self.to.flush()
        self._said = now
