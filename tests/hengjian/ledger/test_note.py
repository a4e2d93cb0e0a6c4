"""Signed notes and keys: what is read, what is passed over, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hengjian.ledger.a_log import LOG, SICHUAN, STRANGER, flipped

from hengjian.errors import EvidenceError, SignatureError
from hengjian.ledger.line import base64
from hengjian.ledger.note import (
    Key,
    KeyKind,
    Note,
    Signature,
    Signer,
    check_note,
    read_key,
    read_note,
    write_note,
)

TEXT = "log.example/chongqing\nsome text\n"
SIGNED = write_note(TEXT, [LOG.sign(TEXT)])
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1
).filter(lambda name: "+" not in name)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
SIGNATURES = st.builds(
    Signature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)
)
P = 2**255 - 19


def refused(act, says, kind=EvidenceError):
    with pytest.raises(kind, match=says) as caught:
        act()
    assert caught.value.zh != str(caught.value)


def test_a_note_of_the_log_holds():
    check_note(read_note(SIGNED), LOG.key)


def test_every_flipped_bit_of_a_note_is_found():
    for bit in range(8 * len(SIGNED)):
        with pytest.raises(EvidenceError):
            check_note(read_note(flipped(SIGNED, bit)), LOG.key)


def test_a_line_of_an_unknown_key_is_passed_over():
    note = read_note(SIGNED).with_signatures([STRANGER.sign(TEXT), Signature("x", b"1234", b"!")])
    assert len(note.signatures) == 3
    check_note(read_note(note.raw), LOG.key)


def test_a_false_line_of_the_known_key_is_refused_beside_a_true_one():
    false = Signature(LOG.name, LOG.key.id, bytes(64))
    note = read_note(SIGNED).with_signatures([false])
    refused(lambda: check_note(note, LOG.key), "does not hold", SignatureError)


def test_a_key_of_the_same_name_is_another_key():
    refused(
        lambda: check_note(read_note(SIGNED), STRANGER.key),
        "no signature of log.example/chongqing",
        SignatureError,
    )


def test_a_witness_does_not_sign_for_the_log():
    refused(lambda: check_note(read_note(SIGNED), SICHUAN.key), "is a witness's", SignatureError)
    refused(lambda: SICHUAN.sign(TEXT), "only cosigns")


def test_a_signature_given_again_stands_once():
    note = read_note(SIGNED)
    assert note.with_signatures([LOG.sign(TEXT)]) == note


@given(st.lists(LINES).map(lambda lines: "".join(f"{line}\n" for line in lines) or "\n"),
       st.lists(SIGNATURES, min_size=1, max_size=16))  # fmt: skip
def test_what_is_written_reads_back(text, signatures):
    assert read_note(write_note(text, signatures)) == Note(text, tuple(signatures))


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_anything_else_is_refused_as_evidence_never_otherwise(raw):
    try:
        note = read_note(raw)
    except EvidenceError:
        return
    assert note.raw == raw


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no empty line"),
        (b"text\n", "no empty line"),
        (b"text\n\n", "no empty line"),
        (SIGNED[:-1], "no empty line"),
        (SIGNED + b"\n", "no empty line"),
        (SIGNED + b"- a AAAAAAAA\n", "no signature line"),
        (SIGNED.replace(b"text", b"te\0xt"), "control character"),
        (SIGNED.replace(b"\n", b"\r\n"), "control character"),
        (b"\xff" + SIGNED, "not UTF-8"),
        (SIGNED + "\u2014 a+b AAAAAAAA\n".encode(), "no name of a key"),
        (SIGNED + "\u2014  AAAAAAAA\n".encode(), "no name of a key"),
        (SIGNED + "\u2014 a\u2003b AAAAAAAA\n".encode(), "no name of a key"),
        (SIGNED + "\u2014 a AAAAAAAB=\n".encode(), "not base64"),
        (SIGNED + "\u2014 a AAAAAB==\n".encode(), "not base64"),
        (SIGNED + "\u2014 a AAAAAAAA \n".encode(), "not base64"),
        (SIGNED + "\u2014 a AAAAAA==\n".encode(), "is cut off"),
        (SIGNED + "\u2014 a\n".encode(), "not base64"),
        (SIGNED + "\u2014 a AAAAAAAA\n".encode() * 100, "more than 100 signatures"),
        (b"x" * 1_000_001, "more than the 1000000"),
    ],
)
def test_what_is_no_note_is_refused(raw, says):
    refused(lambda: read_note(raw), says)


def test_16_signatures_are_taken_and_more():
    note = read_note(SIGNED + "\u2014 a AAAAAAAA\n".encode() * 99)
    assert len(note.signatures) == 100


def test_a_text_that_would_end_too_early_is_not_written():
    refused(lambda: write_note("no line feed", [LOG.sign("x")]), "no empty line")
    refused(lambda: write_note(TEXT, []), "no empty line")
    posing = f"a\n\n{LOG.sign(TEXT).line}"
    refused(lambda: write_note(posing, [LOG.sign(TEXT)]), "would pass for its end")


def test_a_key_reads_back_from_its_line():
    for key in (LOG.key, SICHUAN.key):
        assert read_key(key.vkey) == key


def test_every_flipped_bit_of_a_key_is_found():
    raw = LOG.key.vkey.encode()
    for bit in range(8 * len(raw)):
        with pytest.raises((EvidenceError, UnicodeDecodeError)):
            read_key(flipped(raw, bit).decode())


def test_the_same_key_has_another_id_for_another_kind():
    other = Key(LOG.name, KeyKind.WITNESS, LOG.key.public)
    assert other.id != LOG.key.id


@pytest.mark.parametrize(
    ("vkey", "says"),
    [
        ("", "is not base64"),
        ("name", "is not base64"),
        ("name+00000000", "is not base64"),
        ("name+00000000+AA==", "kind 0x00"),
        ("name+00000000+" + base64(b"\x06" + bytes(1312)), "kind 0x06"),
        ("name+00000000+" + base64(b"\x01" + LOG.key.public), "its id is"),
        (LOG.key.vkey.replace("+", "+0", 1), "its id is"),
        (LOG.key.vkey + "\n", "is not base64"),
        ("+00000000+" + base64(b"\x01" + LOG.key.public), "no name of a key"),
        ("a b+00000000+" + base64(b"\x01" + LOG.key.public), "no name of a key"),
        ("a\udcff+00000000+" + base64(b"\x01" + LOG.key.public), "no name of a key"),
        ("name+00000000+" + base64(b"\x01" + LOG.key.public[:31]), "no Ed25519 key"),
    ],
)
def test_what_is_no_key_is_refused(vkey, says):
    refused(lambda: read_key(vkey), says)


@pytest.mark.parametrize(
    "y",
    [
        0, 1, P - 1, P, P + 1, P + 18,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sign", [0, 1])
def test_a_key_that_would_sign_anything_is_no_key(y, sign):
    raw = (y | sign << 255).to_bytes(32, "little")
    refused(lambda: Key("name", KeyKind.LOG, raw), "no Ed25519 key")


def test_a_secret_has_32_bytes():
    refused(lambda: Signer.from_seed("name", bytes(31)), "has 31 bytes")


def test_a_signer_of_the_same_text_signs_the_same():
    assert LOG.sign(TEXT) == LOG.sign(TEXT)
