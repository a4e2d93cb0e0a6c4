"""`hengjian proof check` and `hengjian log check`: what they print, and how they end."""

import gzip
import json
from base64 import b64encode
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from tests.hengjian.ledger.a_log import LOG, NOTARY, SICHUAN, a_log, checkpoint, entry, opening

from hengjian.ledger.note import read_note
from hengjian.ledger.receipt import Receipt, write_receipt

KEY = ("--key", LOG.key.vkey)
BOTH = ("--witness", SICHUAN.key.vkey, "--witness", NOTARY.key.vkey)
LOG_300 = a_log(100, 200)
ROOT = b64encode(LOG_300.head.root).decode()
HOLDS = {"holds": True, "why": "", "size": 300, "root": ROOT}
RECEIPT = write_receipt(Receipt(entry(137), LOG_300.proof_file(137), opening(137)))


@pytest.fixture
def files(tmp_path):
    """A proof, a receipt, an entry and a published log."""
    (tmp_path / "a.tlog-proof").write_bytes(LOG_300.proof_file(137).raw)
    (tmp_path / "inside.tlog-proof").write_bytes(LOG_300.proof_file(137, entry(137)).raw)
    (tmp_path / "receipt.json").write_bytes(RECEIPT)
    (tmp_path / "entry").write_bytes(entry(137))
    (tmp_path / "other").write_bytes(entry(138))
    (tmp_path / "older").write_bytes(checkpoint(a_log(100).head))
    LOG_300.write_to(tmp_path / "log")
    return tmp_path


def _said(done):
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "words",
    [
        ("a.tlog-proof", "--leaf", "entry"),
        ("inside.tlog-proof",),
        ("receipt.json",),
        ("receipt.json", "--leaf", "entry"),
    ],
)
def test_a_sound_file_holds(shell, files, monkeypatch, words):
    monkeypatch.chdir(files)
    for witnesses in ((), BOTH, (*BOTH, "--needed", "1")):
        done = shell("proof", "check", *words, *KEY, *witnesses, "--json")
        assert (done.returncode, _said(done)) == (0, HOLDS)


def test_a_receipt_tells_in_words_what_it_says(shell, files):
    done = shell("proof", "check", files / "receipt.json", *KEY, *BOTH)
    assert done.returncode == 0
    for words in (
        "成立 holds",
        "witness.example/sichuan",
        "recall.reported",
        'name: "赵137"',
        ROOT,
    ):
        assert words in done.stdout


def test_a_cosignature_beyond_the_calendar_is_told_in_seconds(shell, files):
    note = read_note(checkpoint(LOG_300.head))
    late = note.with_signatures([SICHUAN.cosign(note.text, 2**62)]).raw
    proof = replace(LOG_300.proof_file(137, entry(137)), checkpoint=late)
    (files / "late.tlog-proof").write_bytes(proof.raw)
    done = shell("proof", "check", files / "late.tlog-proof", *KEY, *BOTH[:2])
    assert (done.returncode, f"witness.example/sichuan  {2**62}\n" in done.stdout) == (0, True)


def test_a_receipt_without_opening_says_so(shell, files):
    closed = files / "closed.json"
    closed.write_bytes(write_receipt(Receipt(entry(137), LOG_300.proof_file(137))))
    done = shell("proof", "check", closed, *KEY)
    assert (done.returncode, "未开启 not opened" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("a.tlog-proof", "--leaf", "other"), "does not lead from entry 137"),
        (("inside.tlog-proof", "--leaf", "other"), "does not lead from entry 137"),
        (("receipt.json", "--leaf", "other"), "is of another entry"),
        (("cut.tlog-proof", "--leaf", "entry"), "no empty line"),
        (("altered.json",), "c does not commit"),
    ],
)
def test_what_does_not_hold_ends_with_1_and_the_reason(shell, files, monkeypatch, words, why):
    monkeypatch.chdir(files)
    (files / "cut.tlog-proof").write_bytes(LOG_300.proof_file(137).raw[:-9])
    (files / "altered.json").write_bytes(RECEIPT.replace(b"2026-03-10", b"2026-03-11"))
    done = shell("proof", "check", *words, *KEY, "--json")
    said = _said(done)
    assert done.returncode == 1
    assert (said["holds"], said["size"], said["root"]) == (False, None, None)
    assert why in said["why"]
    in_words = shell("proof", "check", *words, *KEY)
    assert (in_words.returncode, "不成立 does not hold" in in_words.stdout) == (1, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("a.tlog-proof", *KEY), "give it with --leaf FILE"),
        (("none", *KEY), "none: cannot be read"),
        (("entry", "--leaf", "none", *KEY), "none: cannot be read"),
        (("older", *KEY), "older: is neither a proof"),
        (("receipt.json", "--key", "nonsense"), "is not base64"),
        (("receipt.json", "--key", SICHUAN.key.vkey), "is of kind 0x04"),
        (("receipt.json", *KEY, "--witness", LOG.key.vkey), "is of kind 0x01"),
        (("receipt.json", *KEY, "--needed", "1"), "1 witnesses are needed"),
    ],
)
def test_bad_input_ends_with_2_and_one_line(shell, files, monkeypatch, words, says):
    monkeypatch.chdir(files)
    done = shell("proof", "check", *words, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_published_log_holds(shell, files):
    done = shell("log", "check", files / "log", *KEY, "--json")
    assert (done.returncode, _said(done), done.stderr) == (0, HOLDS, "")
    done = shell("log", "check", files / "log", *KEY, "--since", files / "older")
    assert (done.returncode, "承接 Grew out of   100" in done.stdout) == (0, True)


def test_the_first_place_that_does_not_hold_is_named(shell, files):
    tile = files / "log/tile/0/000"
    tile.write_bytes(tile.read_bytes()[:-1] + b"?")
    done = shell("log", "check", files / "log", *KEY, "--json")
    assert done.returncode == 1
    assert _said(done)["why"] == "tile/0/000: hash 255 is not the one that the entries give"
    tile.unlink()
    done = shell("log", "check", files / "log", *KEY)
    assert (done.returncode, "tile/0/000：缺失" in done.stdout) == (1, True)


def test_a_log_rewritten_since_an_older_checkpoint_does_not_hold(shell, files):
    other = files / "since"
    other.write_bytes(checkpoint(a_log().publish([entry(n) for n in range(9, 109)]).head))
    done = shell("log", "check", files / "log", *KEY, "--since", other, "--json")
    assert done.returncode == 1
    assert _said(done)["why"].startswith("since: the first 100 entries")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("none",), "none: is no folder"),
        (("log/checkpoint",), "is no folder"),
        (("log", "--since", "none"), "none: cannot be read"),
        (("http://127.0.0.1:9",), "cannot be fetched"),
        (("http://[",), "cannot be fetched"),
    ],
)
def test_a_log_that_cannot_be_reached_is_bad_input(shell, files, monkeypatch, words, says):
    monkeypatch.chdir(files)
    done = shell("log", "check", *words, *KEY, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


class Web(BaseHTTPRequestHandler):
    """A web server of a log, which packs some of what it sends."""

    def __init__(self, served, *words):
        self.served = served
        super().__init__(*words)

    def do_GET(self):
        raw = self.served.get(self.path.removeprefix("/log/"))
        self.send_response(200 if isinstance(raw, bytes) else raw or 404)
        if isinstance(raw, bytes) and "entries" in self.path:
            self.send_header("Content-Encoding", "gzip")
            raw = gzip.compress(raw)
        self.end_headers()
        if isinstance(raw, bytes):
            self.wfile.write(raw)

    def log_message(self, *_words):
        """Say nothing on standard error."""


@pytest.fixture
def web():
    """Serve a log over the network; its address."""
    servers = []

    def serve(served):
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Web, served))
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/log/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_log_is_checked_over_the_network(shell, web):
    done = shell("log", "check", web(LOG_300.files), *KEY, "--json")
    assert (done.returncode, _said(done)) == (0, HOLDS)


def test_a_file_missing_on_the_network_does_not_hold_but_a_broken_server_is_bad_input(shell, web):
    gone = {path: raw for path, raw in LOG_300.files.items() if path != "tile/entries/000"}
    done = shell("log", "check", web(gone), *KEY, "--json")
    assert (done.returncode, _said(done)["why"]) == (1, "tile/entries/000: is not there")
    broken = {**LOG_300.files, "tile/0/000": 503}
    done = shell("log", "check", web(broken), *KEY, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "status 503" in done.stderr
