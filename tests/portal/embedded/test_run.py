"""`hengjian run`: serves, refuses conflicts in plain words, stops whole, restarts what dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hengjian_portal.embedded import cluster, folder
from tests.portal.embedded.test_cluster import gone
from tests.ready import copy_of


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Instance:
    """One `hengjian run` in a folder of its own."""

    def __init__(self, data: Path, port: int, *more: str) -> None:
        self.folder, self.port = folder.Folder(data), port
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from hengjian.cli import main; main()", "run",
             "--data", str(data), "--port", str(port), *more],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
        )  # fmt: skip

    def answers(self, seconds: float = 120) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.port}/health/", timeout=5
                ) as page:
                    return page.read() == b"ok"
            except OSError:
                time.sleep(0.2)
        return False

    def ended(self, how: int = signal.SIGINT) -> str:
        self.process.send_signal(how)
        said, _none = self.process.communicate(timeout=40)
        return said

    def family(self) -> list[int]:
        """Every process that descends from this one."""
        found, parents = [], {self.process.pid}
        for _round in range(5):
            for entry in Path("/proc").glob("[0-9]*/stat"):
                try:
                    fields = entry.read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                number = int(entry.parent.name)
                if int(fields[1]) in parents and number not in found:
                    found.append(number)
            parents = {self.process.pid, *found}
        return found


@pytest.fixture
def instance(ready_folder: Path, tmp_path: Path) -> Iterator[Instance]:
    """One whose tables are there, in a folder nobody served from before."""
    copy_of(ready_folder, tmp_path / "data")
    yield from _kept(Instance(tmp_path / "data", free_port()))


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Instance]:
    """One that begins with nothing, as a newcomer's does."""
    yield from _kept(Instance(tmp_path / "data", free_port()))


def _kept(held: Instance) -> Iterator[Instance]:
    yield held
    if held.process.poll() is None:
        held.process.kill()
        held.process.communicate()
    cluster.stop(held.folder)


def test_it_serves_and_ctrl_c_leaves_no_process_behind(new: Instance):
    assert new.answers()
    family = new.family()
    assert len(family) >= 4  # guard, web server and its worker, job worker
    server = cluster.postmaster(new.folder)
    assert server is not None
    new.ended()
    assert new.process.returncode == 0
    assert all(gone(number) for number in [*family, server])


def test_kill_9_of_all_of_us_leaves_no_process_behind_and_the_next_start_works(
    instance: Instance,
):
    assert instance.answers()
    family, server = instance.family(), cluster.postmaster(instance.folder)
    assert server is not None
    instance.process.kill()
    instance.process.communicate()
    assert all(gone(number, 30) for number in [*family, server])
    again = Instance(instance.folder.root, instance.port)
    try:
        assert again.answers()
    finally:
        again.ended()


def test_a_killed_database_is_started_again(instance: Instance):
    assert instance.answers()
    server = cluster.postmaster(instance.folder)
    assert server is not None
    os.kill(server, signal.SIGKILL)
    until = time.monotonic() + 30
    while cluster.postmaster(instance.folder) in (server, None) and time.monotonic() < until:
        time.sleep(0.1)
    assert instance.answers(30)


def test_a_second_one_in_the_same_folder_is_told_who_holds_it(instance: Instance):
    assert instance.answers()
    second = Instance(instance.folder.root, free_port())
    said, _none = second.process.communicate(timeout=30)
    assert second.process.returncode == 2
    assert f"another hengjian (process {instance.process.pid})" in said
    assert "Traceback" not in said
    assert instance.answers()


def test_a_taken_port_is_named_and_no_server_is_left(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = Instance(tmp_path / "data", port)
        said, _none = refused.process.communicate(timeout=30)
    assert refused.process.returncode == 2
    assert f"cannot serve on 127.0.0.1:{port}" in said
    assert "--port" in said
    assert cluster.postmaster(refused.folder) is None


def test_two_instances_run_beside_each_other(
    instance: Instance, ready_folder: Path, tmp_path: Path
):
    copy_of(ready_folder, tmp_path / "second")
    second = Instance(tmp_path / "second", free_port())
    try:
        assert instance.answers()
        assert second.answers()
    finally:
        second.ended()


def test_the_demonstration_serves_this_machine_only(tmp_path: Path):
    refused = Instance(tmp_path / "data", free_port(), "--demo", "--host", "0.0.0.0")
    said, _none = refused.process.communicate(timeout=30)
    assert refused.process.returncode == 2
    assert "this machine only" in said
