"""Codes on a scale: written by a profile, and every wrong character named by its position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import CodeError, TextError
from hengjian.metrology.code_profile import read_profile, shipped_profile
from hengjian.metrology.marks import check_character, check_code, issue, parts_of
from hengjian.text.sheet import shipped_sheet

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRODUCTION = shipped_profile("production-demo")
CODE = issue(PRODUCTION, "QILIN1", "42", "7")
PLACES = st.tuples(
    st.text(ALPHABET, min_size=6, max_size=6),
    st.text("0123456789", min_size=1, max_size=6),
    st.text("0123456789", min_size=1, max_size=8),
)


def holds(code):
    """The check as ISO 7064 states it from the other side: the last sum is 1 modulo 36."""
    carry = 36
    for mark in code[:-1]:
        carry = ((carry + ALPHABET.index(mark)) % 36 or 36) * 2 % 37
    return (carry + ALPHABET.index(code[-1])) % 36 == 1


def test_the_identifier_of_the_global_release_standard_ends_in_m():
    # GRid, the published example of MOD 37,36: A1-2425G-ABC1234002-M.
    assert check_character("A12425GABC1234002", ALPHABET) == "M"


def test_digits_alone_have_their_own_system():
    # MOD 11,10: the published example of the standard, 0794 5.
    assert check_character("0794", "0123456789") == "5"


@given(PLACES)
def test_what_is_issued_holds_and_reads_back(places):
    code = issue(PRODUCTION, *places)
    assert holds(code)
    check_code(PRODUCTION, code)
    maker, type_no, serial = places
    assert parts_of(PRODUCTION, code) == {
        "maker": maker,
        "type_no": type_no.zfill(6),
        "serial": serial.zfill(8),
    }


@given(PLACES, st.integers(0, 21), st.integers(1, 35))
def test_every_single_wrong_character_is_found(places, place, shift):
    code = issue(PRODUCTION, *places)
    wrong = ALPHABET[(ALPHABET.index(code[place]) + shift) % 36]
    with pytest.raises(CodeError, match="position"):
        check_code(PRODUCTION, code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    ("code", "says", "zh"),
    [
        ("V" + CODE[1:], "position 1 is 'V' but should be 'P'", "第1位为'V'"),
        (CODE[:7] + "*" + CODE[8:], r"position 8 is '\*'; allowed are", "第8位"),
        (CODE[:-1], "has 21 characters; .* has 22", "有21位"),
        (CODE + "0", "has 23 characters", "有23位"),
        ("", "has 0 characters", "有0位"),
        (CODE[:-1] + "0", "position 22 is '0' but should be", "第22位为'0'"),
    ],
)
def test_a_wrong_code_names_the_position(code, says, zh):
    with pytest.raises(CodeError, match=says) as caught:
        check_code(PRODUCTION, code)
    assert zh in caught.value.zh


@pytest.mark.parametrize(
    "written",
    [CODE.lower(), f" {CODE[:7]}-{CODE[7:]} ", CODE.replace("Q", "Ｑ"), f"{CODE[:7]} {CODE[7:]}"],
)
def test_a_code_typed_by_hand_is_the_same_code(written):
    check_code(PRODUCTION, written)


@pytest.mark.parametrize(
    ("parts", "says", "zh"),
    [
        (("QILIN1", "42"), "made of maker, type_no, serial; 2 parts were given", "实际给出2项"),
        (("QILIN", "42", "7"), "maker 'QILIN' does not fit; give 6 of", "应为6位"),
        (("QILIN1", "1234567", "7"), "type_no '1234567' does not fit; give up to 6 of", "应为不超过6位"),
        (("QILIN1", "42", ""), "serial '' does not fit", "应为不超过8位"),
        (("QILIN1", "42", "7.5"), r"serial '7\.5' does not fit", "应为不超过8位"),
    ],
)  # fmt: skip
def test_a_part_that_does_not_fit_is_named(parts, says, zh):
    with pytest.raises(CodeError, match=says) as caught:
        issue(PRODUCTION, *parts)
    assert zh in caught.value.zh


@pytest.mark.parametrize("name", ["production-demo", "repair-demo", "verification-demo"])
def test_every_shipped_profile_says_that_it_is_not_the_official_format(name):
    profile = shipped_profile(name)
    assert not profile.official
    assert "非官方" in profile.zh
    assert "not the official" in profile.en


def test_no_two_shipped_profiles_share_a_prefix():
    names = ("production-demo", "repair-demo", "verification-demo")
    assert len({shipped_profile(name).prefix for name in names}) == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"alphabet": "0123456789"}, "field alphabet: must list 36 different characters"),
        ({"alphabet": "0" * 36}, "field alphabet"),
        ({"check": "luhn"}, "field check: is 'luhn'"),
        ({"prefix": "*"}, "field prefix: must be made of"),
        ({"official": "no"}, "field official: must be true or false"),
        ({"colour": "red"}, "field colour: is not known here"),
        (
            {"layout": [{"name": "a", "length": "0"}]},
            "layout row 1, field length: must be above zero",
        ),
    ],
)
def test_a_profile_with_a_fault_is_refused(change, says):
    sheet = shipped_sheet("hengjian.metrology", "code_profiles/production-demo.yaml")
    with pytest.raises(TextError, match=f"^mine.yaml: {says}"):
        read_profile({**sheet, **change}, "mine.yaml")


def test_an_operator_may_bring_a_profile_of_digits():
    sheet = shipped_sheet("hengjian.metrology", "code_profiles/production-demo.yaml")
    digits = {"alphabet": "0123456789", "check": "iso7064-mod11-10", "prefix": "", "layout": [
        {"name": "serial", "zh": "编号", "en": "serial", "length": "4", "filled_with": "0"}
    ]}  # fmt: skip
    assert issue(read_profile({**sheet, **digits}, "mine.yaml"), "794") == "07945"
