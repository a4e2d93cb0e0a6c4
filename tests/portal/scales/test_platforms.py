"""The maker's query platform: agrees, disagrees, unknown, slow, garbage, huge, elsewhere."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale
from hengjian_portal.scales.platforms import OnScale, Unreachable, ask
from hengjian_portal.scales.platforms.configured import platform_of
from hengjian_portal.scales.platforms.http import MakerPlatform, read_known
from hengjian_portal.scales.platforms.registry import Registry

CODE = "PILIN150QL15A260001237"
GOOD = {"production_code": CODE, "serial_no": "26000123", "software_id": "ZH-1.04-9C2F"}


class _Maker(BaseHTTPRequestHandler):
    """A maker's platform as it should be, and as it should not."""

    def do_GET(self) -> None:
        place = self.path.split("/")[1]
        getattr(self, f"say_{place}")()

    def log_message(self, *_args: Any) -> None:
        """Say nothing on the terminal."""

    def _say(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def say_good(self) -> None:
        self._say(json.dumps(GOOD).encode())

    def say_other(self) -> None:
        self._say(json.dumps({**GOOD, "serial_no": "1"}).encode())

    def say_unknown(self) -> None:
        self._say(b"", 404)

    def say_broken(self) -> None:
        self._say(b"", 500)

    def say_slow(self) -> None:
        time.sleep(1.5)

    def say_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            for _ in range(30):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)

    def say_garbage(self) -> None:
        self._say(b"<html>welcome</html>")

    def say_huge(self) -> None:
        with suppress(OSError):
            self._say(b'"' + b"a" * 2_000_000 + b'"')

    def say_round(self) -> None:
        self._say(b"", 302, Location=self.path)

    def say_within(self) -> None:
        self._say(b"", 302, Location="/good/x")

    def say_elsewhere(self) -> None:
        self._say(b"", 302, Location="http://127.0.0.1:1/good/x")


@pytest.fixture(scope="module")
def maker_at() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Maker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _platform(maker_at: str, place: str, seconds: float = 5.0) -> MakerPlatform:
    return MakerPlatform(f"{maker_at}/{place}/{{code}}", private=True, seconds=seconds)


def test_it_says_what_it_knows(maker_at: str):
    known = _platform(maker_at, "good").look_up(CODE)
    assert known is not None
    assert (known.production_code, known.serial_no) == (CODE, "26000123")
    assert _platform(maker_at, "within").look_up(CODE) == known


def test_it_may_know_no_such_scale(maker_at: str):
    assert _platform(maker_at, "unknown").look_up(CODE) is None


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("broken", "500"), ("garbage", "no JSON"), ("huge", "too long"),
        ("round", "round and round"), ("elsewhere", "another host"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_no_answer(maker_at: str, place: str, why: str):
    with pytest.raises(Unreachable, match=why) as refused:
        _platform(maker_at, place).look_up(CODE)
    assert refused.value.zh.startswith("生产企业平台未应答")


@pytest.mark.parametrize("place", ["slow", "drip"])
def test_whoever_is_slow_is_not_waited_for(maker_at: str, place: str):
    begun = time.monotonic()
    with pytest.raises(Unreachable):
        _platform(maker_at, place, seconds=0.4).look_up(CODE)
    assert time.monotonic() - begun < 1.3


def test_nobody_listens_there():
    with pytest.raises(Unreachable):
        MakerPlatform("http://127.0.0.1:1/{code}", private=True).look_up(CODE)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.org/{code}", "only https"),
        ("http://10.0.0.8/{code}", "only https"),
        ("https://10.0.0.8/{code}", "private network"),
        ("https://192.168.1.1/{code}", "private network"),
        ("https://169.254.169.254/{code}", "private network"),
        ("https://[::1]/{code}", "private network"),
        ("https://127.0.0.1/{code}", "private network"),
        ("ftp://127.0.0.1/{code}", "only https"),
    ],
)
def test_where_it_may_not_lie(url: str, why: str):
    with pytest.raises(Unreachable, match=why):
        MakerPlatform(url).look_up(CODE)


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{}", b'{"production_code": 7}', b'{"production_code": "P", "extra": "x"}',
     b'{"production_code": "' + b"P" * 81 + b'"}', b"\xff"],
)  # fmt: skip
def test_only_the_agreed_form_is_read(body: bytes):
    with pytest.raises(Unreachable):
        read_known(body)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "outcome", "differs"),
    [
        ("good", "agrees", ()), ("other", "disagrees", ("serial_no",)),
        ("unknown", "unknown", ()), ("garbage", "unreachable", ()),
    ],
)  # fmt: skip
def test_each_source_is_held_against_what_was_read(
    maker_at: str, in_use: Scale, place: str, outcome: str, differs: tuple[str, ...]
):
    read = OnScale(CODE, "ZH-1.04-9C2F", "26000123")
    said = ask(_platform(maker_at, place), in_use, read)
    assert (said.source, said.outcome, said.differs) == ("maker", outcome, differs)


@pytest.mark.django_db
def test_our_own_register_is_a_source(in_use: Scale):
    assert ask(Registry(), in_use, OnScale(in_use.production_code)).outcome == "agrees"
    assert ask(Registry(), in_use, OnScale("P0")).outcome == "unknown"
    wrong = OnScale(in_use.production_code, "OTHER")
    assert ask(Registry(), in_use, wrong).differs == ("software_id",)


@pytest.mark.django_db
def test_the_operator_says_which_maker_is_asked_where(tmp_path: Path, maker_body: Body):
    file = tmp_path / "makers.json"
    rows = [{"uscc": "x", "url": "https://a/{code}"},
            {"uscc": maker_body.uscc, "url": "https://b/{code}", "private": True}]  # fmt: skip
    file.write_text(json.dumps(rows), encoding="utf-8")
    assert platform_of(maker_body, str(file)) == MakerPlatform("https://b/{code}", private=True)
    assert platform_of(maker_body, "") is None
    assert platform_of(Body(uscc="unlisted"), str(file)) is None
    assert platform_of(Body(uscc=""), str(file)) is None


@pytest.mark.parametrize(
    "content",
    ["", "{}", '[{"uscc": "x"}]', '[{"uscc": "x", "url": "https://a/"}]', "[7]",
     '[{"uscc": "x", "url": "https://a/{code}", "private": "yes"}]',
     '[{"uscc": "x", "url": "https://a/{code}", "token": "t"}]'],
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_said_to_be_so(tmp_path: Path, content: str):
    file = tmp_path / "makers.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ScaleError, match=r"makers\.json"):
        platform_of(Body(uscc="none"), str(file))
    with pytest.raises(ScaleError, match=r"gone\.json"):
        platform_of(Body(uscc="none"), str(tmp_path / "gone.json"))
