"""Folding: two writings of one thing become equal, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.text.folding import fold, plain


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("電熱水壺", "电热水壶"),
        ("兒童玩具車", "儿童玩具车"),
        ("電動滑板車 鋰電池", "电动滑板车 锂电池"),
        ("頭髮", "头发"),
        ("發電", "发电"),
        ("充電寶\u200b", "充电宝"),
        ("a\u00adb", "ab"),
        ("㎏", "kg"),
        ("Straße", "STRASSE"),
        ("  a \t\n b\u3000", "a b"),
        ("ﬁre", "FIRE"),
    ],
)
def test_two_writings_of_one_thing_are_equal(left, right):
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("left", "right"), [("T-800", "T-801"), ("电热壶", "电水壶"), ("ab", "a b")]
)
def test_different_things_stay_different(left, right):
    assert fold(left) != fold(right)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_plain_keeps_letters_and_digits_only(text):
    assert all(mark.isalnum() for mark in plain(text))


def test_plain_sets_punctuation_and_blanks_aside():
    assert plain("Qilin T-800／B (黑)") == plain("qilin t800b黑")


def test_a_rare_traditional_character_stays():
    assert fold("龘") == "龘"
