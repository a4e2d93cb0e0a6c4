"""The file of a proof, and how growth and proofs refuse what they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hengjian.ledger.a_log import LOG, NOTARY, SICHUAN, STRANGER, a_log, entry, flipped, leaf

from hengjian.errors import EvidenceError, ProofError, SignatureError
from hengjian.ledger.growth import Edge, grow, load_edge
from hengjian.ledger.proof import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
)
from hengjian.ledger.proof_file import FORMAT, ProofFile, check_proof_file, read_proof_file
from hengjian.ledger.tree import Head
from hengjian.ledger.trust import Trust

LOG_300 = a_log(300)
PROOF = LOG_300.proof_file(137)
TRUST = Trust(LOG.key, (SICHUAN.key, NOTARY.key))
HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)
CHECKPOINTS = st.text(st.characters(exclude_categories=["Cs"])).map(str.encode)


def refused(act, says, kind=EvidenceError):
    with pytest.raises(kind, match=says) as caught:
        act()
    assert caught.value.zh != str(caught.value)


def test_a_proof_shows_its_entry_and_no_other():
    found = check_proof_file(PROOF, leaf(137), TRUST)
    assert found.checkpoint.head == LOG_300.head
    refused(
        lambda: check_proof_file(PROOF, leaf(138), TRUST),
        "does not lead from entry 137",
        ProofError,
    )


def test_a_proof_may_carry_its_entry():
    found = read_proof_file(LOG_300.proof_file(7, entry(7)).raw)
    assert found.extra == entry(7)


def test_every_flipped_bit_of_a_proof_is_found():
    raw = PROOF.raw
    for bit in range(8 * len(raw)):
        with pytest.raises(EvidenceError):
            check_proof_file(read_proof_file(flipped(raw, bit)), leaf(137), TRUST)


def test_every_index_of_a_log_but_the_right_one_is_refused():
    for index in range(300):
        if index != 137:
            moved = ProofFile(index, PROOF.hashes, PROOF.checkpoint)
            with pytest.raises(ProofError):
                check_proof_file(moved, leaf(137), TRUST)


def test_a_log_of_another_key_is_refused():
    refused(
        lambda: check_proof_file(PROOF, leaf(137), Trust(STRANGER.key)),
        "no signature",
        SignatureError,
    )


@given(st.builds(ProofFile, st.integers(0, 2**63 - 1), HASHES, CHECKPOINTS,
                 st.none() | st.binary(min_size=1)))  # fmt: skip
def test_a_proof_reads_back(proof):
    assert read_proof_file(proof.raw) == proof


@given(st.binary(max_size=200) | st.text().map(lambda text: f"{FORMAT}\n{text}".encode()))
def test_anything_else_is_refused_as_evidence_never_otherwise(raw):
    try:
        proof = read_proof_file(raw)
    except EvidenceError:
        return
    assert proof.raw == raw


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "this is no proof"),
        (PROOF.raw.replace(b"@v1", b"@v2"), "this is no proof"),
        (f"{FORMAT}\nindex 1\n".encode(), "this is no proof"),
        (f"{FORMAT}\n\nx".encode(), "line 2: must say index"),
        (f"{FORMAT}\nextra AAAA\n\nx".encode(), "line 3: must say index"),
        (f"{FORMAT}\nextra \nindex 1\n\nx".encode(), "line 2, extra"),
        (f"{FORMAT}\nindex 1\nextra AAAA\n\nx".encode(), "line 3"),
        (f"{FORMAT}\nindex 01\n\nx".encode(), "line 2, index"),
        (f"{FORMAT}\nindex 1\nAAAA\n\nx".encode(), "line 3: a hash of 3 bytes"),
        (ProofFile(1, (bytes(32),) * 64, b"x").raw, "no log needs more than 63"),
        (b"\xff", "not UTF-8"),
        (b"x" * 2_000_001, "more than the 2000000"),
    ],
)
def test_what_is_no_proof_is_refused(raw, says):
    refused(lambda: read_proof_file(raw), says)


OLD, NEW = a_log(100).head, LOG_300.head
WAY = consistency_proof(100, 300, LOG_300.read_tiles)


@pytest.mark.parametrize(
    ("old", "new", "way", "says"),
    [
        (Head(0, OLD.root), NEW, [], "no proof from 0"),
        (Head(0, OLD.root), Head(0, OLD.root), [], "no proof from 0"),
        (NEW, OLD, WAY, "no proof from 300"),
        (OLD, OLD, WAY, "more hashes"),
        (OLD, Head(100, NEW.root), [], "as it was"),
        (OLD, NEW, [], "fewer hashes"),
        (OLD, NEW, WAY[:-1], "fewer hashes"),
        (OLD, NEW, [*WAY, bytes(32)], "more hashes"),
        (OLD, NEW, [WAY[0][:31], *WAY[1:]], "a hash of 31 bytes"),
        (Head(100, NEW.root), NEW, WAY, "as it was"),
        (OLD, Head(300, OLD.root), WAY, "as it was"),
    ],
)
def test_a_way_that_leads_elsewhere_is_refused(old, new, way, says):
    check_consistency(OLD, NEW, WAY)
    refused(lambda: check_consistency(old, new, way), says, ProofError)


@pytest.mark.parametrize(
    ("found", "index", "path", "says"),
    [
        (leaf(137), 300, PROOF.hashes, "has no entry 300"),
        (leaf(137), -1, PROOF.hashes, "has no entry -1"),
        (leaf(137)[:31], 137, PROOF.hashes, "a hash of 31 bytes"),
        (leaf(137), 137, PROOF.hashes[:-1], "fewer hashes"),
        (leaf(137), 137, (*PROOF.hashes, bytes(32)), "more hashes"),
        (leaf(137), 137, (bytes(33), *PROOF.hashes[1:]), "a hash of 33 bytes"),
    ],
)
def test_a_proof_of_something_else_is_refused(found, index, path, says):
    refused(lambda: check_inclusion(found, index, NEW, path), says, ProofError)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: inclusion_proof(300, 300, LOG_300.read_tiles), "has no entry 300"),
        (
            lambda: consistency_proof(301, 300, LOG_300.read_tiles),
            "cannot have grown out of one of 301",
        ),
        (lambda: inclusion_proof(0, 300, lambda tiles: [b""] * len(tiles)), "0 bytes; 256 hashes"),
        (lambda: load_edge(300, lambda tiles: [bytes(64)] * len(tiles)), "64 bytes; 44 hashes"),
        (lambda: grow(Edge(), [bytes(31)]), "another length than 32"),
        (lambda: grow(Edge(), [bytes(31), bytes(33)]), "another length than 32"),
        (lambda: grow(Edge(2, (bytes(32),)), [bytes(32)]), "the edge at level 0 has 32 bytes"),
        (lambda: grow(Edge(256, (b"",)), [bytes(32)]), "more than 1 levels"),
    ],
)
def test_tiles_that_do_not_fit_are_refused(act, says):
    refused(act, says)
