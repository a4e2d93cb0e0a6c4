"""Killed at any moment, a witness loses nothing that it cosigned, and knows nothing it may not."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from hengjian.ledger.tile import bundles_of, tiles_of
from hengjian_portal.evidence.fetching import log_reader
from hengjian_portal.evidence.witness.keeping import Keeper
from hengjian_portal.evidence.witness.mirror import Mirror
from hengjian_portal.evidence.witness.vault import Vault, open_vault
from tests.hengjian.ledger.a_log import LOG, TIME
from tests.portal.evidence.witness.a_witness import NAME, PATIENCE, Place, a_place

_KILLS = 20


def settled(place: Place) -> None:
    """What must be true whenever the witness is dead."""
    if not (place.folder / "key").exists():
        return
    size, root = place.state
    signed = {grown.size: grown.root.hex() for grown in place.heads}
    assert size == 0 or signed[size] == root, "the state is a head that the log signed"
    assert place.cosigned() <= size, "nothing is cosigned that is not stored"
    if place.cosigned():
        place.mirror_holds()
    allowed = {
        one.path
        for head in place.heads
        if head.size <= size
        for one in (*tiles_of(head.size), *bundles_of(head.size))
    }
    assert place.landed() <= allowed, "nothing lies in the mirror that the state does not vouch for"


def test_killed_twenty_times_it_goes_on_where_it_was(tmp_path: Path):
    dice = random.Random(20260309)
    place = a_place(tmp_path, 5)
    reached, kills = 0, 0
    while kills < _KILLS:
        running = place.start("--every", "0.05")
        assert running.stdout
        assert running.stdout.readline().strip() == place.key.vkey
        end = time.monotonic() + dice.uniform(0.0, 2.5)
        while time.monotonic() < end:
            place.grow(dice.choice([1, 7, 60, 300]))
            time.sleep(dice.uniform(0.05, 0.3))
        running.send_signal(signal.SIGKILL)
        assert running.wait(PATIENCE) == -signal.SIGKILL
        kills += 1
        settled(place)
        now = place.cosigned()
        assert now >= reached, "what was cosigned stays cosigned"
        reached = now
    assert reached > 5, "it did get on between the kills"
    assert place.once().returncode == 0
    assert place.mirror_holds().trusted.checkpoint.head == place.log.head
    assert not list(place.folder.glob("fork-*"))
    assert not list(place.folder.glob("altered-*"))


class Killed(BaseException):
    """The process is gone, as far as the files know."""


STEPS = [(Mirror, "stage"), (Mirror, "staged"), (Vault, "keep"), (Mirror, "land"), (Mirror, "show")]


@pytest.mark.parametrize(("owner", "step"), STEPS, ids=[name for _owner, name in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_each_step_the_next_start_finishes(
    owner: type, step: str, after: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place = a_place(tmp_path, 200)
    first = opened(place)
    first.go_round(TIME)
    first.vault.close()
    place.grow(400)
    done = getattr(owner, step)

    def dies(*args: object) -> None:
        if after:
            done(*args)
        raise Killed

    dying = opened(place)
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, dies)
        with pytest.raises(Killed):
            dying.go_round(TIME + 1)
    dying.vault.close()
    settled(place)
    again = opened(place)
    settled(place)
    assert again.go_round(TIME + 2) == place.log.head
    again.vault.close()
    assert place.mirror_holds().trusted.checkpoint.head == place.log.head
    assert not (place.mirror / ".staging").exists()


def opened(place: Place) -> Keeper:
    vault = open_vault(place.folder, LOG.key, NAME)
    return Keeper(vault, Mirror(place.mirror), log_reader(str(place.published)))
