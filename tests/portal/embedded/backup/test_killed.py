"""Killed with SIGKILL at any moment, a backup is not there, and a restore begins anew."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

from hengjian_portal.embedded import cluster
from hengjian_portal.embedded.folder import Folder
from tests.portal.embedded.backup.rig import command, environment, hengjian, refused, tree
from tests.portal.evidence.kill_rig import Instance

KILLS = int(os.environ.get("HENGJIAN_KILLS", "4"))


def begun(*words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(*words), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def until(what, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(what())


def killed(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_backup_leaves_no_file_under_its_name_and_the_next_one_is_whole(
    living: Instance, tmp_path: Path
):
    chance = random.Random(KILLS)
    paths = ("--to", tmp_path / "a", "--keys-to", tmp_path / "b", "--data", living.data)
    part = tmp_path / ".a.part"
    for number in range(KILLS):
        process = begun("backup", *paths)
        assert until(part.exists)
        if number % 2:
            assert until(lambda: part.stat().st_size > 1_000_000)  # in the middle of the dump
        else:
            time.sleep(chance.uniform(0, 0.5))
        killed(process)
        assert {path.name for path in tmp_path.iterdir()} <= {".a.part", ".b.part"}
    done = hengjian("backup", *paths)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    check = hengjian("backup", "check", tmp_path / "a", "--keys", tmp_path / "b")
    assert check.returncode == 0, check.stderr


def test_a_killed_restore_starts_nothing_leaves_no_server_and_is_begun_anew(
    living: Instance, files: tuple[Path, Path], tmp_path: Path
):
    place = Folder(tmp_path / "data")
    asked = ("restore", files[0], "--keys", files[1], "--data", place.root)
    moments = [
        lambda: place.half_restored.exists(),
        lambda: (place.root / "postgres.new").exists(),
        lambda: (place.root / "log").exists(),
        lambda: (place.root / "uploads").exists() and any(place.uploads.iterdir()),
        lambda: (place.root / "signer/state").exists(),
    ]
    for moment in moments:
        process = begun(*asked)
        assert until(moment, 300)
        killed(process)
        assert place.half_restored.exists()
        assert until(lambda: cluster.postmaster(place) is None, 60)
        refused(hengjian("run", "--data", place.root), "was cut short, and what lies there is not")
        refused(hengjian("manage", "check", HENGJIAN_DATA=str(place.root)), "was cut short")
        words = ("--to", tmp_path / "a", "--keys-to", tmp_path / "b", "--data", place.root)
        refused(hengjian("backup", *words), "was cut short")
    done = hengjian(*asked)
    assert done.returncode == 0, done.stderr
    assert not place.half_restored.exists()
    assert tree(place.uploads) == tree(living.data / "uploads")
    assert not list(place.root.glob("signer/adopted"))


def test_a_stopped_instance_is_backed_up_and_stopped_again_even_when_killed(
    files: tuple[Path, Path], tmp_path: Path
):
    place = Folder(tmp_path / "data")
    done = hengjian("restore", files[0], "--keys", files[1], "--data", place.root)
    assert done.returncode == 0, done.stderr
    paths = ("--to", tmp_path / "a", "--keys-to", tmp_path / "b", "--data", place.root)
    process = begun("backup", *paths)
    assert until(lambda: cluster.postmaster(place) is not None)
    killed(process)
    assert until(lambda: cluster.postmaster(place) is None, 60)
    done = hengjian("backup", *paths)
    assert done.returncode == 0, done.stderr
    assert cluster.postmaster(place) is None


def test_sigterm_clears_away_what_was_begun(
    living: Instance, files: tuple[Path, Path], tmp_path: Path
):
    backup = begun(
        "backup", "--to", tmp_path / "a", "--keys-to", tmp_path / "b", "--data", living.data
    )
    assert until((tmp_path / ".a.part").exists)
    backup.terminate()
    assert backup.wait(timeout=120) == 143
    assert list(tmp_path.iterdir()) == []
    place = Folder(tmp_path / "data")
    restore = begun("restore", files[0], "--keys", files[1], "--data", place.root)
    assert until(lambda: (place.root / "postgres").exists(), 300)
    restore.terminate()
    assert restore.wait(timeout=120) == 143
    assert list(place.root.iterdir()) == []
