"""Details that are shown one by one: the digests of RFC 9901, and what does not hold."""

from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest

from hengjian.errors import EvidenceError
from hengjian.ledger.disclosure import (
    check_disclosure,
    digest_of,
    disclosure,
    disclosure_digest,
    read_disclosure,
    with_digests,
)

SALT = bytes(range(16))


def base64url(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


def test_the_digest_of_the_example_in_rfc_9901_is_reproduced():
    example = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert digest_of(example) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def test_a_disclosure_is_base64url_of_salt_name_and_value():
    said = '["AAECAwQFBgcICQoLDA0ODw","name","赵"]'.encode()
    assert disclosure(SALT, "name", "赵") == base64url(said)
    expected = base64url(sha256(base64url(said).encode()).digest())
    assert disclosure_digest(SALT, "name", "赵") == expected


def test_what_its_holder_reads_is_what_was_disclosed():
    assert read_disclosure(disclosure(SALT, "phone", "023-1")) == ("phone", "023-1")


def test_one_letter_changed_no_longer_belongs_to_the_entry():
    text = disclosure(SALT, "name", "Zhao")
    details = with_digests({"due_on": "2026-03-10"}, [digest_of(text)])
    check_disclosure(text, details)
    with pytest.raises(EvidenceError, match="no digest of this disclosure"):
        check_disclosure(text[:-1] + ("A" if text[-1] != "A" else "B"), details)


def test_the_same_detail_under_another_salt_looks_unlike():
    assert disclosure_digest(SALT, "name", "Zhao") != disclosure_digest(SALT[::-1], "name", "Zhao")


def test_digests_stand_sorted_and_open_details_stay():
    details = with_digests({"b": 1}, ["z" * 43, "a" * 43])
    assert details == {"b": 1, "_sd": ["a" * 43, "z" * 43]}
    assert with_digests({"b": 1}, []) == {"b": 1}


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: disclosure(bytes(15), "name", "x"), "has 15 bytes"),
        (lambda: disclosure(SALT, "_sd", "x"), "reserved"),
        (lambda: disclosure(SALT, "name", 1.5), "float"),
        (lambda: with_digests({"_sd": []}, []), "reserved"),
        (lambda: with_digests({}, ["a" * 43] * 2), "each digest stands once"),
        (lambda: digest_of("赵"), "base64url text"),
        (lambda: check_disclosure("abc", {}), "no digest"),
        (lambda: read_disclosure("!!!"), "copy the disclosure whole"),
        (lambda: read_disclosure(base64url(b'["a","b"]')), "copy the disclosure whole"),
        (lambda: read_disclosure(base64url(b'[1,"b",2]')), "copy the disclosure whole"),
    ],
)
def test_what_cannot_be_is_refused(act, says):
    with pytest.raises(EvidenceError, match=says):
        act()
