"""Checkpoints, cosignatures, and whose word counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hengjian.ledger.a_log import LOG, NOTARY, SICHUAN, STRANGER, TIME, checkpoint, flipped

from hengjian.errors import EvidenceError, SignatureError
from hengjian.ledger.checkpoint import Checkpoint, open_checkpoint, read_text
from hengjian.ledger.cosignature import Cosigner, check_cosignatures
from hengjian.ledger.note import Key, KeyKind, Note, Signature, Signer, read_note, write_note
from hengjian.ledger.tree import NO_LEAVES, Head
from hengjian.ledger.trust import Trust, check_checkpoint

HEAD = Head(70_000, bytes(range(32)))
RAW = checkpoint(HEAD, witnesses=(SICHUAN, NOTARY))
WITNESSES = (SICHUAN.key, NOTARY.key)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
HEADS = st.builds(Head, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))


def refused(act, says, kind=EvidenceError):
    with pytest.raises(kind, match=says) as caught:
        act()
    assert caught.value.zh != str(caught.value)


@given(st.builds(Checkpoint, LINES, HEADS, st.lists(LINES).map(tuple)))
def test_the_text_of_a_checkpoint_reads_back(found):
    assert read_text(found.text) == found


GOOD = Checkpoint("log.example", HEAD).text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "three lines"),
        (GOOD[:-1], "three lines"),
        (GOOD + "\n", "three lines"),
        ("\n" + GOOD, "three lines"),
        ("log.example\n1\n", "three lines"),
        (GOOD.replace("70000", "070000"), "line 2"),
        (GOOD.replace("70000", "+70000"), "line 2"),
        (GOOD.replace("70000", "7_0000"), "line 2"),
        (GOOD.replace("70000", "\u0667"), "line 2"),
        (GOOD.replace("70000", str(2**63)), "line 2"),
        (GOOD.replace("70000", "9" * 5000), "line 2"),
        (GOOD.replace("70000", "-1"), "line 2"),
        (GOOD.replace("AAEC", "AAEC "), "line 3"),
        ("log.example\n1\nAAAA\n", "a hash of 3 bytes"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text, says):
    refused(lambda: read_text(text), says)


@pytest.mark.parametrize("origin", ["", "a\nb", "a\tb"])
def test_a_checkpoint_with_a_broken_line_is_not_written(origin):
    refused(lambda: Checkpoint(origin, HEAD).text, "a line of a checkpoint is empty")


@pytest.mark.parametrize(("size", "root"), [(-1, bytes(32)), (2**63, bytes(32)), (0, bytes(31))])
def test_a_head_that_no_tree_has_is_refused(size, root):
    refused(lambda: Head(size, root), "no tree has")


def test_a_checkpoint_of_the_log_opens():
    found, note = open_checkpoint(RAW, LOG.key)
    assert (found.origin, found.head) == (LOG.name, HEAD)
    assert len(note.signatures) == 3


def test_a_checkpoint_of_another_origin_is_refused_though_the_key_signed_it():
    text = Checkpoint("log.example/elsewhere", HEAD).text
    raw = write_note(text, [LOG.sign(text)])
    refused(
        lambda: open_checkpoint(raw, LOG.key),
        "is of the log 'log.example/elsewhere'",
        SignatureError,
    )


def test_a_cosignature_holds_and_tells_its_time():
    found = check_cosignatures(read_note(RAW), SICHUAN.key)
    assert (found.witness, found.time) == (SICHUAN.key, TIME)


def test_a_cosignature_is_the_time_in_eight_bytes_and_a_signature_over_time_and_text():
    signature = SICHUAN.cosign(GOOD, TIME).signature
    assert (signature[:8], len(signature)) == (TIME.to_bytes(8, "big"), 72)
    message = f"cosignature/v1\ntime {TIME}\n{GOOD}".encode()
    SICHUAN.private.public_key().verify(signature[8:], message)


def test_without_a_cosignature_there_is_none():
    assert check_cosignatures(read_note(checkpoint(HEAD)), SICHUAN.key) is None


def test_of_two_cosignatures_the_later_counts():
    note = read_note(RAW)
    later = note.with_signatures([SICHUAN.cosign(note.text, TIME + 9)])
    assert check_cosignatures(later, SICHUAN.key).time == TIME + 9


def test_a_cosignature_without_a_time_is_refused():
    line = Signature(SICHUAN.name, SICHUAN.key.id, bytes(72))
    refused(
        lambda: check_cosignatures(Note(GOOD, (line,)), SICHUAN.key),
        "bears no time",
        SignatureError,
    )


@pytest.mark.parametrize("time", [0, -1, 2**63])
def test_a_witness_signs_no_time_that_is_none(time):
    refused(lambda: SICHUAN.cosign(GOOD, time), "is no time")


def test_a_witness_cosigns_checkpoints_only():
    refused(lambda: SICHUAN.cosign("anything\n", TIME), "three lines")


def test_the_key_of_a_log_does_not_count_as_a_witness():
    refused(lambda: check_cosignatures(read_note(RAW), LOG.key), "is a log's", SignatureError)


def test_the_log_and_all_named_witnesses_must_have_signed():
    found = check_checkpoint(RAW, Trust(LOG.key, WITNESSES))
    assert [one.witness for one in found.cosigned] == list(WITNESSES)
    one = checkpoint(HEAD, witnesses=(SICHUAN,))
    refused(
        lambda: check_checkpoint(one, Trust(LOG.key, WITNESSES)), "1 of the named", SignatureError
    )
    assert check_checkpoint(one, Trust(LOG.key, WITNESSES, needed=1)).checkpoint.head == HEAD
    assert check_checkpoint(checkpoint(HEAD), Trust(LOG.key, WITNESSES, needed=0)).cosigned == ()


def test_a_false_line_of_a_named_witness_is_refused_even_where_it_is_not_needed():
    note = read_note(RAW)
    false = Signature(NOTARY.name, NOTARY.key.id, TIME.to_bytes(8, "big") + bytes(64))
    raw = write_note(note.text, [*note.signatures[:2], false])
    trust = Trust(LOG.key, WITNESSES, needed=1)
    refused(
        lambda: check_checkpoint(raw, trust), "signature of witness.example/notary", SignatureError
    )


def test_every_flipped_bit_of_a_checkpoint_is_found():
    trust = Trust(LOG.key, WITNESSES)
    for bit in range(8 * len(RAW)):
        with pytest.raises(EvidenceError):
            check_checkpoint(flipped(RAW, bit), trust)


def test_another_log_under_the_same_name_is_refused():
    refused(
        lambda: check_checkpoint(checkpoint(HEAD, STRANGER), Trust(LOG.key)),
        "no signature",
        SignatureError,
    )


SAME = Key("witness.example/other", KeyKind.WITNESS, SICHUAN.key.public)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: Trust(LOG.key, (SICHUAN.key, SAME)), "given twice"),
        (lambda: Trust(LOG.key, (Cosigner.from_seed("w", bytes(range(32))).key,)), "given twice"),
        (lambda: Trust(SICHUAN.key), "is of kind 0x04"),
        (lambda: Trust(LOG.key, (Signer.from_seed("w", bytes(32)).key,)), "is of kind 0x01"),
        (lambda: Trust(LOG.key, WITNESSES, needed=3), "3 witnesses are needed"),
        (lambda: Trust(LOG.key, WITNESSES, needed=-1), "-1 witnesses are needed"),
    ],
)
def test_a_trust_that_cannot_be_met_is_refused(act, says):
    refused(act, says)


def test_an_empty_log_can_be_signed():
    assert open_checkpoint(checkpoint(NO_LEAVES), LOG.key)[0].head == NO_LEAVES
