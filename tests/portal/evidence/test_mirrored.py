"""Where a witness cannot be asked, its mirror is read: a cosignature in it counts, a contradiction too."""

from __future__ import annotations

import json

import pytest

from hengjian.ledger.checkpoint import Checkpoint, open_checkpoint
from hengjian.ledger.cosignature import Cosigner
from hengjian.ledger.note import Signer, write_note
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian_portal.evidence.models import Cosignature, Witness
from tests.portal.evidence.log_rig import Log
from tests.portal.evidence.witness_rig import (
    COSIGNER,
    OTHER,
    TIME,
    asked,
    grown,
    named,
    published,
    somebody,
)

pytestmark = pytest.mark.django_db(transaction=True)


def mirrored(log: Log, head: Head, signer: Signer | None = None, *by: Cosigner) -> bytes:
    """What a mirror shows: a head under our signature, and under those of witnesses."""
    if signer is None:
        checkpoint, note = open_checkpoint(log.read("checkpoint"), log.key)
        assert checkpoint.head == head
        lines = [*note.signatures, *(one.cosign(note.text, TIME) for one in by)]
        return write_note(note.text, lines)
    text = Checkpoint(log.key.name, head).text
    return write_note(text, [signer.sign(text), *(one.cosign(text, TIME) for one in by)])


def our_signer(log: Log) -> Signer:
    said = json.loads((log.signer / "key").read_bytes())
    return Signer.from_seed(said["name"], bytes.fromhex(said["seed"]))


def test_where_a_witness_cannot_be_asked_its_mirror_is_read(log: Log):
    first = grown(5)
    shown = mirrored(log, first, None, COSIGNER)
    paths: list[bytes] = []
    with somebody(lambda path: (paths.append(path), (200, shown))[1]) as url:
        witness = asked(named(f"{url}/mirror/", how="mirror"))
        assert (witness.said, witness.cosigned_size) == ("ok", first.size)
        assert published(log, COSIGNER) == first
        grown(5)
        asked(witness)
        assert (witness.said, witness.cosigned_size) == ("ok", first.size), (
            "they are behind, no more"
        )
    assert set(paths) == {b"/mirror/checkpoint"}
    assert Cosignature.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "alarm"), [(0, "fork"), (-1, "fork"), (9, "ahead")], ids=["same", "smaller", "larger"]
)
def test_what_our_key_signed_in_their_mirror_and_we_do_not_have_is_an_alarm(
    more: int, alarm: str, log: Log
):
    head = grown(5)
    shown = mirrored(log, Head(head.size + more, bytes(32)), our_signer(log), COSIGNER)
    with somebody(lambda _path: (200, shown)) as url:
        assert asked(named(url, how="mirror")).alarm == alarm
    assert published(log) == head


def test_a_mirror_that_shows_what_we_never_signed_is_no_alarm(log: Log):
    head = grown(5)
    stranger = Signer.from_seed(log.key.name, bytes(range(7, 39)))
    shown = mirrored(log, Head(head.size + 9, bytes(32)), stranger, COSIGNER)
    with somebody(lambda _path: (200, shown)) as url:
        assert asked(named(url, how="mirror")).alarm == ""
    bare = mirrored(log, head, None, OTHER)
    with somebody(lambda _path: (200, bare)) as url:
        witness = Witness.objects.get()
        Witness.objects.update(url=url)
        assert "not cosigned by this witness" in asked(witness).said


def test_an_empty_mirror_contradicts_nothing(log: Log):
    grown(5)
    shown = mirrored(log, NO_LEAVES, our_signer(log), COSIGNER)
    with somebody(lambda _path: (200, shown)) as url:
        assert asked(named(url, how="mirror")).alarm == ""
