"""Unified social credit codes: length, alphabet, region, check character."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import TextError
from hengjian.text.uscc import ALPHABET, check_character, parse_uscc

GOLDEN = Path(__file__).parents[2] / "golden" / "text" / "uscc.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
BODIES = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_code_reads_as_a_person_worked_it_out(case):
    if "is" in case:
        assert parse_uscc(case["written"]) == case["is"]
        return
    with pytest.raises(TextError, match=case["says"]) as caught:
        parse_uscc(case["written"])
    assert case["zh"] in caught.value.zh


@given(BODIES, st.integers(0, 17), st.integers(1, 30))
def test_every_single_wrong_character_is_found(body, place, shift):
    good = body + check_character(body)
    assert parse_uscc(good) == good
    wrong = ALPHABET[(ALPHABET.index(good[place]) + shift) % len(ALPHABET)]
    with pytest.raises(TextError):
        parse_uscc(good[:place] + wrong + good[place + 1 :])
