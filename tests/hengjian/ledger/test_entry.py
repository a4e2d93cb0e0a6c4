"""Entries: the public bytes to the letter, the commitment by hand, and every tamper found."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import EvidenceError
from hengjian.ledger.disclosure import digest_of, disclosure, with_digests
from hengjian.ledger.entry import (
    FIRST,
    Opening,
    check_entry,
    commitment,
    leaf_hash,
    pseudonym,
    public_bytes,
    read_entry,
)

AT = datetime(2026, 3, 6, 9, 30, 0, 5, tzinfo=UTC)
KEY = bytes(range(32))
SALT = bytes(range(32, 64))
SHOWN = disclosure(bytes(16), "reporter", "赵")
DETAILS = with_digests({"due_on": "2026-03-10"}, [digest_of(SHOWN)])
OPENING = Opening(SALT, "recall.defect_reported", "body:7", "recall:R-1", DETAILS, (SHOWN,))
K = pseudonym(KEY, "recall:R-1")
C = commitment(SALT, OPENING.kind, OPENING.actor, OPENING.obj, DETAILS)
ENTRY = public_bytes(AT, K, 1, FIRST, C)


def test_public_bytes_are_the_six_fields_in_canonical_order():
    expected = (
        '{"at":"2026-03-06T09:30:00.000005Z","c":"' + "22" * 32 + '","k":"' + "11" * 32
        + '","prev":"' + "00" * 32 + '","seq":1,"v":1}'
    )  # fmt: skip
    assert public_bytes(AT, b"\x11" * 32, 1, FIRST, b"\x22" * 32) == expected.encode()


def test_beijing_time_is_written_in_utc():
    beijing = datetime(2026, 3, 6, 17, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    assert public_bytes(beijing, K, 1, FIRST, C) == ENTRY


def test_the_commitment_is_hmac_over_canonical_json():
    said = (
        '{"actor":"body:7","details":{"_sd":["' + digest_of(SHOWN) + '"],"due_on":"2026-03-10"},'
        '"kind":"recall.defect_reported","object":"recall:R-1"}'
    )
    assert hmac.new(SALT, said.encode(), hashlib.sha256).digest() == C


def test_the_pseudonym_is_hmac_of_the_identifier():
    assert hmac.new(KEY, b"recall:R-1", hashlib.sha256).digest() == K


def test_a_leaf_is_hashed_as_rfc_6962_says():
    # The hash of the empty leaf in the reference tree of RFC 6962.
    assert (
        leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )


def test_its_holder_can_check_an_entry():
    check_entry(ENTRY, OPENING)


def test_the_second_entry_follows_the_first():
    second = public_bytes(AT, K, 2, leaf_hash(ENTRY), C)
    check_entry(second, OPENING, previous=ENTRY)


@pytest.mark.parametrize(
    "changed",
    [
        {"salt": KEY},
        {"kind": "recall.closed"},
        {"actor": "body:8"},
        {"obj": "recall:R-2"},
        {"details": {**DETAILS, "due_on": "2026-03-11"}},
        {"details": {"due_on": "2026-03-10"}},
    ],
)
def test_an_altered_content_no_longer_opens_the_entry(changed):
    with pytest.raises(EvidenceError, match="one was altered"):
        check_entry(ENTRY, replace(OPENING, **changed))


def test_a_foreign_disclosure_is_found():
    foreign = disclosure(bytes(16), "reporter", "钱")
    with pytest.raises(EvidenceError, match="no digest of this disclosure"):
        check_entry(ENTRY, replace(OPENING, disclosures=(foreign,)))


@given(st.integers(0, len(ENTRY) - 1), st.integers(1, 255))
def test_no_changed_byte_passes_for_the_entry(place, change):
    bad = bytearray(ENTRY)
    bad[place] ^= change
    try:
        check_entry(bytes(bad), OPENING)
    except EvidenceError:
        return
    # Only what a holder of salt and details cannot know may change unseen: time, pseudonym.
    before, after = read_entry(ENTRY), read_entry(bytes(bad))
    assert (before.c, before.seq, before.prev) == (after.c, after.seq, after.prev)


@pytest.mark.parametrize(
    "previous",
    [
        public_bytes(AT, K, 1, FIRST, bytes(32)),
        public_bytes(AT, pseudonym(KEY, "recall:R-2"), 1, FIRST, C),
        public_bytes(AT, K, 2, b"\x01" * 32, C),
    ],
    ids=["other content", "other object", "other place"],
)
def test_an_entry_does_not_follow_a_stranger(previous):
    second = public_bytes(AT, K, 2, leaf_hash(ENTRY), C)
    with pytest.raises(EvidenceError, match="entry 2 does not follow"):
        check_entry(second, OPENING, previous=previous)


@pytest.mark.parametrize(
    "written",
    [
        ENTRY + b" ",
        ENTRY.replace(b'"seq":1', b'"seq": 1'),
        ENTRY.replace(b'"seq":1', b'"seq":1.0'),
        ENTRY.replace(b'"seq":1', b'"seq":true'),
        ENTRY.replace(b'"v":1', b'"v":2'),
        ENTRY.replace(b'"v":1', b'"v":1,"x":1'),
        ENTRY.replace(b"000005Z", b"000005+00:00"),
        ENTRY.replace(b"000005Z", b"5Z"),
        ENTRY.replace(C.hex().encode(), C.hex().upper().encode()),
        b"[]",
        b"7",
        b"\xff",
        b"",
    ],
)
def test_only_the_exact_public_form_is_read(written):
    with pytest.raises(EvidenceError, match="not the public form"):
        read_entry(written)


def test_what_was_written_reads_back():
    found = read_entry(ENTRY)
    assert (found.at, found.k, found.seq, found.prev, found.c) == (AT, K, 1, FIRST, C)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: public_bytes(AT.replace(tzinfo=None), K, 1, FIRST, C), "no time zone"),
        (lambda: public_bytes(AT, K[:31], 1, FIRST, C), "k has 31 bytes"),
        (lambda: public_bytes(AT, K, 0, FIRST, C), "seq 0 and prev"),
        (lambda: public_bytes(AT, K, 2, FIRST, C), "seq 2 and prev"),
        (lambda: public_bytes(AT, K, 1, K, C), "seq 1 and prev"),
        (lambda: commitment(SALT[:16], "k", "a", "o", {}), "salt has 16 bytes"),
        (lambda: commitment(SALT, "k", "a", "o", {"price": 1.5}), "float"),
        (lambda: pseudonym(b"short", "o"), "has 5 bytes"),
        (lambda: pseudonym(KEY, "\ud800"), "lone surrogate"),
    ],
)
def test_what_cannot_be_an_entry_is_refused(act, says):
    with pytest.raises(EvidenceError, match=says) as caught:
        act()
    assert caught.value.zh != str(caught.value)
