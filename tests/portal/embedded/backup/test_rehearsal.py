"""The rehearsal: backed up while acts go on, restored in a second folder, and all of it is there."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hengjian.ledger.entry import PublicEntry
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

Pair = tuple[Path, Path]
_ACT = """
from django.db import transaction
from django.utils import timezone
from hengjian_portal.evidence.actions import record
with transaction.atomic():
    record(kind="scales.looked", obj="scale:1", actor="system", at=timezone.now())
"""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was promised and given before the backup, its files, and the instance restored from them."""

    promised: list[str]
    receipts: dict[str, str]
    files: Pair
    second: Instance

    @property
    def trust(self) -> Trust:
        return Trust(self.second.key())


def backed_up_under_load(living: Instance, to: Path) -> tuple[list[str], Pair]:
    """What had been answered 201 before it began, and the files, made while more came in."""
    loads = [Load(living, f"rehearsal{number}") for number in range(2)]
    threads = [threading.Thread(target=load.run) for load in loads]
    for thread in threads:
        thread.start()
    try:
        while sum(len(load.promised) for load in loads) < 5:
            time.sleep(0.1)
        before = [reference for load in loads for reference in load.promised]
        files = backed_up(living.data, to)
        after = sum(len(load.promised) for load in loads)
    finally:
        for load in loads:
            load.stop.set()
        for thread in threads:
            thread.join(timeout=60)
    assert after > len(before)  # nobody had to wait for it
    assert [load.refused for load in loads] == [[], []]
    return before, files


@pytest.fixture(scope="module")
def rehearsal(
    living: Instance, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:  # fmt: skip
    place = Path(tmp_path_factory.mktemp("rehearsal"))
    receipts = said(living, RECEIPTS, "RECEIPTS")
    assert len(receipts) == 30
    promised, files = backed_up_under_load(living, place)
    done = hengjian("restore", files[0], "--keys", files[1], "--data", place / "second")
    assert done.returncode == 0, done.stderr
    assert cluster.postmaster(Folder(place / "second")) is None
    assert not (place / "second/restoring").exists()
    second = started(place / "second", "signer", "web")
    try:
        yield Rehearsal(promised, receipts, files, second)
    finally:
        second.end()
        removed(place / "second")


def test_the_check_reads_it_to_its_end(rehearsal: Rehearsal):
    checked = hengjian("backup", "check", rehearsal.files[0], "--keys", rehearsal.files[1])
    assert checked.returncode == 0, checked.stderr
    assert "not read through" not in checked.stdout
    assert rehearsal.second.key().vkey in checked.stdout


def test_uploads_and_keys_are_the_same_byte_by_byte(living: Instance, rehearsal: Rehearsal):
    data = rehearsal.second.data
    assert tree(data / "uploads") == tree(living.data / "uploads")
    assert len(tree(data / "uploads")) == 40
    keys, old_keys = tree(data / "secrets"), tree(living.data / "secrets")
    assert keys.pop("postgres") != old_keys.pop("postgres")
    assert keys == old_keys
    assert (data / "signer/key").read_bytes() == (living.data / "signer/key").read_bytes()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (data / "secrets").rglob("*"))


def test_everything_promised_before_it_began_is_in_it(rehearsal: Rehearsal):
    rows = rehearsal.second.rows("SELECT external_no FROM watch_report")
    assert set(rehearsal.promised) <= {name for (name,) in rows}


def test_receipts_given_before_hold_and_are_given_again(rehearsal: Rehearsal):
    def entries(receipts: dict[str, str]) -> list[PublicEntry]:
        read = (read_receipt(raw.encode()) for raw in receipts.values())
        return [check_receipt(one, rehearsal.trust).entry for one in read]

    again = said(rehearsal.second, RECEIPTS, "RECEIPTS")
    assert entries(again) == entries(rehearsal.receipts)


def test_what_is_sealed_opens_and_the_roots_that_unlock_scales_are_the_recorded_ones(
    living: Instance, rehearsal: Rehearsal
):
    told, roots, recorded = said(rehearsal.second, OPENED, "OPENED")
    assert [told, roots, recorded] == said(living, OPENED, "OPENED")
    assert told
    assert roots == recorded != {}


def test_people_sign_in_as_before(rehearsal: Rehearsal):
    assert signs_in(rehearsal.second.port, "keeper")


def test_the_log_holds_is_a_beginning_of_the_live_one_and_goes_on(
    living: Instance, rehearsal: Rehearsal
):
    second, log = rehearsal.second, rehearsal.second.data / "log"
    checked = hengjian("log", "check", log, "--key", second.key().vkey)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    then = (log / "checkpoint").read_bytes()
    check_published(lambda path: (living.data / "log" / path).read_bytes(), rehearsal.trust, then)
    second.start("worker")
    second.manage("shell", "-v", "0", "-c", _ACT)
    assert settled(second) > int(then.split(b"\n")[1])
    check_published(lambda path: (log / path).read_bytes(), rehearsal.trust, then)
    assert second.manage("compare_rows") == ""


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
