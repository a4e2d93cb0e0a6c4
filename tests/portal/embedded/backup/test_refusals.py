"""What cannot be backed up or restored is refused in one line, and nothing is half-done."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from hengjian_portal.embedded import binaries, cluster, folder
from hengjian_portal.embedded.backup import checking, head, making, parts, restoring, sealed
from hengjian_portal.embedded.errors import BackupError, EmbeddedError
from hengjian_portal.embedded.folder import Folder
from tests.portal.embedded.backup.rig import (
    PHRASE,
    backed_up,
    command,
    environment,
    hengjian,
    refused,
    tree,
)
from tests.portal.evidence.kill_rig import Instance

Pair = tuple[Path, Path]


@pytest.fixture(autouse=True)
def own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def restored(files: Pair, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return hengjian("restore", files[0], "--keys", files[1], "--data", data, **more)


def keys_file(path: Path, page: head.Head, keys: dict[str, bytes]) -> Path:
    """A keys file as a backup of the same instance, or another one, would have written it."""
    lock = sealed.new_lock(PHRASE)
    with path.open("w+b") as file:
        sealer = sealed.Sealer(file, lock, head.KEYS)
        writer = parts.PartWriter(sealer.write)
        for name, key in keys.items():
            writer.add(name, [key])
        digest = writer.finish({})
        sealer.finish(
            replace(
                page, kind=head.KEYS, manifest=digest, salt=lock.salt.hex(), check=lock.check.hex()
            )
        )
    return path


def test_a_folder_that_holds_something_is_left_as_it_is(files: Pair, tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/notes.txt").write_text("mine")
    refused(
        restored(files, tmp_path / "data"),
        r"is not empty \(notes.txt\): a restore replaces nothing",
    )
    assert tree(tmp_path / "data") == {"notes.txt": b"mine"}


def test_a_folder_in_which_one_runs_names_the_process(files: Pair, tmp_path: Path):
    place = Folder(tmp_path / "data")
    place.prepare()
    held = place.claim()
    try:
        refused(
            restored(files, place.root), rf"another hengjian \(process {os.getpid()}\) runs from"
        )
    finally:
        held.close()


def test_a_wrong_passphrase_and_a_missing_one_are_told_apart(files: Pair, tmp_path: Path):
    data = tmp_path / "data"
    wrong = restored(files, data, HENGJIAN_BACKUP_PASSPHRASE="not this one at all")
    refused(wrong, "this is not its passphrase")
    assert list(data.iterdir()) == []
    without = {k: v for k, v in environment().items() if k != "HENGJIAN_BACKUP_PASSPHRASE"}
    asked = command("backup", "check", files[0], "--keys", files[1])
    done = subprocess.run(
        asked, env=without, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120
    )
    refused(done, "no passphrase: give --passphrase-file")
    (tmp_path / "phrase").write_text(f"{PHRASE}\nmore lines\n")
    done = subprocess.run(
        [*asked, "--passphrase-file", tmp_path / "phrase"], env=without, capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_keys_of_another_instance_and_older_keys_are_refused(files: Pair, tmp_path: Path):
    page = sealed.open_sealed(files[1], PHRASE, head.KEYS).head
    keys = checking.read_keys(checking.Files(*files, PHRASE))
    other = keys_file(tmp_path / "other", page, {**keys, "secrets/django": b"another"})
    refused(restored((files[0], other), tmp_path / "data"), "the keys of another instance than")
    name = next(name for name in keys if "unlock" in name)
    older = keys_file(tmp_path / "older", page, {n: k for n, k in keys.items() if n != name})
    refused(restored((files[0], older), tmp_path / "data"), f"{name} is not in it")
    assert list((tmp_path / "data").iterdir()) == []
    newer = keys_file(tmp_path / "newer", page, {**keys, "secrets/unlock/maker-999-v1.key": b"00"})
    held = checking.check(checking.Files(files[0], newer, PHRASE))
    assert held.dump_read
    refused(restored((files[1], files[0]), tmp_path / "data"), "the wrong way round")


def test_a_backup_is_refused_where_it_would_replace_something_or_there_is_nothing_to_back_up(
    living: Instance, tmp_path: Path
):
    a, b = tmp_path / "a", tmp_path / "b"

    def asked(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
        return hengjian("backup", *words, **more)

    mine = ("--data", living.data)
    refused(asked("--to", a, "--keys-to", a, *mine), "name the same file")
    refused(
        asked("--to", a, "--keys-to", b, "--data", tmp_path / "none"), "not the data folder of an"
    )
    refused(asked("--to", tmp_path / "no/a", "--keys-to", b, *mine), "No such file or directory")
    short = asked("--to", a, "--keys-to", b, *mine, HENGJIAN_BACKUP_PASSPHRASE="short")
    refused(short, "the passphrase has 5 characters; 12 are the least")
    b.write_text("kept")
    refused(asked("--to", a, "--keys-to", b, *mine), "b is there already")
    assert tree(tmp_path) == {"b": b"kept"}


def test_a_signer_that_lives_elsewhere_is_named_or_missed(
    living: Instance, files: Pair, tmp_path: Path
):
    done = hengjian(
        "backup", "--to", tmp_path / "a", "--keys-to", tmp_path / "b", "--data", living.data,
        "--signer", tmp_path / "nowhere",
    )  # fmt: skip
    assert done.returncode == 0
    assert "no signer's key in" in done.stderr
    held = checking.check(checking.Files(tmp_path / "a", tmp_path / "b", PHRASE))
    assert held.log_key is None
    with pytest.raises(BackupError, match="the signer's key is not in this backup"):
        checking.check(checking.Files(tmp_path / "a", tmp_path / "b", PHRASE), b"any checkpoint")
    assert checking.check(checking.Files(*files, PHRASE)).log_key is not None


def test_the_last_head_that_was_signed_is_in_no_backup(files: Pair):
    keys = checking.read_keys(checking.Files(*files, PHRASE))
    assert "signer/key" in keys
    assert not [name for name in keys if "state" in name or name == "secrets/postgres"]
    everything = checking.Everything(checking.Files(*files, PHRASE), keys)
    names = [name for name, _blocks in everything.each()]
    assert {name.split("/")[0] for name in names} == {"log", "database", "uploads"}


def test_a_dump_of_a_newer_postgresql_than_ours_is_refused_before_anything_is_written(
    files: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ours = binaries.Binaries(Path("/nonexistent"), 14)
    monkeypatch.setattr(binaries, "_found", lambda *_words: iter([ours]))
    target = restoring.Target(Folder(tmp_path / "data"))
    with pytest.raises(EmbeddedError, match=r"PostgreSQL \d+ made this database, .* here: 14"):
        restoring.restore(checking.Files(*files, PHRASE), target, lambda _line: None)
    assert list((tmp_path / "data").iterdir()) == []


def test_a_backup_of_a_newer_hengjian_is_refused(
    files: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(restoring, "version", lambda _name: "0.0.9")
    target = restoring.Target(Folder(tmp_path / "data"))
    with pytest.raises(BackupError, match=r"the backup is of hengjian 0\.1\.0, this is 0\.0\.9"):
        restoring.restore(checking.Files(*files, PHRASE), target, lambda _line: None)
    assert list((tmp_path / "data").iterdir()) == []


def test_a_backup_made_by_a_newer_postgresql_is_restored_by_one_as_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    newest = sorted({one.version for one in binaries._found(binaries.SYSTEM)})
    if len(newest) < 2:
        pytest.skip("this machine has one version of PostgreSQL only")
    place = Folder(tmp_path / "old")
    place.prepare()
    place.secret("django")
    cluster.start(place, newest[-1])
    try:
        with psycopg.connect(cluster.url(place), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT '称' AS said")
        paths = (tmp_path / "a", tmp_path / "b")
        making.back_up(
            making.Wanted(place, *paths, PHRASE, place.root / "signer", datetime.now(UTC))
        )
    finally:
        cluster.stop(place)
    target = Folder(tmp_path / "new")
    done = restoring.restore(
        checking.Files(*paths, PHRASE), restoring.Target(target), lambda _line: None
    )
    assert done.held.head.postgresql == newest[-1]
    assert (target.postgres / "PG_VERSION").read_text().strip() == str(newest[-1])
    try:
        cluster.start(target)
        with psycopg.connect(cluster.url(target)) as connection:
            assert connection.execute("SELECT said FROM kept").fetchone() == ("称",)
    finally:
        cluster.stop(target)


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of our own of so many megabytes, where one can be mounted."""
    mounted: list[Path] = []

    def of(megabytes: int) -> Path:
        place = tmp_path / f"disk{megabytes}"
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
        if subprocess.run(words, capture_output=True).returncode:
            pytest.skip("no file system can be mounted here")
        mounted.append(place)
        return place

    yield of
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_ends_a_backup_and_leaves_nothing_on_it(living: Instance, small_disk):
    disk = small_disk(2)
    done = hengjian("backup", "--to", disk / "a", "--keys-to", disk / "b", "--data", living.data)
    refused(done, "No space left on device. Nothing was left behind")
    assert list(disk.iterdir()) == []


@pytest.mark.parametrize("megabytes", [20, 60])
def test_a_full_disk_ends_a_restore_and_leaves_the_folder_empty(
    files: Pair, small_disk, monkeypatch: pytest.MonkeyPatch, megabytes: int
):
    monkeypatch.setattr(folder, "_LEAST_FREE_BYTES", 0)  # else it is refused before it begins
    place = Folder(small_disk(megabytes) / "data")
    with pytest.raises(EmbeddedError, match=r"No space left|disk is full") as error:
        restoring.restore(
            checking.Files(*files, PHRASE), restoring.Target(place), lambda _line: None
        )
    assert "\n" not in str(error.value)
    assert list(place.root.iterdir()) == []
    assert cluster.postmaster(place) is None


def test_an_outside_database_is_filled_if_empty_and_backed_up_like_our_own(
    living: Instance, files: Pair, tmp_path: Path
):
    admin = cluster.url(living.folder)
    url = admin.replace("/hengjian?", "/outside?")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE DATABASE outside TEMPLATE template0")
    done = restored(files, tmp_path / "data", DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "data/postgres").exists()
    with psycopg.connect(url) as connection:
        (entries,) = connection.execute("SELECT count(*) FROM evidence_entry").fetchone()
    assert entries > 100
    refused(restored(files, tmp_path / "again", DATABASE_URL=url), r"holds \d+ tables already")
    assert list((tmp_path / "again").iterdir()) == []
    again = backed_up(tmp_path / "data", tmp_path / "two", DATABASE_URL=url)
    held = checking.check(checking.Files(*again, PHRASE))
    first = checking.check(checking.Files(*files, PHRASE))
    assert held.uploads == first.uploads == 40
    assert held.keys == first.keys
    assert held.head.log_root == first.head.log_root
    shutil.rmtree(tmp_path / "data")
