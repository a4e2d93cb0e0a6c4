"""Barcode numbers are one length, and a wrong digit is named."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import TextError
from hengjian.text.gtin import check_digit, parse_gtin

GOLDEN = Path(__file__).parents[2] / "golden" / "text" / "gtin.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_barcode_reads_as_a_person_worked_it_out(case):
    if "is" in case:
        assert parse_gtin(case["written"]) == case["is"]
        return
    with pytest.raises(TextError, match=case["says"]) as caught:
        parse_gtin(case["written"])
    assert case["zh"] in caught.value.zh


@given(st.text("0123456789", min_size=12, max_size=12).filter(lambda digits: digits.strip("0")))
def test_every_single_wrong_digit_is_found(digits):
    good = digits + check_digit(digits)
    assert parse_gtin(good) == "0" + good
    for place, digit in enumerate(good):
        wrong = good[:place] + str((int(digit) + 1) % 10) + good[place + 1 :]
        with pytest.raises(TextError):
            parse_gtin(wrong)
