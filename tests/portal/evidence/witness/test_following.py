"""A witness follows what is published, and what it must never cosign raises the alarm instead."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.line import read_base64
from hengjian.ledger.proof import check_consistency
from hengjian.ledger.tree import Head
from tests.hengjian.ledger.a_log import LOG, STRANGER, Log, checkpoint, flipped
from tests.portal.evidence.witness.a_witness import NAME, Place, a_place, served

BOTH = pytest.mark.parametrize("over", ["folder", "http"])


def stays(place: Place, says: str, *options: str) -> str:
    """A round ends in an alarm, and changes neither the state nor the mirror."""
    before, shown = place.state, (place.mirror / "checkpoint").read_bytes()
    found = place.once(*options)
    assert found.returncode == 1, found.stderr
    assert says in found.stderr
    assert place.state == before
    assert (place.mirror / "checkpoint").read_bytes() == shown
    assert not (place.mirror / ".staging").exists()
    place.mirror_holds()
    return found.stderr


@BOTH
def test_a_log_that_grows_is_followed_cosigned_and_mirrored(over: str, tmp_path: Path):
    place = a_place(tmp_path, 3)
    with served(place.published) as address:
        place.address = address if over == "http" else ""
        for batch in (0, 250, 3, 1, 256, 600):
            if batch:
                place.grow(batch)
            found = place.once()
            assert found.returncode == 0, found.stderr
            assert found.stdout.strip() == place.key.vkey
            held = place.mirror_holds()
            assert held.trusted.checkpoint.head == place.log.head
            assert held.trusted.cosigned[0].witness.name == NAME
            assert place.state == (place.log.head.size, place.log.head.root.hex())
    assert not (place.mirror / ".staging").exists()


def test_the_mirror_passes_hengjian_log_check(tmp_path: Path):
    place = a_place(tmp_path, 300)
    assert place.once().returncode == 0
    said = subprocess.run(
        [sys.executable, "-c", "from hengjian.cli import main; main()", "log", "check",
         str(place.mirror), "--key", LOG.key.vkey],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "holds" in said.stdout


def test_a_witness_can_begin_with_a_log_that_has_grown_already_and_skip_heads(tmp_path: Path):
    place = a_place(tmp_path, 100)
    assert place.once().returncode == 0
    place.grow(200).grow(1).grow(400)
    assert place.once().returncode == 0
    assert place.mirror_holds().trusted.checkpoint.head.size == 701


def test_another_root_at_the_same_size_is_a_fork_and_both_checkpoints_are_kept(tmp_path: Path):
    place = a_place(tmp_path, 40)
    assert place.once().returncode == 0
    kept = place.log.files["checkpoint"]
    shown = checkpoint(Head(40, bytes(32)), LOG)
    (place.published / "checkpoint").write_bytes(shown)
    said = stays(place, "fork")
    assert "contradicts" in said
    assert place.evidence("fork-1") == {"kept": kept, "shown": shown}
    stays(place, "")
    assert not (place.folder / "fork-2").exists()


@BOTH
@pytest.mark.parametrize("more", [0, 1, 300])
def test_a_log_rewritten_and_signed_anew_is_a_fork_that_names_the_entry(
    over: str, more: int, tmp_path: Path
):
    place = a_place(tmp_path, 200, 320)
    assert place.once().returncode == 0
    entries = list(place.log.entries)
    entries[277] = b"rewritten" + entries[277]
    rewritten = Log(witnesses=())
    rewritten.publish(entries)
    place.log = rewritten
    place.write()
    if more:
        place.grow(more)
    with served(place.published) as address:
        place.address = address if over == "http" else ""
        said = stays(place, "fork")
    found = place.evidence("fork-1")
    assert open_checkpoint(found["shown"], LOG.key)[0].head == rewritten.head
    if more:
        assert "the first entry that differs is 277" in said
        proves_a_fork(found)


def proves_a_fork(found: dict[str, bytes]) -> None:
    """What is kept shows by itself that the log signed two trees: checked with the log's key alone."""
    kept = open_checkpoint(found["kept"], LOG.key)[0].head
    shown = open_checkpoint(found["shown"], LOG.key)[0].head
    first, root, *lines = found["proof"].decode().splitlines()
    then = Head(int(first.removeprefix("old ")), read_base64(root, "root"))
    check_consistency(then, shown, [read_base64(line, "proof") for line in lines])
    assert then.size == kept.size
    assert then.root != kept.root


def test_a_fork_at_a_smaller_size_is_no_mere_rollback(tmp_path: Path):
    place = a_place(tmp_path, 300)
    assert place.once().returncode == 0
    (place.published / "checkpoint").write_bytes(checkpoint(Head(120, bytes(32)), LOG))
    stays(place, "fork")


def test_a_log_set_back_is_noticed_though_its_old_checkpoint_is_genuine(tmp_path: Path):
    place = a_place(tmp_path, 120)
    old = place.log.files["checkpoint"]
    place.grow(180)
    assert place.once().returncode == 0
    (place.published / "checkpoint").write_bytes(old)
    assert "rollback" in stays(place, "it had signed 300")
    assert place.evidence("rollback-1")["shown"] == old


@pytest.mark.parametrize("file", ["tile/entries/001.p/44", "tile/0/001.p/44", "tile/0/000"])
def test_a_published_file_that_was_altered_is_not_cosigned(file: str, tmp_path: Path):
    place = a_place(tmp_path, 100)
    assert place.once().returncode == 0
    place.grow(200)
    altered = place.published / file
    altered.write_bytes(flipped(altered.read_bytes(), 8 * 40))
    stays(place, "altered")
    place.write()
    assert place.once().returncode == 0, "the file is right again"
    assert not (place.folder / "alarm").exists()


def test_an_entry_altered_with_its_leaf_hash_is_found_though_the_files_agree(tmp_path: Path):
    place = a_place(tmp_path, 10)
    assert place.once().returncode == 0
    place.grow(20)
    signed = place.log.files["checkpoint"]
    entries = list(place.log.entries)
    entries[15] = b"altered together with its hash"
    other = Log(witnesses=())
    other.publish(entries)
    place.log = other
    place.write()
    (place.published / "checkpoint").write_bytes(signed)
    stays(place, "altered")


def test_a_checkpoint_of_another_key_is_a_false_signature(tmp_path: Path):
    place = a_place(tmp_path, 5)
    assert place.once().returncode == 0
    place.grow(5)
    (place.published / "checkpoint").write_bytes(checkpoint(place.log.head, STRANGER))
    stays(place, "signature")


def test_garbage_is_no_answer_and_no_alarm_before_the_silence_has_lasted(tmp_path: Path):
    place = a_place(tmp_path, 5)
    assert place.once().returncode == 0
    (place.published / "checkpoint").write_bytes(b"<html>please sign in</html>")
    stays(place, "no checkpoint", "--silence", "3600")
    assert not (place.folder / "alarm").exists()


def test_silence_is_noticed_across_runs_and_rings_once(tmp_path: Path):
    place = a_place(tmp_path, 5)
    bell = tmp_path / "rang"
    ring = f"{sys.executable} -c \"import sys; open('{bell}', 'a').write(sys.stdin.read())\""
    assert place.once().returncode == 0
    (place.published / "checkpoint").unlink()
    (place.folder / "heard").write_text(str(int(time.time()) - 100))
    stays(place, "", "--silence", "200", "--alarm", ring)
    assert not bell.exists()
    stays(place, "silence", "--silence", "90", "--alarm", ring)
    stays(place, "", "--silence", "90", "--alarm", ring)
    assert bell.read_text().count("silence") == 1
    place.write()
    assert "alarm over" in place.once("--alarm", ring).stderr


def test_an_alarm_whose_command_fails_rings_again(tmp_path: Path):
    place = a_place(tmp_path, 5)
    assert place.once().returncode == 0
    (place.published / "checkpoint").write_bytes(checkpoint(Head(5, bytes(32)), LOG))
    for _round in range(2):
        stays(place, "the command of --alarm failed", "--alarm", "/does/not/exist")


def test_a_mirror_that_was_lost_is_fetched_anew_and_held_against_the_state(tmp_path: Path):
    place = a_place(tmp_path, 300)
    assert place.once().returncode == 0
    place.mirror.rename(tmp_path / "lost")
    place.grow(10)
    assert place.once().returncode == 0
    assert place.mirror_holds().trusted.checkpoint.head.size == 310


def test_a_lost_mirror_does_not_make_the_witness_forget(tmp_path: Path):
    place = a_place(tmp_path, 300)
    assert place.once().returncode == 0
    place.mirror.rename(tmp_path / "lost")
    place.log = Log(witnesses=())
    place.grow(310, first=1000)
    before = place.state
    found = place.once()
    assert (found.returncode, place.state) == (1, before)
    assert "fork" in found.stderr
    proves_a_fork(place.evidence("fork-1"))


def test_a_mirror_that_somebody_changed_is_not_blamed_on_the_log(tmp_path: Path):
    place = a_place(tmp_path, 30)
    assert place.once().returncode == 0
    tile = place.mirror / "tile/0/000.p/30"
    tile.write_bytes(flipped(tile.read_bytes(), 9))
    place.grow(30)
    found = place.once()
    assert found.returncode == 1
    assert "the mirror is not what was cosigned" in found.stderr
    assert not (place.folder / "alarm").exists()


def test_the_witness_needs_neither_django_nor_a_database():
    said = subprocess.run(
        [sys.executable, "-c", "import sys, hengjian_portal.evidence.witness.commands;"
         "print([m for m in ('django', 'psycopg') if m in sys.modules])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == "[]"
