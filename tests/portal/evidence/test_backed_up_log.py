"""The published log as a backup keeps it: as of one checkpoint, however it goes on meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengjian.ledger.published import check_published
from hengjian.ledger.trust import Trust
from hengjian_portal.embedded.backup.parts import LOG
from hengjian_portal.embedded.backup.published import PublishedLog, head_in, published_at
from hengjian_portal.embedded.errors import BackupError
from hengjian_portal.evidence.jobs import tend
from tests.portal.evidence.log_rig import Log, acts

pytestmark = pytest.mark.django_db(transaction=True)


def kept(log: PublishedLog, to: Path) -> list[str]:
    names = []
    for name, raw in log.parts():
        names.append(name.removeprefix(LOG))
        (to / names[-1]).parent.mkdir(parents=True, exist_ok=True)
        (to / names[-1]).write_bytes(raw)
    return names


def test_what_is_kept_is_the_log_of_the_checkpoint_seen_first_and_nothing_beyond(
    log: Log, tmp_path: Path
):
    acts(250)
    tend()
    acts(3)
    tend()
    seen = published_at(log.folder)
    acts(10)  # fills the first bundle: the partial ones give way
    tend()
    names = kept(seen, tmp_path / "kept")
    found = check_published(lambda path: (tmp_path / "kept" / path).read_bytes(), Trust(log.key))
    assert found.trusted.checkpoint.head == seen.head
    assert seen.head.size == 253
    assert "tile/0/000" not in names
    assert names[-1] == "checkpoint"


def test_a_partial_tile_that_gives_way_while_we_read_is_cut_out_of_the_full_one(
    log: Log, tmp_path: Path
):
    acts(200)
    tend()
    seen = published_at(log.folder)
    parts = seen.parts()
    first = next(parts)  # the folder has been listed
    acts(60)
    tend()
    assert not (log.folder / "tile/entries/000.p/200").exists()
    names = {name.removeprefix(LOG): raw for name, raw in [first, *parts]}
    assert set(names) == {"tile/0/000.p/200", "tile/entries/000.p/200", "checkpoint"}
    found = check_published(
        lambda path: names[path] if path in names else _missing(path), Trust(log.key)
    )
    assert found.trusted.checkpoint.head.size == 200


def _missing(path: str) -> bytes:
    raise FileNotFoundError(path)


def test_tiles_of_earlier_checkpoints_are_kept_too(log: Log, tmp_path: Path):
    for _round in range(3):
        acts(5)
        tend()
    names = kept(published_at(log.folder), tmp_path / "kept")
    assert {"tile/0/000.p/5", "tile/0/000.p/10", "tile/0/000.p/15"} <= set(names)


def test_a_file_missing_from_the_published_log_is_named_and_comes_back_as_the_page_says(
    log: Log, tmp_path: Path
):
    acts(5)
    tend()
    (log.folder / "tile/0/000.p/5").unlink()
    with pytest.raises(BackupError, match=r"tile/0/000.p/5 is missing from the published log"):
        list(published_at(log.folder).parts())
    log.folder.rename(tmp_path / "away")
    tend()
    assert "tile/0/000.p/5" in kept(published_at(log.folder), tmp_path / "kept")


def test_a_log_that_is_not_published_yet_is_kept_as_nothing(tmp_path: Path):
    seen = published_at(tmp_path / "log")
    assert (seen.head.size, list(seen.parts())) == (0, [])
    with pytest.raises(BackupError, match="no checkpoint"):
        head_in(b"something else")
