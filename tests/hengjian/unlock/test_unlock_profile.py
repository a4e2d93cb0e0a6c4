"""Profiles of unlock codes: ours say so, and one with a fault is refused with its place."""

import pytest

from hengjian.errors import CodeError, TextError
from hengjian.text.sheet import shipped_sheet
from hengjian.unlock.unlock_profile import PROFILES, read_profile, shipped_profile


@pytest.mark.parametrize("name", PROFILES)
def test_every_shipped_profile_says_that_it_is_ours(name):
    profile = shipped_profile(name)
    assert profile.name == name
    assert not profile.official
    assert profile.confirmed is (profile.read_on is not None)


def test_there_is_no_other_profile():
    with pytest.raises(CodeError, match="no unlock profile 'hotp-8'; there are gmt0021"):
        shipped_profile("hotp-8")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"digits": "5"}, "field digits: is 5; must be 6 to 9"),
        ({"digits": None}, "field digits: must be a whole number"),
        ({"digits_most": "10"}, "field digits_most: is 10; must be 6 to 9"),
        ({"digits_at_scale": "10"}, "field digits_at_scale: is 10"),
        ({"version": "0"}, "field version: is 0; must be 1 to"),
        ({"takes": ["counter"]}, "field needs: names what takes does not"),
        ({"takes": ["place"]}, "field takes: must list some of time, counter, challenge"),
        ({"needs": ["challenge"]}, "field needs: lacks counter, without which there is no code"),
        ({"algorithm": "totp"}, "field needs: lacks time, without which"),
        ({"algorithm": "hotp"}, "field takes: names what the algorithm leaves out"),
        ({"back_off_s": ["60", "30"]}, "field back_off_s: must not fall"),
        ({"back_off_s": []}, "field back_off_s: must list whole numbers"),
        ({"back_off_s": ["0"]}, "field back_off_s: must list whole numbers"),
        ({"tries": "0"}, "field tries: is 0; must be 1 to 10"),
        ({"tries": "11"}, "field tries: is 11; must be 1 to 10"),
        ({"ttl_minutes": "0"}, "field ttl_minutes: is 0; must be 1 to 1440"),
        ({"ttl_minutes": "1441"}, "field ttl_minutes: is 1441; must be 1 to 1440"),
        ({"second_factor_s": "0"}, "field second_factor_s: is 0; must be 1 to"),
        ({"confidence": "sure"}, "field confidence: is 'sure'"),
        ({"confidence": "verified"}, "field read_on: is given exactly where verified"),
        ({"read_on": "someday"}, "field read_on: must be a day"),
        ({"official": "no"}, "field official: must be true or false"),
        ({"challenge_digits": "7"}, "field challenge_digits: is 7; must be 8 to 16"),
        ({"challenge_digits": "17"}, "field challenge_digits: is 17; must be 8 to 16"),
        (
            {
                "algorithm": "ocra",
                "takes": ["challenge"],
                "needs": ["challenge"],
                "challenge_digits": "9",
            },
            "field challenge_digits: is above 8, and QN08",
        ),
        ({"zh": None}, "field zh: is missing"),
        ({"algorithm": "sm4"}, "field algorithm: is 'sm4'"),
        ({"colour": "red"}, "field colour: is not known here"),
    ],
)
def test_a_profile_with_a_fault_is_refused(change, says):
    sheet = shipped_sheet("hengjian.unlock", "unlock_profiles/gmt0021-2012-sm3.yaml")
    with pytest.raises(TextError, match=f"^mine.yaml: {says}"):
        read_profile({**sheet, **change}, "mine.yaml")


def test_a_profile_may_be_as_strict_and_as_lax_as_its_bounds():
    sheet = shipped_sheet("hengjian.unlock", "unlock_profiles/gmt0021-2012-sm3.yaml")
    least = {"ttl_minutes": "1", "tries": "1", "back_off_s": ["1"], "second_factor_s": "1"}
    strict = read_profile({**sheet, **least}, "mine.yaml")
    assert (strict.ttl_minutes, strict.tries, strict.back_off_s) == (1, 1, (1,))
    assert strict.second_factor_s == 1
    most = {"ttl_minutes": "1440", "tries": "10", "digits_most": "9", "challenge_digits": "16"}
    lax = read_profile({**sheet, **most}, "mine.yaml")
    assert (lax.ttl_minutes, lax.tries, lax.challenge_digits) == (1440, 10, 16)
