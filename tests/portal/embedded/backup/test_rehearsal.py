"""The rehearsal: backed up while acts go on, restored in a second folder, and all of it is there."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from hengjian.ledger.note import read_key
from hengjian.ledger.published import check_published
from hengjian.ledger.receipt import check_receipt, read_receipt
from hengjian.ledger.trust import Trust
from hengjian_portal.embedded import cluster
from hengjian_portal.embedded.folder import Folder
from tests.portal.embedded.backup.rig import (
    OPENED,
    RECEIPTS,
    backed_up,
    hengjian,
    refused,
    removed,
    said,
    settled,
    signs_in,
    started,
    tree,
)
from tests.portal.evidence.kill_rig import Instance, Load


def test_a_backup_made_under_load_is_restored_whole_in_a_second_folder(
    living: Instance, tmp_path: Path
):
    receipts = said(living, RECEIPTS, "RECEIPTS")
    assert len(receipts) == 30
    promised, files = _backed_up_under_load(living, tmp_path)
    checked = hengjian("backup", "check", files[0], "--keys", files[1])
    assert checked.returncode == 0, checked.stderr
    assert "not read through" not in checked.stdout

    data = tmp_path / "second"
    done = hengjian("restore", files[0], "--keys", files[1], "--data", data)
    assert done.returncode == 0, done.stderr
    assert "may not start" not in done.stdout + done.stderr
    assert cluster.postmaster(Folder(data)) is None
    assert not (data / "restoring").exists()
    _files_are_the_same(living.data, data)

    second = started(data, "signer", "web")
    try:
        live = _log_is_the_same(living, second)
        references = {name for (name,) in second.rows("SELECT external_no FROM watch_report")}
        assert set(promised) <= references  # all that was promised before it began
        _receipts_hold(receipts, said(second, RECEIPTS, "RECEIPTS"), live)
        told, roots, recorded = said(second, OPENED, "OPENED")
        assert [told, roots, recorded] == said(living, OPENED, "OPENED")
        assert told
        assert roots == recorded != {}
        assert signs_in(second.port, "keeper")
        _goes_on(second, live)
    finally:
        second.end()
        removed(data)


def _backed_up_under_load(living: Instance, place: Path) -> tuple[list[str], tuple[Path, Path]]:
    """What was promised before the backup began, and its two files; nobody had to wait for it."""
    loads = [Load(living, f"rehearsal{number}") for number in range(2)]
    threads = [threading.Thread(target=load.run) for load in loads]
    for thread in threads:
        thread.start()
    try:
        while sum(len(load.promised) for load in loads) < 5:
            time.sleep(0.1)
        before = [reference for load in loads for reference in load.promised]
        files = backed_up(living.data, place)
        after = sum(len(load.promised) for load in loads)
    finally:
        for load in loads:
            load.stop.set()
        for thread in threads:
            thread.join(timeout=60)
    assert after > len(before)
    assert [load.refused for load in loads] == [[], []]
    return before, files


def _files_are_the_same(first: Path, second: Path) -> None:
    assert tree(second / "uploads") == tree(first / "uploads")
    assert len(tree(second / "uploads")) == 40
    keys, old_keys = tree(second / "secrets"), tree(first / "secrets")
    assert keys.pop("postgres") != old_keys.pop("postgres")
    assert keys == old_keys
    assert (second / "signer/key").read_bytes() == (first / "signer/key").read_bytes()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (second / "secrets").rglob("*"))


def _log_is_the_same(living: Instance, second: Instance) -> Trust:
    """The restored log checks, and the living one grew out of it."""
    vkey = second.key().vkey
    log = hengjian("log", "check", second.data / "log", "--key", vkey)
    assert log.returncode == 0, log.stdout + log.stderr
    restored_to = (second.data / "log/checkpoint").read_bytes()
    live = Trust(read_key(vkey))
    check_published(lambda path: (living.data / "log" / path).read_bytes(), live, restored_to)
    return live


def _receipts_hold(first: dict[str, str], again: dict[str, str], live: Trust) -> None:
    def entries(receipts: dict[str, str]) -> list[object]:
        read = (read_receipt(raw.encode()) for raw in receipts.values())
        return [check_receipt(one, live).entry for one in read]

    assert entries(again) == entries(first)


def _goes_on(second: Instance, live: Trust) -> None:
    """A further act, and the log only grows."""
    restored_to = (second.data / "log/checkpoint").read_bytes()
    second.start("worker")
    second.manage("shell", "-v", "0", "-c", _ACT)
    assert settled(second) > int(restored_to.split(b"\n")[1])
    check_published(lambda path: (second.data / "log" / path).read_bytes(), live, restored_to)
    assert second.manage("compare_rows") == ""


_ACT = """
from django.db import transaction
from django.utils import timezone
from hengjian_portal.evidence.actions import record
with transaction.atomic():
    record(kind="scales.looked", obj="scale:1", actor="system", at=timezone.now())
"""


def test_a_backup_older_than_what_was_published_may_not_start_until_the_log_is_taken_back(
    living: Instance, files: tuple[Path, Path], tmp_path: Path
):
    settled(living)
    for _act in range(3):
        living.manage("shell", "-v", "0", "-c", _ACT)
    ahead = settled(living)
    live = tmp_path / "live"
    shutil.copytree(living.data / "log", live)
    newest = (live / "checkpoint").read_bytes()

    data = tmp_path / "second"
    done = hengjian(
        "restore", files[0], "--keys", files[1], "--data", data, "--checkpoint", live / "checkpoint"
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"the signer {ahead}" in done.stderr
    assert "recover_log" in done.stderr
    assert "数据库被换成了较旧的" in done.stderr

    run = hengjian("run", "--data", data, "--port", "0")
    assert run.returncode == 2
    assert "recover_log" in run.stderr + run.stdout

    second = started(data, "signer")
    try:
        second.manage("recover_log", str(live))
        second.manage("check_log_start")
        second.start("worker")
        assert settled(second) > ahead
        check_published(
            lambda path: (data / "log" / path).read_bytes(), Trust(second.key()), newest
        )
    finally:
        second.end()
        removed(data)


def test_a_checkpoint_of_another_log_or_of_a_forked_one_is_refused_and_nothing_is_left(
    living: Instance, files: tuple[Path, Path], tmp_path: Path
):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from hengjian.ledger.note import Signer
    from hengjian.ledger.signing import sign_head
    from hengjian.ledger.tree import NO_LEAVES, Head

    real = Signer.from_seed(*_seed(living))
    stranger = Signer(real.name, Ed25519PrivateKey.generate())
    forked = Head(3, bytes(32))
    for signer, match in ((stranger, "not one that this log signed"), (real, "was rewritten")):
        given = tmp_path / "checkpoint"
        given.write_bytes(sign_head(forked, [], NO_LEAVES, signer).checkpoint)
        words = ("--data", tmp_path / "second", "--checkpoint", given)
        refused(hengjian("restore", files[0], "--keys", files[1], *words), match)
        assert list((tmp_path / "second").iterdir()) == []


def _seed(instance: Instance) -> tuple[str, bytes]:
    import json

    said = json.loads((instance.data / "signer/key").read_bytes())
    return said["name"], bytes.fromhex(said["seed"])


@pytest.mark.parametrize("part", ["everything", "keys"])
def test_a_flipped_byte_anywhere_is_found_by_the_check(
    files: tuple[Path, Path], tmp_path: Path, part: str
):
    """Sampled here on a real backup; test_sealed flips bits by the hundred."""
    both = [Path(shutil.copy(path, tmp_path)) for path in files]
    path = both[["everything", "keys"].index(part)]
    raw = bytearray(path.read_bytes())
    for at in (100, 4096, len(raw) // 2, len(raw) - 1):
        raw[at] ^= 1
        path.write_bytes(raw)
        refused(hengjian("backup", "check", both[0], "--keys", both[1]), str(path), code=1)
        raw[at] ^= 1
    path.write_bytes(raw)
    assert hengjian("backup", "check", both[0], "--keys", both[1]).returncode == 0
