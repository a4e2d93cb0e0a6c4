"""From acts to leaves: contiguous, in order, none lost, none twice, whoever else is at it."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from hengjian.errors import EvidenceError
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.proof import check_inclusion
from hengjian.ledger.tree import root_hash
from hengjian_portal.evidence.actions.sequencing import sequence
from hengjian_portal.evidence.models import Entry, LogHead, LogTile, Unsequenced
from hengjian_portal.evidence.queries import log as reading
from hengjian_portal.evidence.queries.receipts import proof_of
from tests.portal.evidence.log_rig import AT, acts, at_once, unguarded

pytestmark = pytest.mark.django_db(transaction=True)


def leaves() -> list[tuple[int, int]]:
    tiles = LogTile.objects.filter(level=0).order_by("index").values_list("index", "entries")
    return [(index * 256 + at, e) for index, found in tiles for at, e in enumerate(found)]


def test_entries_get_their_places_in_the_order_they_were_written():
    made = acts(5)
    head = sequence(at=AT)
    assert leaves() == list(enumerate(entry.pk for entry in made))
    assert head.size == 5
    assert not Unsequenced.objects.exists()
    assert bytes(head.root) == root_hash([bytes(entry.leaf_hash) for entry in made])


def test_nothing_waiting_makes_no_head():
    assert sequence(at=AT) is None
    acts(1)
    assert sequence(at=AT).size == 1
    assert sequence(at=AT) is None
    assert LogHead.objects.count() == 1


@pytest.mark.parametrize("most", [1, 7, 255, 256, 257])
def test_batches_of_any_size_give_the_same_tree(most):
    made = acts(1)
    made += at_once(600)
    while sequence(at=AT, most=most):
        pass
    head = reading.newest_head()
    assert head.size == len(made)
    assert bytes(head.root) == root_hash([bytes(entry.leaf_hash) for entry in made])
    assert reading.edge_at(300).root == root_hash([bytes(e.leaf_hash) for e in made[:300]])


def test_a_batch_takes_whole_statements_in_parts_of_a_thousand_keys():
    first = at_once(2500)
    rest = acts(3)
    parts = sorted(row.entries for row in Unsequenced.objects.all())
    assert len(parts) in (6, 7)  # keys 1 to 2500 lie in three or four thousands
    assert [e for part in parts for e in part] == [e.pk for e in (*first, *rest)]
    assert sequence(at=AT, most=1).size == len(parts[0])  # the least there is to take
    held = len(parts[0]) + len(parts[1]) + len(parts[2])
    assert sequence(at=AT, most=held - len(parts[0])).size == held
    while sequence(at=AT):
        pass
    assert leaves() == list(enumerate(entry.pk for entry in (*first, *rest)))


def test_an_act_that_is_rolled_back_leaves_no_place():
    acts(1)
    with transaction.atomic():
        at_once(3)
        transaction.set_rollback(True)
    acts(1)
    assert sequence(at=AT).size == 2
    assert [index for index, _ in leaves()] == [0, 1]


def test_two_sequencers_at_once_share_the_work_and_give_no_place_twice():
    made = acts(40)
    trouble = []

    def at_it():
        try:
            for _round in range(30):
                sequence(at=AT, most=3)
        except Exception as error:
            trouble.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=at_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while sequence(at=AT):
        pass
    assert not trouble
    assert leaves() == list(enumerate(entry.pk for entry in made))


def test_an_entry_deleted_before_its_turn_keeps_its_place_and_is_named_when_it_is_published():
    made = acts(3)
    unguarded(f"DELETE FROM evidence_entry WHERE id = {made[1].pk}")
    assert sequence(at=AT).size == 3
    with pytest.raises(EvidenceError, match="entry 1 of the log is missing"):
        reading.entries_between(0, 3)


def test_tiles_changed_by_hand_stop_the_sequencer():
    acts(3)
    sequence(at=AT)
    unguarded("UPDATE evidence_logtile SET hashes = overlay(hashes placing '\\x00' from 1)")
    acts(1)
    with pytest.raises(EvidenceError, match="do not give the root"):
        sequence(at=AT)
    assert Unsequenced.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_logtile SET entries = ARRAY[99, 99]",
        "DELETE FROM evidence_logtile",
        "UPDATE evidence_logtile SET hashes = '\\x00'",
        "DELETE FROM evidence_loghead",
        "UPDATE evidence_loghead SET root = '\\x00', checkpoint = 'x'",
        "TRUNCATE evidence_logtile",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_log(statement):
    acts(2)
    sequence(at=AT)
    with (
        pytest.raises(DatabaseError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(statement)


def test_a_signature_is_kept_once():
    from hengjian_portal.evidence.actions.sequencing import keep_signature

    acts(1)
    sequence(at=AT)
    keep_signature(size=1, checkpoint=b"first")
    keep_signature(size=1, checkpoint=b"second")
    assert LogHead.objects.get(size=1).checkpoint == "first"


def test_every_entry_proves_its_place_under_a_later_head():
    made = acts(9)
    sequence(at=AT, most=4)
    sequence(at=AT, most=4)
    assert proof_of(made[0]) is None  # nobody has signed yet
    while sequence(at=AT):
        pass
    row = reading.newest_head()
    from hengjian.ledger.proof import inclusion_proof

    for index, entry in enumerate(made):
        proof = inclusion_proof(index, row.size, reading.read_tiles)
        check_inclusion(leaf_hash(bytes(entry.public_bytes)), index, reading.head_of(row), proof)


def test_public_bytes_are_read_by_place_and_a_missing_one_is_named():
    made = acts(4)
    sequence(at=AT)
    assert reading.entries_between(1, 3) == [bytes(e.public_bytes) for e in made[1:3]]
    unguarded(f"DELETE FROM evidence_entry WHERE id = {made[2].pk}")
    with pytest.raises(EvidenceError, match="entry 2 of the log is missing"):
        reading.entries_between(0, 4)


def test_tiles_that_are_not_there_are_named():
    from hengjian.ledger.tile import Tile

    with pytest.raises(EvidenceError, match="tile/0/005 is not in the database"):
        reading.read_tiles([Tile(0, 5)])
    assert LogTile.objects.count() == 0
    assert Entry.objects.count() == 0


def test_the_place_of_every_entry_is_found_though_late_ones_came_in_between():
    made = acts(300)
    sequence(at=AT, most=100)
    late, *rest = acts(3)
    unguarded(
        "UPDATE evidence_unsequenced SET first_entry = -1, entries = ARRAY[-1]"
        f" WHERE first_entry = {late.pk}"
    )
    while sequence(at=AT, most=70):
        pass
    assert [reading.place_of(entry.pk) for entry in made[:100]] == list(range(100))
    assert reading.place_of(-1) == 100  # the lowest key, in a tile of the highest
    assert [reading.place_of(entry.pk) for entry in made[100:]] == list(range(101, 301))
    assert [reading.place_of(entry.pk) for entry in rest] == [301, 302]
    assert reading.place_of(late.pk) is None
    assert reading.count_places() == 303
