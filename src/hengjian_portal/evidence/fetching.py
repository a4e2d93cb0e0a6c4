"""
Asking over HTTP what somebody else runs: a witness, a log, a mirror. No more time and bytes than given.

The addresses come from whoever runs this side, never from what is read over them, and may lie in a
private network: two bureaux often share one. Only http and https are spoken, and no answer leads
anywhere else: a redirection is an answer like any other.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from hengjian.cli.published_place import reader_of
from hengjian.errors import EvidenceError
from hengjian.ledger.published import Reader
from hengjian.ledger.tile import LARGEST_BUNDLE

_GONE = (404, 410)
_FILE_SECONDS = 30.0


class AwayError(EvidenceError):
    """Nobody answers there, or not as agreed; trying again later may help."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an answer may take altogether, and how many bytes it may have."""

    seconds: float
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: status, body, and the Content-Type as it stands there."""

    status: int
    body: bytes
    media_type: str


def check_url(url: str) -> SplitResult:
    """Read an address that may be asked; raises `EvidenceError`."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named or parts.scheme not in ("http", "https") or parts.username or parts.query:
        raise EvidenceError(
            f"{url[:100]!r} is no address that can be asked: https://name/path, without user or query",
            zh=f"{url[:100]!r}不能作为访问地址：应为https://域名/路径，不带用户名和参数",
        )
    return parts


def fetched(url: str, limits: Limits, body: bytes | None = None) -> Said:
    """GET an address, or POST a body to it; raises `AwayError`."""
    parts = check_url(url)
    until = time.monotonic() + limits.seconds
    try:
        with _line(parts, limits.seconds) as line:
            # A timeout of a socket counts from its last byte: who drips would never run out of it.
            cutter = threading.Timer(max(0.0, until - time.monotonic()), _cut, (line.sock,))
            cutter.daemon = True
            cutter.start()
            try:
                said = _asked(line, parts.path or "/", body, limits.most_bytes)
            finally:
                cutter.cancel()
        if time.monotonic() >= until:
            raise TimeoutError  # what was cut off may look like a whole answer
        return said
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() >= until
        why = f"no whole answer within {limits.seconds:g} s" if late else _named(error)
        raise AwayError(f"{url}: {why}", zh=f"{url}：无法访问或未按时应答（{why}）") from error


def log_reader(place: str, seconds: float = _FILE_SECONDS) -> Reader:
    """
    What reads the files of a published log, a folder or an address; raises `EvidenceError` for neither.

    No file is waited for longer than the time given, nor than half a minute. A file that is not there is a `FileNotFoundError`; anything else that fails, an `AwayError`
    or, in a folder, a `TextError`.
    """
    if not place.startswith(("http://", "https://")):
        return reader_of(place)
    check_url(place)
    limits = Limits(min(seconds, _FILE_SECONDS), LARGEST_BUNDLE)

    def read(path: str) -> bytes:
        said = fetched(f"{place.rstrip('/')}/{path}", limits)
        if said.status in _GONE:
            raise FileNotFoundError(path)
        if said.status != http.client.OK:
            raise AwayError(
                f"{place}: status {said.status} for {path}; give the address that answers itself",
                zh=f"{place}：读取{path}时返回状态{said.status}；请给出直接应答的地址",
            )
        return said.body

    return read


@contextmanager
def _line(parts: SplitResult, seconds: float) -> Iterator[http.client.HTTPConnection]:
    host = parts.hostname or ""
    line: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        line = http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=context)
    else:
        line = http.client.HTTPConnection(host, parts.port, timeout=seconds)
    try:
        line.connect()
        yield line
    finally:
        line.close()


def _asked(
    line: http.client.HTTPConnection, path: str, body: bytes | None, most_bytes: int
) -> Said:
    headers = {"Accept-Encoding": "identity", "Connection": "close"}
    line.request("GET" if body is None else "POST", path, body, headers)
    answer = line.getresponse()
    raw = answer.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise ValueError(f"an answer of more than {most_bytes} bytes")
    return Said(answer.status, raw, answer.getheader("Content-Type", ""))


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _named(error: Exception) -> str:
    return str(error) or type(error).__name__
