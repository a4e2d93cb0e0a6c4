"""The log's side: witnesses are asked beside the log, believed only by their key, and their alarms kept."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hengjian.ledger.cosignature import check_cosignatures
from hengjian.ledger.note import read_key, read_note
from hengjian.ledger.tree import Head
from hengjian_portal.evidence import jobs, witnessing
from hengjian_portal.evidence.actions.witnesses import (
    NewWitness,
    add_witness,
    end_witness,
    note_answer,
)
from hengjian_portal.evidence.fetching import Limits
from hengjian_portal.evidence.models import Cosignature, Entry, Witness
from tests.portal.evidence.log_rig import AT, Log
from tests.portal.evidence.witness_rig import (
    COSIGNER,
    OTHER,
    PATIENCE,
    TIME,
    Half,
    asked,
    grown,
    named,
    published,
    somebody,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_cosignature_is_kept_and_published_under_the_checkpoint(log: Log):
    head = grown(5)
    half = Half(log)
    with somebody(half) as url:
        witness = asked(named(url))
        assert (witness.said, witness.alarm, witness.cosigned_size) == ("ok", "", head.size)
        assert published(log, COSIGNER) == head
        kept = Cosignature.objects.get()
        assert (kept.size, kept.witness_id) == (head.size, witness.pk)
        newer = grown(300)
        asked(witness)
        assert published(log, COSIGNER) == newer
    assert half.asked == [0, head.size]
    log.checked()


def test_two_witnesses_both_stand_under_the_checkpoint(log: Log):
    with somebody(Half(log)) as one, somebody(Half(log, OTHER)) as two:
        both = named(one), named(two, OTHER)
        head = grown(5)
        for witness in both:
            asked(witness)
    assert published(log, COSIGNER, OTHER) == head
    jobs.tend()
    assert published(log, COSIGNER, OTHER) == head, "publishing the same head keeps them"


def test_a_cosignature_is_no_act_and_makes_no_new_head(log: Log):
    with somebody(Half(log)) as url:
        witness = named(url)
        head = grown(5)
        asked(witness)
    assert jobs.tend() == head


def test_a_witness_that_was_asked_before_tells_its_size_and_is_asked_from_there(log: Log):
    half = Half(log)
    with somebody(half) as url:
        first = grown(5)
        half.state = first
        newest = grown(5)
        witness = asked(named(url))
    assert witness.said == "ok"
    assert half.asked == [0, first.size]
    assert published(log, COSIGNER) == newest


def test_a_witness_that_knows_more_than_we_have_is_an_alarm_recorded_once(log: Log):
    head = grown(5)
    half = Half(log)
    half.state = Head(head.size + 7, bytes(32))
    with somebody(half) as url:
        witness = named(url)
        for _time in range(3):
            asked(witness)
            assert witness.alarm == "ahead"
            assert "our log was set back" in witness.said
    act = Entry.objects.get(kind="evidence.witness_alarm")
    assert (act.object, act.details["alarm"]) == (f"witness:{witness.pk}", "ahead")
    assert published(log) == head


def test_a_witness_that_refuses_our_tree_is_an_alarm_which_ends_when_it_cosigns_again(log: Log):
    head = grown(5)
    half = Half(log)
    half.state = Head(head.size, bytes(32))
    with somebody(half) as url:
        witness = named(url)
        asked(witness)
        assert witness.alarm == "fork"
        half.state = head
        asked(witness)
        assert (witness.alarm, witness.said) == ("", "ok")
    told = Entry.objects.filter(kind="evidence.witness_alarm").order_by("pk")
    assert [act.details["alarm"] for act in told] == ["fork", ""]


NO_ANSWERS = [
    (200, b""), (200, b"\xff\xfe garbage"), (200, b"ok\n"), (200, b"\n" * 50), (404, b""), (403, b"no"),
    (500, b"trouble"), (302, b""), (409, b"-1\n"), (409, b"many\n"), (409, b"99999999999999999999999\n"),
    (200, b"x" * 200_000),
]  # fmt: skip


def test_an_answer_that_is_none_is_said_and_is_no_alarm(log: Log):
    head = grown(3)
    answers = iter(NO_ANSWERS)
    with somebody(lambda _raw: next(answers)) as url:
        witness = named(url)
        for answer in NO_ANSWERS:
            note_answer(witness=witness, said="ok", at=AT)
            asked(witness)
            assert witness.alarm == "", answer
            assert witness.said not in ("", "ok"), answer
    assert not Cosignature.objects.exists()
    assert published(log) == head


def test_trouble_leaves_an_alarm_as_it_stands(log: Log):
    grown(3)
    witness = named("http://127.0.0.1:1/")
    note_answer(witness=witness, said="a fork", alarm="fork", at=AT)
    asked(witness)
    assert witness.alarm == "fork"
    assert "127.0.0.1:1" in witness.said


def test_a_line_of_another_key_or_a_false_one_is_not_kept(log: Log):
    grown(3)
    text = read_note(log.read("checkpoint")).text
    right = COSIGNER.cosign(text, TIME)
    false = replace(right, signature=right.signature[:-1] + bytes([right.signature[-1] ^ 1]))
    for line, says in (
        (OTHER.cosign(text, TIME), "without a cosignature"),
        (false, "does not hold"),
        (COSIGNER.cosign(text.replace("\n3\n", "\n4\n"), TIME), "does not hold"),
    ):
        with somebody(lambda _raw, line=line: (200, f"{line.line}\n".encode())) as url:
            witness = Witness.objects.first() or named(url)
            Witness.objects.update(url=url)
            assert says in asked(witness).said
    assert not Cosignature.objects.exists()


def test_a_witness_that_hangs_keeps_neither_the_log_nor_another_waiting(
    log: Log, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(witnessing, "_LIMITS", Limits(seconds=60.0, most_bytes=100_000))
    stop, hold = threading.Event(), threading.Event()

    def hangs(_raw: bytes) -> tuple[int, bytes]:
        hold.wait(PATIENCE)
        return 500, b""

    with somebody(hangs) as dead, somebody(Half(log, OTHER)) as well:
        named(dead)
        named(well, OTHER)
        grown(3)
        asking = threading.Thread(target=jobs.keep_asking, args=(stop,), daemon=True)
        asking.start()
        wait_until(lambda: Witness.objects.get(name=OTHER.name).said == "ok")
        newest = grown(5)
        assert published(log) == newest, "published while the other still hangs"
        assert Witness.objects.get(name=COSIGNER.name).said == ""
        stop.set()
        hold.set()
        asking.join(PATIENCE)
        wait_until(lambda: not [t for t in threading.enumerate() if t.name.startswith("witness ")])


def test_an_answer_that_drips_is_cut_off(log: Log, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(witnessing, "_LIMITS", Limits(seconds=1.0, most_bytes=100_000))
    grown(3)

    class Drips(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            for _byte in range(200):
                self.wfile.write(b"x")
                time.sleep(0.1)

        def log_message(self, *_said: Any) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # cut off, as it should be

    with ThreadingHTTPServer(("127.0.0.1", 0), Drips) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        begun = time.monotonic()
        witness = asked(named(f"http://127.0.0.1:{server.server_address[1]}"))
        assert "no whole answer within 1 s" in witness.said
        assert time.monotonic() - begun < 15
        server.shutdown()


def test_a_real_witness_follows_the_portals_log_and_is_asked(log: Log, tmp_path: Path):
    grown(5)
    witness = subprocess.Popen(
        [sys.executable, "-c", "from hengjian.cli import main; main()", "witness",
         "--log", str(log.folder), "--key", log.key.vkey, "--folder", str(tmp_path / "w"),
         "--name", "sichuan.example/w", "--listen", "127.0.0.1:0", "--every", "0.2"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert witness.stdout
        url = witness.stdout.readline().strip().removesuffix("/add-checkpoint")
        vkey = witness.stdout.readline().strip()
        handed = add_witness(new=NewWitness("Sichuan", vkey, url), actor="system", at=AT)
        head = grown(290)
        wait_until(lambda: asked(handed).cosigned_size == head.size)
        note = read_note(log.read("checkpoint"))
        assert any(one.name == "sichuan.example/w" for one in note.signatures)
        mirror = tmp_path / "w" / "mirror" / "checkpoint"
        assert check_cosignatures(read_note(mirror.read_bytes()), read_key(vkey))
    finally:
        witness.terminate()
        witness.wait(PATIENCE)


def test_a_witness_that_ended_is_asked_no_more_and_what_it_says_is_not_noted(log: Log):
    grown(3)
    half = Half(log)
    with somebody(half) as url:
        witness = named(url)
        end_witness(witness=witness, actor="person:2", at=AT)
        assert jobs._still_there() == []
    note_answer(witness=witness, said="a fork", alarm="fork", at=AT)
    witness.refresh_from_db()
    assert (witness.alarm, witness.said) == ("", "")
