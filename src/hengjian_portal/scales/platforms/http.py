"""
The query platform of a maker, asked over HTTPS for one code.

It answers `GET <url with the code>` with 404 for a code it does not know, else with one JSON
object of text: production_code, and as far as it says them serial_no, model_no, software_id.
The format is ours: no official one is published. An address that leads into the operator's own
network is refused unless the operator configured it so, and the name is resolved once, so that
what was checked is what is called.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from hengjian_portal.scales.platforms import Known, Unreachable

_SECONDS = 5.0
_MOST_BYTES = 64 * 1024
_REDIRECTS = 2
_FIELDS = ("production_code", "serial_no", "model_no", "software_id")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class MakerPlatform:
    """One maker's platform: `url` holds `{code}`; `private` lets it lie in one's own network."""

    url: str
    private: bool = False
    seconds: float = _SECONDS
    name: str = "maker"

    def look_up(self, production_code: str) -> Known | None:
        """What the maker knows of a code. Raises `Unreachable`."""
        until = time.monotonic() + self.seconds
        url = self.url.replace("{code}", quote(production_code, safe=""))
        try:
            status, body = self._fetched(url, until)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _no_answer(f"{type(error).__name__}", "网络不通或超时") from error
        if status == http.client.NOT_FOUND:
            return None
        if status != http.client.OK:
            raise _no_answer(f"it answered {status}", f"对方返回状态{status}")
        return read_known(body)

    def _fetched(self, url: str, until: float) -> tuple[int, bytes]:
        """Follow an address, within its own host only; the status and the body."""
        first = urlsplit(url)
        for _turn in range(_REDIRECTS + 1):
            parts = urlsplit(url)
            if (parts.scheme, parts.netloc) != (first.scheme, first.netloc):
                raise _no_answer("it sends one to another host", "对方转到了其他网址")
            status, body, moved_to = self._asked(parts, until)
            if status not in _MOVED:
                return status, body
            url = urljoin(url, moved_to)
        raise _no_answer("it sends one round and round", "对方反复跳转")

    def _asked(self, parts: SplitResult, until: float) -> tuple[int, bytes, str]:
        line = _Line(parts, self._place(parts), _left(until))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        # A timeout of a socket counts from its last byte: who drips would never run out of it.
        end = threading.Timer(_left(until), line.cut)
        end.start()
        try:
            line.request("GET", path, headers={"Accept": "application/json"})
            answer = line.getresponse()
            return answer.status, _body(answer), answer.getheader("Location", "")
        finally:
            end.cancel()
            line.close()

    def _place(self, parts: SplitResult) -> str:
        """The one address that is called, after it was looked at."""
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
            raise _no_answer("only https is asked", "只查询https网址")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = {str(row[4][0]) for row in found}
        inside = [place for place in places if not ipaddress.ip_address(place).is_global]
        if inside and not self.private:
            raise _no_answer(
                "its name leads into a private network that is not configured for it",
                "其网址指向内部网络，未经使用单位配置",
            )
        return sorted(places)[0]


class _Line(http.client.HTTPConnection):
    """A connection to an address already resolved, which still calls itself by the host's name."""

    def __init__(self, parts: SplitResult, place: str, seconds: float) -> None:
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        super().__init__(parts.hostname or "", port, timeout=seconds)
        self._place, self._secure = place, secure
        # http.client forgets its socket once an answer begins; who cuts must still hold it.
        self._held: socket.socket | None = None

    def connect(self) -> None:
        """Connect there and nowhere else; the certificate must be the host's."""
        self.sock = socket.create_connection((self._place, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
        self._held = self.sock
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def cut(self) -> None:
        """End what is still being read, from another thread."""
        if self._held is not None:
            with suppress(OSError):
                self._held.shutdown(socket.SHUT_RDWR)


def _body(answer: http.client.HTTPResponse) -> bytes:
    """The body, no more of it than an answer may have."""
    body = answer.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        raise _no_answer("its answer is too long", "对方的回答过长")
    return body


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def read_known(body: bytes) -> Known:
    """Read the answer of a maker's platform strictly; raises `Unreachable`."""
    try:
        said = json.loads(body.decode("utf-8"))
    except ValueError as error:
        raise _no_answer("its answer is no JSON", "对方的回答不是JSON") from error
    fields = said if isinstance(said, dict) else {}
    texts = {name: fields.get(name, "") for name in _FIELDS}
    whole = bool(texts["production_code"]) and not set(fields) - set(_FIELDS)
    if not whole or not all(isinstance(text, str) and len(text) <= 80 for text in texts.values()):
        raise _no_answer("its answer is not as agreed", "对方的回答不符合约定格式")
    return Known(**texts)


def _no_answer(why: str, zh: str) -> Unreachable:
    return Unreachable(
        f"the maker's platform gave no answer: {why}", zh=f"生产企业平台未应答：{zh}"
    )
