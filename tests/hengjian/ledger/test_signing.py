"""The signer is a fence: what it signed once, no later signature contradicts."""

import pytest
from tests.hengjian.ledger.a_log import LOG, a_log, entry

from hengjian.errors import HeadError
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.proof import consistency_proof
from hengjian.ledger.signing import sign_head
from hengjian.ledger.tree import NO_LEAVES, Head

GROWN = a_log(100, 200, 50)
H100, H300, H350 = a_log(100).head, a_log(300).head, GROWN.head


def way(old, new):
    return consistency_proof(old, new, GROWN.read_tiles)


def test_a_new_log_signs_its_first_head_without_a_proof():
    signed = sign_head(H100, [], NO_LEAVES, LOG)
    assert (signed.before, signed.state) == (NO_LEAVES, H100)
    assert open_checkpoint(signed.checkpoint, LOG.key)[0].head == H100


def test_a_new_log_may_sign_that_it_is_empty():
    assert sign_head(NO_LEAVES, [], NO_LEAVES, LOG).state == NO_LEAVES


def test_a_head_that_is_shown_to_follow_is_signed():
    assert sign_head(H300, way(100, 300), H100, LOG).state == H300


def test_the_same_head_asked_again_is_the_same_answer():
    first = sign_head(H300, way(100, 300), H100, LOG)
    again = sign_head(H300, [], first.state, LOG)
    assert (again.checkpoint, again.state) == (first.checkpoint, first.state)


@pytest.mark.parametrize(
    ("asked", "proof", "state", "says"),
    [
        (H100, way(100, 300), H300, "300 entries are signed already; 100 would be a step back"),
        (NO_LEAVES, [], H100, "a step back"),
        (H300, [], H100, "is not shown to follow the signed one of 100"),
        (Head(300, bytes(32)), way(100, 300), H100, "is not shown to follow"),
        (Head(100, bytes(32)), [], H100, "is not shown to follow"),
        (H300, [bytes(32)], NO_LEAVES, "is not shown to follow"),
        (Head(0, bytes(32)), [], NO_LEAVES, "is not shown to follow"),
    ],
    ids=["smaller", "empty again", "no proof", "other root", "fork at one size", "proof", "root"],
)
def test_a_head_that_does_not_follow_is_refused(asked, proof, state, says):
    with pytest.raises(HeadError, match=says) as caught:
        sign_head(asked, proof, state, LOG)
    assert caught.value.zh != str(caught.value)


def test_a_log_restored_from_a_backup_and_grown_otherwise_is_refused():
    restored = a_log(100).publish([entry(n) for n in range(2000, 2400)])
    proof = consistency_proof(350, 500, restored.read_tiles)
    with pytest.raises(HeadError, match="is not shown to follow the signed one of 350"):
        sign_head(restored.head, proof, H350, LOG)


def test_of_two_sequencers_only_one_extends_the_log():
    # Both grew the log to the same size from the same head, each with entries of its own.
    ours, theirs = (
        a_log(100).publish([entry(n) for n in range(first, first + 50)]) for first in (100, 5000)
    )
    state = sign_head(ours.head, consistency_proof(100, 150, ours.read_tiles), H100, LOG).state
    for proof in ([], consistency_proof(100, 150, theirs.read_tiles)):
        with pytest.raises(HeadError, match="is not shown to follow"):
            sign_head(theirs.head, proof, state, LOG)
