"""
The witness over HTTP: `POST /add-checkpoint` of C2SP tlog-witness, and the mirror for reading.

`GET /checkpoint` and `GET /tile/…` are the mirror as a published log; the same below the origin's
hash, where C2SP looks for it. One request at a time, of bounded size and time. TLS is for whatever
stands before it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

from hengjian.errors import EvidenceError
from hengjian.ledger.published import CHECKPOINT
from hengjian.ledger.tile import read_path
from hengjian.ledger.witness import PLAIN, Answer
from hengjian_portal.evidence.witness.mirror import Mirror

MOST_BYTES = 64_000  # a checkpoint with 60 cosignatures, and 63 lines of a proof
_SECONDS = 20.0  # for one request, from its first byte to its last
_IDLE_SECONDS = 5.0
_OCTETS = "application/octet-stream"

Answering = Callable[[bytes], Answer]
"""Body of add-checkpoint to what is answered."""


class Listener(HTTPServer):
    """The witness at an address; `serve_forever` blocks."""

    def __init__(
        self, address: tuple[str, int], mirror: Mirror, origin: str, answering: Answering
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.mirror, self.answering = mirror, answering
        self.below = f"/{sha256(origin.encode()).hexdigest()}/"
        super().__init__(address, _Asked)

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up or drips is gone; the next is served."""


class _Asked(BaseHTTPRequestHandler):
    timeout = _IDLE_SECONDS
    server_version, sys_version = "hengjian-witness", ""
    server: Listener

    def setup(self) -> None:
        # A timeout of a socket counts from its last byte: who drips would never run out of it.
        self._end = threading.Timer(_SECONDS, self._cut)
        self._end.daemon = True
        self._end.start()
        super().setup()

    def finish(self) -> None:
        self._end.cancel()
        super().finish()

    def do_POST(self) -> None:
        """Answer add-checkpoint; nothing else is taken."""
        self._send(self._posted())

    def do_GET(self) -> None:
        """Hand out a file of the mirror."""
        self._send(self._got())

    def log_message(self, *_said: object) -> None:
        """Say nothing: who asked is nobody's business, alarms are said by the witness."""

    def _posted(self) -> Answer:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            return Answer(404)
        if not (length.isascii() and length.isdigit()):
            return Answer(411)
        if len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
            return Answer(413)
        body = self.rfile.read(int(length))
        return self.server.answering(body) if len(body) == int(length) else Answer(400)

    def _got(self) -> Answer:
        below = self.server.below
        path = self.path.removeprefix(below if self.path.startswith(below) else "/")
        try:
            if path != CHECKPOINT:
                read_path(path)
            raw = self.server.mirror.read(path)
        except (EvidenceError, OSError):
            return Answer(404)
        return Answer(200, raw, PLAIN if path == CHECKPOINT else _OCTETS)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = True

    def _cut(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
