"""The witness's folder: key and state are there together, and neither is ever made up."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from hengjian.ledger.note import Signer
from tests.hengjian.ledger.a_log import SICHUAN, checkpoint
from tests.portal.evidence.witness.a_witness import Place, a_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A witness that cosigned 20 entries."""
    found = a_place(tmp_path, 20)
    assert found.once().returncode == 0
    return found


def refused(found: subprocess.CompletedProcess[str], says: str) -> None:
    assert found.returncode == 2
    assert says in found.stderr


def test_key_and_state_are_their_owners_alone_and_the_mirror_is_for_all(place: Place):
    modes = [(place.folder / name).stat().st_mode & 0o777 for name in ("key", "state")]
    assert modes == [0o600, 0o600]
    for path in ("checkpoint", "tile/entries/000.p/20", "tile/0/000.p/20"):
        assert (place.mirror / path).stat().st_mode & 0o444 == 0o444


def test_a_state_that_is_missing_is_not_filled_in(place: Place):
    (place.folder / "state").unlink()
    place.grow(5)
    refused(place.once(), "--adopt FILE")
    assert not (place.folder / "state").exists()


def test_a_key_that_is_missing_is_not_made_again(place: Place):
    (place.folder / "key").unlink()
    refused(place.once(), "backup of the keys")
    assert not (place.folder / "key").exists()


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"size": -1}', b"\xff", b"[]", b"null"])
def test_a_state_that_cannot_be_read_stops_the_witness(place: Place, raw: bytes):
    (place.folder / "state").write_bytes(raw)
    refused(place.once(), "cannot be read")


def test_a_state_whose_head_was_set_back_by_hand_stops_the_witness(place: Place):
    said = json.loads((place.folder / "state").read_bytes())
    (place.folder / "state").write_text(json.dumps({**said, "size": 19}))
    refused(place.once(), "not that of its checkpoint")


def test_what_was_lost_is_adopted_from_the_mirror(place: Place):
    before = place.state
    (place.folder / "state").unlink()
    found = place.run("--adopt", str(place.mirror / "checkpoint"))
    assert found.stdout.strip() == "hengjian: 20 entries"
    assert place.state == before
    place.grow(5)
    assert place.once().returncode == 0


def test_nothing_is_adopted_where_nothing_was_lost(place: Place):
    refused(place.run("--adopt", str(place.mirror / "checkpoint")), "only adopts what it has lost")


def test_a_checkpoint_that_this_witness_did_not_cosign_is_not_adopted(place: Place):
    (place.folder / "state").unlink()
    other = place.root / "other"
    other.write_bytes(checkpoint(place.log.head, witnesses=[SICHUAN]))
    refused(place.run("--adopt", str(other)), "did not cosign")


def test_an_older_checkpoint_than_the_mirrors_is_not_adopted(place: Place):
    old = place.root / "old"
    old.write_bytes((place.mirror / "checkpoint").read_bytes())
    place.grow(5)
    assert place.once().returncode == 0
    (place.folder / "state").unlink()
    refused(place.run("--adopt", str(old)), "adopt that one")


def test_a_folder_is_for_one_log(place: Place):
    stranger = Signer.from_seed("log.example/other", bytes(range(5, 37)))
    refused(place.once("--key", stranger.key.vkey), "another log needs a folder of its own")


def test_a_folder_is_for_one_process(place: Place):
    running = place.start("--every", "30")
    assert running.stdout
    assert running.stdout.readline().strip() == place.key.vkey
    refused(place.once(), "another witness works from")
    running.terminate()
    assert running.wait(60) == 0


def test_a_new_witness_needs_a_name_that_a_key_may_have(tmp_path: Path):
    place = a_place(tmp_path, 3)
    refused(place.once("--name", ""), "--name says whose")
    refused(place.once("--name", "with a blank"), "no name of a key")
    assert not (place.folder / "key").exists()
    assert place.once().returncode == 0


@pytest.mark.parametrize(
    "log", ["/nowhere/at/all", "ftp://example.com/log", "http://", "http://a?b=c"]
)
def test_what_is_no_place_of_a_log_is_refused(tmp_path: Path, log: str):
    refused(a_place(tmp_path, 3).once("--log", log), "address")
