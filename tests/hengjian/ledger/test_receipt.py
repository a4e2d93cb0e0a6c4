"""A receipt holds from what the holder was told up to the signatures, and says so in one spelling."""

import json
from dataclasses import replace

import pytest
from tests.hengjian.ledger.a_log import (
    LOG,
    NOTARY,
    SICHUAN,
    START,
    Log,
    a_log,
    entry,
    flipped,
    opening,
)

from hengjian.errors import EvidenceError, ProofError
from hengjian.ledger.disclosure import digest_of, disclosure, with_digests
from hengjian.ledger.entry import FIRST, Opening, commitment, leaf_hash, public_bytes
from hengjian.ledger.receipt import Receipt, check_receipt, is_receipt, read_receipt, write_receipt
from hengjian.ledger.trust import Trust

LOG_300 = a_log(300)
TRUST = Trust(LOG.key, (SICHUAN.key, NOTARY.key))
RECEIPT = Receipt(entry(137), LOG_300.proof_file(137), opening(137))
RAW = write_receipt(RECEIPT)


def refused(act, says, kind=EvidenceError):
    with pytest.raises(kind, match=says) as caught:
        act()
    assert caught.value.zh != str(caught.value)


def test_a_receipt_says_what_was_done_and_where_it_stands():
    shown = check_receipt(read_receipt(RAW), TRUST)
    assert shown.opening.kind == "recall.reported"
    assert shown.opening.details["due_on"] == "2026-03-10"
    assert shown.disclosed == {"name": "赵137"}
    assert shown.entry.seq == 1
    assert shown.trusted.checkpoint.head == LOG_300.head
    assert len(shown.trusted.cosigned) == 2


def test_a_receipt_reads_back():
    assert read_receipt(RAW) == RECEIPT
    assert is_receipt(RAW)


def test_a_holder_may_be_given_less():
    hidden = Receipt(RECEIPT.entry, RECEIPT.proof, replace(RECEIPT.opening, disclosures=()))
    assert check_receipt(read_receipt(write_receipt(hidden)), TRUST).disclosed == {}
    closed = Receipt(RECEIPT.entry, RECEIPT.proof)
    shown = check_receipt(read_receipt(write_receipt(closed)), TRUST)
    assert (shown.opening, shown.disclosed, shown.entry.seq) == (None, {}, 1)


def test_every_flipped_bit_of_a_receipt_is_found():
    for bit in range(8 * len(RAW)):
        with pytest.raises(EvidenceError):
            check_receipt(read_receipt(flipped(RAW, bit)), TRUST)


def test_a_receipt_for_another_entry_is_refused():
    other = Receipt(entry(138), RECEIPT.proof)
    refused(lambda: check_receipt(other, TRUST), "does not lead from entry 137", ProofError)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "recall.closed"}, "c does not commit"),
        ({"actor": "officer:2"}, "c does not commit"),
        ({"obj": "recall:R-1"}, "c does not commit"),
        ({"details": {}}, "c does not commit"),
        ({"salt": bytes(32)}, "c does not commit"),
        ({"disclosures": (disclosure(bytes(16), "name", "钱"),)}, "no digest of this disclosure"),
        ({"disclosures": opening(137).disclosures * 2}, "disclosed twice"),
    ],
)
def test_a_holder_cannot_be_told_otherwise(change, says):
    told = Receipt(RECEIPT.entry, RECEIPT.proof, replace(RECEIPT.opening, **change))
    refused(lambda: check_receipt(told, TRUST), says)
    refused(lambda: write_receipt(told), says)


def test_a_detail_is_not_told_both_openly_and_disclosed():
    text = disclosure(bytes(16), "name", "赵")
    details = with_digests({"name": "钱"}, [digest_of(text)])
    said = Opening(bytes(32), "k", "a", "o", details, (text,))
    c = commitment(said.salt, said.kind, said.actor, said.obj, details)
    public = public_bytes(START, bytes(32), 1, FIRST, c)
    proof = Log().publish([public]).proof_file(0)
    refused(lambda: write_receipt(Receipt(public, proof, said)), "disclosed twice")


def test_a_proof_in_a_receipt_carries_nothing_beside_it():
    extra = Receipt(RECEIPT.entry, replace(RECEIPT.proof, extra=b"x"), RECEIPT.opening)
    refused(lambda: write_receipt(extra), "extra has no place")
    said = json.loads(RAW)
    said["proof"] = extra.proof.raw.decode()
    refused(lambda: check_receipt(read_receipt(_spelled(said)), TRUST), "extra has no place")


def _spelled(said):
    return (json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _changed(**changes):
    return _spelled({**json.loads(RAW), **changes})


def _opened(**changes):
    return _changed(opening={**json.loads(RAW)["opening"], **changes})


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is not JSON"),
        (b"[]", "must have the fields"),
        (b"[" * 100_000, "is not JSON"),
        (RAW + b"\n", "altered, or saved anew"),
        (RAW.replace(b"\n", b"\r\n"), "altered, or saved anew"),
        (json.dumps(json.loads(RAW)).encode(), "altered, or saved anew"),
        (
            RAW.replace(b'  "version": 1', b'  "version": 1,\n  "version": 1'),
            "altered, or saved anew",
        ),
        (_changed(version=2), "version 1"),
        (_changed(version=True), "version 1"),
        (_changed(version=1.0), "version 1"),
        (_changed(format="other"), "version 1"),
        (_changed(more=1), "must have the fields"),
        (_changed(disclosures={}), "disclosures: must be a list"),
        (_changed(disclosures=[1]), "disclosures: must be text"),
        (_changed(entry=1), "entry: must be text"),
        (_changed(proof=None), "proof: must be text"),
        (_changed(opening=None), "disclosures without an opening"),
        (_changed(opening=[]), "opening: must have the fields"),
        (_opened(more=1), "opening: must have the fields"),
        (_opened(salt="zz"), "salt: is not hexadecimal"),
        (_opened(salt="AB" * 32), "salt: is written otherwise"),
        (_opened(salt="ab " * 32), "salt: is written otherwise"),
        (_opened(kind=1), "kind: must be text"),
        (_opened(details=[]), "details: must be an object"),
        (_opened(details={"price": 1.5}), "float has no canonical form"),
        (b"\xff", "not UTF-8"),
        (b" " * 4_000_001, "more than the 4000000"),
    ],
)
def test_what_is_no_receipt_is_refused(raw, says):
    refused(lambda: read_receipt(raw), says)


def test_an_entry_that_is_not_public_bytes_is_refused():
    proof = Log().publish([b"hello"]).proof_file(0)
    refused(lambda: write_receipt(Receipt(b"hello", proof)), "not the public form")


def test_a_receipt_of_a_leaf_that_is_logged_twice_names_its_index():
    log = Log().publish([entry(1), entry(1)])
    for index in (0, 1):
        found = Receipt(entry(1), log.proof_file(index), opening(1))
        assert check_receipt(found, TRUST).trusted.checkpoint.head == log.head
    assert leaf_hash(entry(1)) != leaf_hash(entry(2))
