"""Keys, codes, waits and guesses come out as somebody worked them out by other means."""

from pathlib import Path

import pytest
import yaml

from hengjian.unlock.back_off import guesses_within, tries_left, wait_s
from hengjian.unlock.key import Key, scale_key
from hengjian.unlock.one_time_code import code_at_scale
from hengjian.unlock.unlock_profile import shipped_profile

FILE = Path(__file__).parents[2] / "golden" / "unlock" / "codes.yaml"
GOLDEN = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PROFILE = shipped_profile("gmt0021-2012-sm3")


def named(part):
    return pytest.mark.parametrize("case", GOLDEN[part], ids=[one["name"] for one in GOLDEN[part]])


@named("keys")
def test_the_key_of_a_scale(case):
    root = Key.from_hex(case["root"])
    found = scale_key(root, case["root_version"], case["production_code"])
    assert found == Key.from_hex(case["key"])


@named("codes")
def test_the_code_of_a_lock(case):
    key = Key.from_hex(case["key"])
    profile = shipped_profile(case["profile"])
    assert code_at_scale(profile, key, case["counter"], case["challenge"]) == case["code"]


@named("waits")
def test_the_wait_after_wrong_codes(case):
    n_wrong = case["n_wrong"]
    assert wait_s(PROFILE, n_wrong) == case["wait_s"]
    assert tries_left(PROFILE, n_wrong) == case["left"]


@named("guesses")
def test_the_most_guesses_within_a_span(case):
    assert guesses_within(PROFILE, case["seconds"]) == case["most"]
