"""What no text states is a setting, labelled ours."""

import pytest

from hengjian.errors import LawError
from hengjian.law.profile import read_profile, shipped_profile

PROFILE = """
profile: trial
version: 1
label: 试用
label_en: trial
settings:
  hours: {value: 24, unit: hours, why: 无规定, why_en: no text}
  edge: {value: allow, choices: [allow, forbid], why: 无规定, why_en: no text}
"""


def test_the_shipped_choices_are_those_agreed():
    ours = shipped_profile()
    assert ours.number("platform_take_down_hours") == 24
    assert ours.number("certificate_valid_months") == 12
    assert ours.number("plan_return_working_days") > 0
    assert ours.choice("certificate_last_valid_day") == "day_before"
    assert ours.choice("scale_boundary_2030_01_08") == "allow"
    assert "非法律" in ours.label or "没有规定" in ours.label


def test_a_word_is_not_handed_out_for_a_number_nor_a_number_for_a_word():
    profile = read_profile(PROFILE, "trial.yaml")
    with pytest.raises(LawError, match="edge is a word"):
        profile.number("edge")
    with pytest.raises(LawError, match="hours is a number"):
        profile.choice("hours")
    with pytest.raises(LawError, match="holds no minutes"):
        profile.number("minutes")


def test_a_value_outside_its_choices_is_refused_with_its_line():
    with pytest.raises(LawError, match=r"trial.yaml:8: value 'maybe' is none of allow, forbid"):
        read_profile(PROFILE.replace("value: allow", "value: maybe"), "trial.yaml")


def test_a_number_without_a_unit_is_refused():
    with pytest.raises(LawError, match=r"trial.yaml:7: unit is missing"):
        read_profile(PROFILE.replace("unit: hours, ", ""), "trial.yaml")
