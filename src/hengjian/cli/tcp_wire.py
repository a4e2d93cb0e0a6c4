"""The way to firmware over TCP."""

from __future__ import annotations

import socket
import time

from hengjian.unlock.line_protocol import VERSION, LineReader, Refusal, Word
from hengjian.unlock.talk import WireError

ANSWERS_WITHIN_S = 5
_BACK_WITHIN_S = 30
_AT_ONCE = 4096


class TcpWire:
    """A connection that is made when it is needed, and made anew after it was lost."""

    def __init__(self, host: str, port: int) -> None:
        self.place = (host, port)
        self.line: socket.socket | None = None

    def ask(self, line: str) -> str:
        """Send a line and return the reply; raises `WireError` after five seconds of silence."""
        try:
            if self.line is None:
                self.line = socket.create_connection(self.place, ANSWERS_WITHIN_S)
            self.line.sendall(line.encode("utf-8") + b"\n")
            return self._reply(self.line)
        except WireError:
            self.close()  # what else still comes would pass for the reply to the next line
            raise
        except OSError as error:
            self.close()
            said = error.strerror or str(error) or type(error).__name__
            raise WireError(f"no answer: {said}", zh=f"没有回应：{said}") from None

    def restart(self, line: str) -> str:
        """Cut the power; where that ends the connection, a greeting answered later is the reply."""
        try:
            return self.ask(line)
        except WireError:
            return self._back()

    def wait_ms(self, span_ms: int) -> None:
        """Let real time pass."""
        time.sleep(span_ms / 1000)

    def close(self) -> None:
        """End the connection, if there is one."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def _reply(self, line: socket.socket) -> str:
        reader, until = LineReader(), time.monotonic() + ANSWERS_WITHIN_S
        while (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            octets = line.recv(_AT_ONCE)
            if not octets:
                raise ConnectionResetError(0, "the connection was ended")
            if found := reader.feed(octets):
                return one_line(found)
        raise TimeoutError(0, f"{ANSWERS_WITHIN_S} s of silence")

    def _back(self) -> str:
        until = time.monotonic() + _BACK_WITHIN_S
        while True:
            try:
                return self.ask(f"{Word.HELLO} {VERSION}")
            except WireError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)


def one_line(found: list[str | Refusal]) -> str:
    """Take the one line of a reply; raises `WireError` for more, or for what is no line of text."""
    first = found[0]
    if len(found) > 1:
        raise WireError("more than one line came back", zh="返回了多行")
    if isinstance(first, Refusal):
        raise WireError(f"the reply is refused: {first.reason}", zh=f"回应不合格：{first.reason}")
    return first
