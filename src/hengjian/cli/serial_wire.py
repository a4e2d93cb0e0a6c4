"""The way to firmware over a serial device, by the standard library; POSIX only."""

from __future__ import annotations

import os
import select
import termios
import time
import tty
from pathlib import Path

from hengjian.cli.tcp_wire import ANSWERS_WITHIN_S, one_line
from hengjian.errors import TextError
from hengjian.unlock.line_protocol import VERSION, LineReader, Word
from hengjian.unlock.talk import WireError

_BACK_WITHIN_S = 30
_AT_ONCE = 4096
SPEEDS = {
    9600: termios.B9600,
    19200: termios.B19200,
    38400: termios.B38400,
    57600: termios.B57600,
    115200: termios.B115200,
}


class SerialWire:
    """A serial device, raw, eight bits, no parity, one stop bit, without flow control."""

    def __init__(self, device: Path, baud: int) -> None:
        """Open and set up the device; raises `TextError` where it is none, or for another speed."""
        if baud not in SPEEDS:
            known = ", ".join(map(str, SPEEDS))
            raise TextError(
                f"--baud: {baud} is not known; use one of {known}",
                zh=f"--baud：不支持{baud}，可用：{known}",
            )
        try:
            self.place = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            self._set_up(SPEEDS[baud])
        except (OSError, termios.error) as error:
            raise TextError(
                f"--serial: {device}: is no serial device that can be opened: {error.args[-1]}",
                zh=f"--serial：{device}：不是可打开的串口设备：{error.args[-1]}",
            ) from None

    def ask(self, line: str) -> str:
        """Send a line and return the reply; raises `WireError` after five seconds of silence."""
        try:
            # What still lies there is an answer that came too late, to a line given up.
            termios.tcflush(self.place, termios.TCIFLUSH)
            self._send(line.encode("utf-8") + b"\n")
            return self._reply()
        except (OSError, termios.error) as error:
            said = str(error.args[-1]) if error.args else type(error).__name__
            raise WireError(f"no answer: {said}", zh=f"没有回应：{said}") from None

    def restart(self, line: str) -> str:
        """Cut the power; where no reply comes, a greeting answered later is the reply."""
        until = time.monotonic() + _BACK_WITHIN_S
        while True:
            try:
                return self.ask(line)
            except WireError:
                if time.monotonic() > until:
                    raise
                line = f"{Word.HELLO} {VERSION}"

    def wait_ms(self, span_ms: int) -> None:
        """Let real time pass."""
        time.sleep(span_ms / 1000)

    def close(self) -> None:
        """Give the device back."""
        os.close(self.place)

    def _set_up(self, speed: int) -> None:
        tty.setraw(self.place)
        attributes = termios.tcgetattr(self.place)
        attributes[2] |= termios.CLOCAL | termios.CREAD
        attributes[4] = attributes[5] = speed
        termios.tcsetattr(self.place, termios.TCSANOW, attributes)

    def _send(self, octets: bytes) -> None:
        until = time.monotonic() + ANSWERS_WITHIN_S
        while octets:
            self._ready(until, writing=True)
            octets = octets[os.write(self.place, octets) :]

    def _reply(self) -> str:
        reader, until = LineReader(), time.monotonic() + ANSWERS_WITHIN_S
        while True:
            self._ready(until, writing=False)
            octets = os.read(self.place, _AT_ONCE)
            if not octets:
                raise OSError(0, "the device is gone")
            if found := reader.feed(octets):
                return one_line(found)

    def _ready(self, until: float, *, writing: bool) -> None:
        left = max(until - time.monotonic(), 0)
        places = [self.place]
        readable, writable, _ = select.select(places, places if writing else [], [], left)
        if not (writable if writing else readable):
            raise TimeoutError(0, f"{ANSWERS_WITHIN_S} s of silence")
