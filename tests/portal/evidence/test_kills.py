"""
Killed at any moment, under load: what was promised is there, once, in the log, and nothing else is.

Signer, worker (sequencer and publisher), web server and PostgreSQL are killed with SIGKILL while
reports come in over HTTP and a follower reads the published log. `HENGJIAN_KILLS` says how often.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from hengjian.ledger.published import CHECKPOINT, check_published
from hengjian.ledger.trust import Trust
from tests.portal.evidence.kill_rig import Instance, Load, torment
from tests.ready import copy_of

KILLS = int(os.environ.get("HENGJIAN_KILLS", "20"))


@pytest.fixture
def instance(ready_folder: Path, tmp_path: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    one = Instance(copy_of(ready_folder, tmp_path / "data").root, port)
    try:
        one.found()
        yield one
    finally:
        one.end()


def test_business_acts_equal_entries_equal_leaves_whatever_is_killed(instance: Instance):
    loads = [Load(instance, f"load{number}") for number in range(3)]
    told: list[bytes] = []
    killed = _tormented(instance, loads, told)
    _settle(instance)
    assert [load.refused for load in loads] == [[]] * len(loads)
    promised = [reference for load in loads for reference in load.promised]
    print(f"killed {killed}; promised {len(promised)}; checkpoints seen {len(told)}")  # noqa: T201  (-s shows it)
    _acts_are_entries(instance, promised, most=len(promised) + len(loads))
    n_places = _entries_are_leaves(instance)

    log = instance.data / "log"
    trust = Trust(instance.key())
    assert len(told) > 1
    for since in told:
        found = check_published(lambda path: (log / path).read_bytes(), trust, since)
        assert found.trusted.checkpoint.head.size == n_places
    assert instance.manage("compare_rows") == ""


def _tormented(instance: Instance, loads: list[Load], told: list[bytes]) -> dict[str, int]:
    stop = threading.Event()
    threads = [threading.Thread(target=load.run) for load in loads]
    follower = threading.Thread(target=_follow, args=(instance, told, stop))
    for thread in [*threads, follower]:
        thread.start()
    try:
        killed = torment(instance, loads, KILLS, seed=KILLS)
        time.sleep(2)
    finally:
        for load in loads:
            load.stop.set()
        stop.set()
        for thread in [*threads, follower]:
            thread.join(timeout=30)
    return killed


def _acts_are_entries(instance: Instance, promised: list[str], most: int) -> None:
    """What was answered is there, once, with its entry; at most each load's last was not answered."""
    reports = instance.rows("SELECT external_no, id FROM watch_report ORDER BY id")
    by_reference = [str(reference) for reference, _pk in reports]
    assert promised
    assert len(set(by_reference)) == len(by_reference)
    assert set(promised) <= set(by_reference)
    assert len(by_reference) <= most
    entries = instance.rows("SELECT object FROM evidence_entry WHERE kind = 'watch.reported'")
    assert sorted(obj for (obj,) in entries) == sorted(f"report:{pk}" for _no, pk in reports)


def _entries_are_leaves(instance: Instance) -> int:
    places = instance.rows(
        "SELECT tile.index * 256 + number - 1, entry_id FROM evidence_logtile tile,"
        " unnest(entries) WITH ORDINALITY AS place (entry_id, number) WHERE level = 0 ORDER BY 1"
    )
    assert [index for index, _entry in places] == list(range(len(places)))
    written = instance.rows("SELECT id FROM evidence_entry")
    assert sorted(entry for _index, entry in places) == sorted(pk for (pk,) in written)
    return len(places)


def _follow(instance: Instance, told: list[bytes], stop: threading.Event) -> None:
    """Everything that was ever told the world."""
    while not stop.is_set():
        try:
            raw = (instance.data / "log" / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            raw = b""
        if raw and raw not in told[-1:]:
            told.append(raw)
        time.sleep(0.1)


def _settle(instance: Instance) -> None:
    """Until everything that was written is published."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        instance.look_after()
        ((waiting,),) = instance.rows("SELECT count(*) FROM evidence_unsequenced")
        ((size,),) = instance.rows("SELECT coalesce(max(size), 0) FROM evidence_loghead")
        checkpoint = instance.data / "log" / CHECKPOINT
        if (
            not waiting
            and checkpoint.exists()
            and checkpoint.read_bytes().split(b"\n")[1] == b"%d" % size
        ):
            return
        time.sleep(0.3)
    raise AssertionError((instance.data / "worker.log").read_text()[-3000:])
