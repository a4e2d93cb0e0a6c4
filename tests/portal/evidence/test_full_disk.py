"""A disk that is full: nothing half-written is told, nothing is lost, and room made is all it takes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hengjian.errors import EvidenceError
from hengjian.ledger.growth import Edge, grow
from hengjian.ledger.proof import consistency_proof
from hengjian_portal.evidence.jobs import tend
from hengjian_portal.evidence.models import Unsequenced
from hengjian_portal.evidence.signer.vault import STATE, open_vault
from tests.portal.evidence.log_rig import NAME, Log, acts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB; skipped where this user may not mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip(f"no small file system can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place: Path) -> Path:
    """Take all the room that is left."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    return ballast


def test_a_publisher_without_room_tells_nothing_and_goes_on_once_there_is(
    log: Log, small: Path, settings
):
    settings.EVIDENCE_LOG = small / "log"
    acts(20)
    tend()
    there = Log(small / "log", log.socket, log.signer, log.key)
    told = there.read("checkpoint")
    ballast = fill(small)
    acts(300)
    with pytest.raises(EvidenceError, match=r"No space left.*Make room"):
        tend()
    assert there.read("checkpoint") == told
    there.checked()  # what was told still holds
    assert not Unsequenced.objects.exists()  # and every act has its place
    ballast.unlink()
    assert tend().size == 320
    there.checked(since=told)


def test_a_signer_without_room_signs_nothing_it_could_not_keep(small: Path):
    vault = open_vault(small / "signer", NAME)
    leaves = [bytes([n]) * 32 for n in range(9)]
    kept = vault.sign(grow(Edge(), leaves[:3]).head, [])
    state = (small / "signer" / STATE).read_bytes()
    ballast = fill(small)
    other = grow(Edge(), leaves[:3]).head
    assert vault.sign(other, []) == kept  # the same head again needs no room

    growth = grow(Edge(), leaves)
    tiles = {(tile.level, tile.index): raw for tile, raw in growth.tiles}
    proof = consistency_proof(3, 9, lambda asked: [tiles[t.level, t.index] for t in asked])
    with pytest.raises(EvidenceError, match="Make room"):
        vault.sign(growth.head, proof)
    assert (small / "signer" / STATE).read_bytes() == state
    assert vault.head.size == 3
    ballast.unlink()
    assert vault.sign(growth.head, proof)
    vault.close()
    assert open_vault(small / "signer", NAME).head == growth.head
