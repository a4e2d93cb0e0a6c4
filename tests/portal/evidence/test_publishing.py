"""The folder of the published log: made once, checked before it is told, and always whole."""

from __future__ import annotations

import shutil

import pytest

from hengjian.errors import HengjianError, PublishedError
from hengjian.ledger.published import CHECKPOINT
from hengjian_portal.evidence.jobs import publish_newest, sign_newest, tend
from hengjian_portal.evidence.models import LogHead
from tests.portal.evidence.log_rig import Log, acts, unguarded

pytestmark = pytest.mark.django_db(transaction=True)


def test_acts_become_a_log_that_a_stranger_can_check(log: Log):
    acts(3)
    assert tend().size == 3
    first = log.read(CHECKPOINT)
    acts(260)
    assert tend().size == 263
    found = log.checked(since=first)
    assert (found.trusted.checkpoint.head.size, found.since.head.size) == (263, 3)


def test_nothing_new_changes_no_file(log: Log):
    acts(3)
    tend()
    before = {path: path.stat().st_mtime_ns for path in log.folder.rglob("*") if path.is_file()}
    before.pop(log.folder / ".lock")
    assert tend().size == 3
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())
    log.checked()


def test_a_partial_tile_goes_once_the_full_one_is_there(log: Log):
    acts(200)
    tend()
    assert (log.folder / "tile/entries/000.p/200").exists()
    acts(100)
    tend()
    assert not (log.folder / "tile/entries/000.p").exists()
    assert not (log.folder / "tile/0/000.p").exists()
    log.checked()


def test_a_folder_that_was_lost_is_published_again_the_same(log: Log):
    acts(300)
    tend()
    before = {
        p.relative_to(log.folder): p.read_bytes() for p in log.folder.rglob("*") if p.is_file()
    }
    shutil.rmtree(log.folder)
    tend()
    after = {
        p.relative_to(log.folder): p.read_bytes() for p in log.folder.rglob("*") if p.is_file()
    }
    assert after == before


def test_what_a_killed_publisher_left_is_swept_and_finished(log: Log):
    acts(300)
    tend()
    old = log.read(CHECKPOINT)
    acts(300)
    tend()
    # As it looks when the power goes before the checkpoint: new files there, the old head told.
    (log.folder / CHECKPOINT).write_bytes(old)
    (log.folder / "tile/0/002.p/88").unlink()
    (log.folder / "tile/0/002.p/.88.new").write_bytes(b"half a tile")
    log_before = log.read("tile/entries/001")
    assert tend().size == 600
    assert log.read("tile/entries/001") == log_before
    assert not list(log.folder.rglob(".*.new"))
    log.checked(since=old)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/000"])
def test_a_published_file_that_was_changed_is_never_overwritten(log: Log, path):
    acts(300)
    sign(log)
    place = log.folder / path
    place.parent.mkdir(parents=True)
    place.write_bytes(b"something else")
    with pytest.raises(PublishedError, match=f"{path}: lies there with other bytes"):
        tend()
    assert place.read_bytes() == b"something else"
    assert not (log.folder / CHECKPOINT).exists()


def sign(log: Log) -> None:
    from hengjian_portal.evidence.actions.sequencing import sequence
    from tests.portal.evidence.log_rig import AT

    sequence(at=AT)
    sign_newest(log.socket)


@pytest.mark.parametrize("at_once", [True, False])
def test_an_entry_changed_in_the_database_never_comes_out(log: Log, at_once):
    """Also where the leaf hash was made to fit it: the signed root does not."""
    acts(5)
    sign(log)
    unguarded(
        "UPDATE evidence_entry SET public_bytes = overlay(public_bytes placing '2' from 9 for 1)"
        " WHERE object_seq = 3"
    )
    if at_once:
        unguarded("UPDATE evidence_entry SET leaf_hash = sha256('\\x00'::bytea || public_bytes)")
        unguarded(
            "UPDATE evidence_logtile SET hashes = (SELECT string_agg(leaf_hash, '' ORDER BY id)"
            " FROM evidence_entry) WHERE level = 0"
        )
    with pytest.raises(PublishedError):
        publish_newest(log.folder, log.socket)
    assert not (log.folder / CHECKPOINT).exists()


def test_the_published_head_never_goes_back(log: Log):
    acts(9)
    tend()
    told = log.read(CHECKPOINT)
    unguarded("DELETE FROM evidence_loghead")
    acts(1)
    with pytest.raises(HengjianError, match="do not give the root"):
        tend()
    assert log.read(CHECKPOINT) == told


def test_while_the_signer_is_away_acts_go_on_and_nothing_is_told(log: Log, settings, tmp_path):
    acts(2)
    tend()
    told = log.read(CHECKPOINT)
    settings.EVIDENCE_SIGNER = tmp_path / "nobody"
    acts(2)
    with pytest.raises(HengjianError, match="does not answer"):
        tend()
    assert log.read(CHECKPOINT) == told
    assert LogHead.objects.order_by("-size").first().size == 4
    settings.EVIDENCE_SIGNER = log.socket
    assert tend().size == 4
    log.checked(since=told)
