"""A witness that is asked over HTTP answers as C2SP tlog-witness has it, whatever it is sent."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hengjian.ledger.note import read_note
from hengjian.ledger.proof import consistency_proof
from hengjian.ledger.published import check_published
from hengjian.ledger.tree import Head
from hengjian.ledger.trust import Trust
from hengjian.ledger.witness import Answer, Request, read_answer
from hengjian_portal.evidence.fetching import Limits, fetched, log_reader
from tests.hengjian.ledger.a_log import LOG, STRANGER, a_log, checkpoint
from tests.portal.evidence.witness.a_witness import PATIENCE, Place, a_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A witness of a log of 100 entries, which listens and follows."""
    found = a_place(tmp_path, 100)
    running = found.start("--listen", "127.0.0.1:0", "--every", "0.1")
    assert running.stdout
    where = running.stdout.readline().strip()
    found.asked = where.removesuffix("/add-checkpoint")
    assert running.stdout.readline().strip() == found.key.vkey
    wait_for(found, 100)
    yield found
    running.terminate()
    assert running.wait(PATIENCE) == 0


def wait_for(place: Place, size: int) -> None:
    end = time.monotonic() + PATIENCE
    while place.cosigned() != size:
        assert time.monotonic() < end, (place.root / "said").read_text()
        time.sleep(0.05)


def way(place: Place, old: int) -> tuple[bytes, ...]:
    return tuple(consistency_proof(old, place.log.head.size, place.log.read_tiles))


def post(place: Place, raw: bytes, path: str = "/add-checkpoint") -> Answer:
    said = fetched(f"{place.asked}{path}", Limits(PATIENCE, 100_000), raw)
    return Answer(said.status, said.body, said.media_type)


def asked(place: Place, old: int, head: Head | None = None, signer=LOG) -> Answer:  # type: ignore[no-untyped-def]
    hashes = way(place, old) if old <= place.log.head.size else ()
    return post(place, Request(old, hashes, checkpoint(head or place.log.head, signer)).raw)


def test_each_answer_is_that_of_the_engine(place: Place):
    assert asked(place, 100).status == 200
    assert asked(place, 100, signer=STRANGER).status == 403
    conflict = asked(place, 7)
    assert (conflict.status, conflict.body) == (409, b"100\n")
    assert conflict.media_type == "text/x.tlog.size"
    assert asked(place, 101).status == 400
    other = checkpoint(place.log.head).replace(b"log.example", b"log.another")
    assert post(place, Request(100, (), other).raw).status == 404
    assert post(place, b"nothing of the kind").status == 400


def test_a_head_handed_in_is_cosigned_once_its_entries_were_followed(place: Place):
    place.grow(50)
    note = read_note(place.log.files["checkpoint"])
    answer = asked(place, 100)
    if answer.status == 409:  # its own round was faster
        answer = asked(place, 150)
    assert len(read_answer(answer, note, [place.key]).cosignatures) == 1
    assert place.state[0] == 150
    assert place.mirror_holds().trusted.checkpoint.head.size == 150


def test_a_head_whose_entries_are_not_published_is_not_cosigned(place: Place):
    grown = a_log(100, 50)
    proof = tuple(consistency_proof(100, 150, grown.read_tiles))
    answer = post(place, Request(100, proof, checkpoint(grown.head)).raw)
    assert answer.status == 503
    assert "is not there" in answer.body.decode()
    assert place.state[0] == 100
    assert not (place.folder / "alarm").exists(), "the log may publish it a moment later"


def test_a_fork_that_is_handed_in_is_refused_and_kept_as_evidence(place: Place):
    shown = checkpoint(Head(100, bytes(32)))
    assert post(place, Request(100, (), shown).raw).status == 422
    assert place.evidence("fork-1")["shown"] == shown
    small = checkpoint(Head(60, bytes(32)))
    assert post(place, Request(60, (), small).raw).status == 409
    assert place.evidence("fork-2")["shown"] == small
    assert place.state[0] == 100


def test_the_mirror_is_served_as_a_published_log_and_where_c2sp_looks_for_it(place: Place):
    trust = Trust(LOG.key, (place.key,))
    below = sha256(LOG.name.encode()).hexdigest()
    for address in (place.asked, f"{place.asked}/{below}"):
        found = check_published(log_reader(address), trust)
        assert found.trusted.checkpoint.head.size == 100


@pytest.mark.parametrize(
    "path",
    ["/../key", "/key", "/state", "/%2e%2e/key", "/tile/../../key", "//etc/passwd", "/.staging"],
)
def test_nothing_but_the_mirror_is_served(place: Place, path: str):
    parts = urlsplit(place.asked)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    line.request("GET", path)
    assert line.getresponse().status == 404
    line.close()


def test_bodies_are_bounded_and_lengths_are_needed(place: Place):
    assert post(place, bytes(64_001)).status == 413
    assert post(place, b"old 0\n", "/elsewhere").status == 404
    assert raw_answer(place, b"POST /add-checkpoint HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.0 411")
    much = b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"
    assert raw_answer(place, much).startswith(b"HTTP/1.0 413")
    less = b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: -1\r\n\r\n"
    assert raw_answer(place, less).startswith(b"HTTP/1.0 411")


def raw_answer(place: Place, sent: bytes) -> bytes:
    parts = urlsplit(place.asked)
    with socket.create_connection((parts.hostname, parts.port), PATIENCE) as line:
        line.sendall(sent)
        return line.recv(100)


def test_whoever_hangs_does_not_keep_the_next_from_an_answer(place: Place):
    parts = urlsplit(place.asked)
    with socket.create_connection((parts.hostname, parts.port), PATIENCE) as hung:
        hung.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 50\r\n\r\nold")
        assert asked(place, 100).status == 200


def test_of_two_who_ask_at_once_from_the_same_size_one_is_told_the_new_one(tmp_path: Path):
    place = a_place(tmp_path, 100)
    running = place.start("--listen", "127.0.0.1:0", "--every", "3600")
    assert running.stdout
    place.asked = running.stdout.readline().strip().removesuffix("/add-checkpoint")
    wait_for(place, 100)
    place.grow(30)
    first = Request(100, way(place, 100), checkpoint(place.log.head)).raw
    place.grow(30)
    second = Request(100, way(place, 100), checkpoint(place.log.head)).raw
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda raw: post(place, raw), (first, second)))
    assert sorted(one.status for one in found) == [200, 409]
    conflict = next(one for one in found if one.status == 409)
    assert int(conflict.body) == place.state[0]
    running.terminate()
    running.wait(PATIENCE)


def test_two_witnesses_of_one_log_follow_it_each_for_itself(tmp_path: Path):
    first = a_place(tmp_path, 40)
    second = Place(tmp_path, first.log, name="court.example/witness")
    second.beside = "court"
    both = [one.start("--every", "0.05") for one in (first, second)]
    for _batch in range(10):
        first.grow(37)
        time.sleep(0.1)
    for place in (first, second):
        wait_for(place, 410)
        place.mirror_holds()
    assert first.key.public != second.key.public
    for one in both:
        one.terminate()
        assert one.wait(PATIENCE) == 0


def test_many_who_hand_in_at_once_beside_its_own_rounds_are_all_answered(place: Place):
    """Each of them, and each round, notes when the log was heard."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: asked(place, 100), range(400)))
    assert {answer.status for answer in answers} == {200}
    assert "cannot be written" not in (place.root / "said").read_text()
