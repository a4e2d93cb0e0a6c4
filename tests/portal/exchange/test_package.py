"""A package as a file: one value has one sequence of bytes, and nothing else is taken for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hengjian.ledger.canonical import canonical
from hengjian_portal.exchange.errors import PackageError
from hengjian_portal.exchange.fields import KINDS, check_fields
from hengjian_portal.exchange.package import (
    Attachment,
    Expected,
    Package,
    check,
    digest_of,
    fingerprint,
    write,
)
from hengjian_portal.exchange.reading import read

# RFC 8032, section 7.1, test 1: the secret key and its public key.
KEY = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
GOLDEN = Path(__file__).parents[2] / "golden" / "exchange" / "recall.json"
MADE = datetime(2026, 3, 9, 2, tzinfo=UTC)
RECALL = Package(
    kind="recall", number="CQ-XT2026-0001", sender="500000", receiver="510000", made_at=MADE,
    fields={
        "recall_no": "CQ2026-0001", "product_name": "保温杯", "firm_name": "暖山杯业有限公司",
        "defect": "杯盖漏水", "measures": "退货", "n_recalled": 1200, "announced_on": "2026-03-08",
    },
    attachments=(Attachment("公告.pdf", "ab" * 32, 2048),),
)  # fmt: skip
EXPECTED = Expected("500000", "510000", PUBLIC, MADE + timedelta(hours=1), {})


def changed(**inside: Any) -> bytes:
    """The golden file with other things inside, signed by nobody anew."""
    top = json.loads(write(RECALL, KEY))
    top["package"] |= inside
    return canonical(top)


def test_a_package_is_written_as_the_golden_file_was():
    """Its keys in order, no blank, the day and the digest as text: written out by hand but for the signature."""
    assert write(RECALL, KEY) == GOLDEN.read_bytes().rstrip(b"\n")


def test_the_golden_file_is_read_back_whole_and_holds():
    opened = read(GOLDEN.read_bytes().rstrip(b"\n"))
    assert opened.package == RECALL
    assert opened.key == fingerprint(PUBLIC)
    check(opened, EXPECTED)


def test_no_single_bit_can_be_changed():
    file = write(RECALL, KEY)
    for place in range(len(file)):
        for bit in range(8):
            bent = bytearray(file)
            bent[place] ^= 1 << bit
            with pytest.raises(PackageError):
                check(read(bytes(bent)), EXPECTED)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"\xff", b"{", b'{"package":1}', b" " + write(RECALL, KEY), write(RECALL, KEY) + b"\n",
     write(RECALL, KEY).replace(b'"key"', b'"key":"a","key"', 1), b"[" * 100_000],
    ids=["nothing", "a list", "no text", "half", "other keys", "a blank before", "a line after",
         "a doubled key", "too deep"],
)  # fmt: skip
def test_what_is_not_written_as_we_write_it_is_no_package(data: bytes):
    with pytest.raises(PackageError, match="no package that can be read"):
        read(data)


def test_a_file_beyond_a_megabyte_is_refused_unread():
    with pytest.raises(PackageError, match="1 MB"):
        read(b'"' + b"a" * 1024 * 1024 + b'"')


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "too old"), (2, "newer"), (True, "whole number"), ("1", "whole number")],
)
def test_a_format_we_do_not_read_is_named(number: object, words: str):
    with pytest.raises(PackageError, match=words):
        read(changed(format=number))


def test_a_field_beside_those_of_the_format_is_refused():
    with pytest.raises(PackageError, match="missing or unknown: reporter"):
        read(changed(reporter="somebody"))


def test_a_field_no_recall_carries_is_refused():
    with pytest.raises(PackageError, match="'reporter_name'"):
        read(changed(fields={**RECALL.fields, "reporter_name": "somebody"}))


def test_a_changed_field_breaks_the_signature():
    opened = read(changed(fields={**RECALL.fields, "n_recalled": 12}))
    with pytest.raises(PackageError, match="signature does not hold"):
        check(opened, EXPECTED)


def test_another_key_is_refused_before_anything_is_computed():
    other = Ed25519PrivateKey.generate()
    with pytest.raises(PackageError, match="not the one approved"):
        check(read(write(RECALL, other)), EXPECTED)


def test_a_stolen_fingerprint_does_not_help():
    top = json.loads(write(RECALL, Ed25519PrivateKey.generate()))
    top["key"] = fingerprint(PUBLIC)
    with pytest.raises(PackageError, match="signature does not hold"):
        check(read(canonical(top)), EXPECTED)


def test_a_package_for_somebody_else_is_refused():
    turned = replace(RECALL, sender="510000", receiver="500000")
    with pytest.raises(PackageError, match="for 500000, not for 510000"):
        check(read(write(turned, KEY)), EXPECTED)


def test_a_package_made_tomorrow_is_refused_and_one_five_minutes_early_is_not():
    with pytest.raises(PackageError, match="to come"):
        check(read(write(replace(RECALL, made_at=MADE + timedelta(days=1)), KEY)), EXPECTED)
    early = replace(RECALL, made_at=EXPECTED.now + timedelta(minutes=5))
    check(read(write(early, KEY)), EXPECTED)


def test_the_same_package_again_is_known_and_another_of_its_number_is_refused():
    known = replace(EXPECTED, known={RECALL.number: digest_of(RECALL)})
    check(read(write(RECALL, KEY)), known)
    other = replace(RECALL, fields={**RECALL.fields, "defect": "别的缺陷"})
    with pytest.raises(PackageError, match="was used for another package"):
        check(read(write(other, KEY)), known)


@pytest.mark.parametrize("number", ["", "abc", "CQ 1234", "X" * 41, "号码-2026"])
def test_a_number_is_capitals_digits_and_hyphens(number: str):
    with pytest.raises(PackageError, match="4 to 40"):
        write(replace(RECALL, number=number), KEY)


@pytest.mark.parametrize(
    "said",
    ["联系王某 13812345678", "身份证 50010319900307123X", "打13812345678找他"],
    ids=["mobile", "identity card", "mobile within words"],
)
def test_what_looks_like_a_persons_number_is_not_shared(said: str):
    with pytest.raises(PackageError, match="personal data"):
        check_fields("lead", {"product_name": "杯", "danger": said})


@pytest.mark.parametrize(
    "said", ["条码06901234567892", "电话023-63711111", "91500103MA5U12345X", "12315"]
)
def test_numbers_of_firms_and_goods_are(said: str):
    check_fields("lead", {"product_name": "杯", "danger": said})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("lead", {"product_name": "杯"}),
        ("lead", {"product_name": " ", "danger": "漏"}),
        ("lead", {"product_name": "杯", "danger": "漏", "injured": -1}),
        ("lead", {"product_name": "杯", "danger": "漏", "injured": True}),
        ("lead", {"product_name": "杯", "danger": "漏", "known_on": "2026-3-9"}),
        ("lead", {"product_name": "杯", "danger": "漏", "known_on": "2026-02-30"}),
        ("lead", {"product_name": "杯" * 161, "danger": "漏"}),
        ("assistance", {"subject": "事", "why": "因", "wanted": [], "days": 5}),
        ("assistance", {"subject": "事", "why": "因", "wanted": ["账"], "days": 0}),
        ("joint_action", {"title": "名", "aim": "的", "tasks": [{"side": "110000"}]}),
        ("joint_action", {"title": "名", "aim": "的", "tasks": [
            {"side": "110000", "what": "查", "where": "京", "who": "局", "by": "2026-03-09"}]}),
        ("love_letter", {}),
    ],
)  # fmt: skip
def test_a_field_that_lacks_or_is_of_the_wrong_type_is_refused(kind: str, fields: dict[str, Any]):
    with pytest.raises(PackageError):
        check_fields(kind, fields)


def test_no_kind_has_a_place_for_a_person():
    """Of all fields of all kinds, none speaks of who reported, of a claim, of a name or an address."""
    words = ("reporter", "consumer", "claim", "contact", "phone", "address", "name_of")
    names = [name for kind in KINDS.values() for name in kind.fields]
    assert not [name for name in names if any(word in name for word in words)]
