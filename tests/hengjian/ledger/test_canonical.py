"""Canonical JSON: the examples of RFC 8785, and what is refused."""

import json
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import EvidenceError
from hengjian.ledger.canonical import canonical

LONE = "\ud800"
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=15,
)


def test_strings_are_escaped_as_in_section_3_2_2():
    value = {
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    # The bytes of section 3.2.4, without the numbers member, whose floats we refuse.
    expected = bytes.fromhex(
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c"
        "22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
    )
    assert canonical(value) == expected


def test_keys_are_sorted_by_utf_16_code_units_as_in_section_3_2_3():
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_short_escapes_are_used_where_json_has_them():
    assert canonical("\b\t\n\f\r\x00\x1f\x7f") == b'"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f"'


def test_the_largest_exact_integers_are_taken():
    assert canonical([2**53 - 1, -(2**53) + 1, 0]) == b"[9007199254740991,-9007199254740991,0]"


def test_a_stored_enum_value_is_its_text():
    assert canonical(StrEnum("Stage", {"A": "plan_due"}).A) == b'"plan_due"'


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (1.0, r"\$: float has no canonical form"),
        ({"a": [0, float("nan")]}, r"\$\.a\[1\]: float"),
        (2**53, r"beyond 2\*\*53 - 1"),
        (-(2**53), r"beyond 2\*\*53 - 1"),
        (LONE, "lone surrogate"),
        ({LONE: 1}, "lone surrogate"),
        ({1: "a"}, "the key 1 is not text"),
        ((1, 2), "tuple has no canonical form"),
        (b"a", "bytes has no canonical form"),
    ],
)
def test_what_has_no_single_form_is_refused(value, says):
    with pytest.raises(EvidenceError, match=says) as caught:
        canonical(value)
    assert str(caught.value).encode()
    assert caught.value.zh != str(caught.value)


def test_nesting_without_end_is_refused():
    value = []
    value.append(value)
    with pytest.raises(EvidenceError, match="deeper than 64"):
        canonical(value)


@given(VALUES)
def test_what_is_written_reads_back_as_the_same_value(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(TEXT, WHOLE))
def test_the_order_in_which_keys_came_does_not_matter(value):
    backwards = dict(reversed(list(value.items())))
    assert canonical(backwards) == canonical(value)
