"""The table of allowed shortfalls and the figures of a text: read strictly, found by name."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from hengjian.errors import LawError
from hengjian.law.book import shipped
from hengjian.law.loader import read_text

GOLDEN = Path(__file__).parents[2] / "golden" / "law" / "shortfalls_refused.yaml"
HELD = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
START: str = HELD["start"]


def test_the_sound_table_the_cases_start_from_is_accepted():
    text = read_text(START, "cn/trial.yaml")
    held = text.shortfalls
    assert held.group_of(held.kind("rice"), Decimal(500)).name == "cheap"
    assert held.group_of(held.kind("other"), Decimal(6)).name == "cheap"
    assert held.group_of(held.kind("other"), Decimal("6.01")).name == "dear"
    assert held.kind("live_fish").outside
    assert text.figures[0].value == 2
    assert str(text.figures[0].cite) == "《试行办法》第二条（待核）"


@pytest.mark.parametrize("case", HELD["cases"], ids=[case["name"] for case in HELD["cases"]])
def test_a_table_that_is_wrong_is_refused_where_it_is_wrong(case):
    assert case["replace"] in START, "the case changes nothing"
    changed = START.replace(case["replace"], case["by"], 1)
    with pytest.raises(LawError) as caught:
        read_text(changed, "cn/trial.yaml")
    assert str(caught.value).startswith(f"cn/trial.yaml:{case['line']}: ")
    assert case["message"] in str(caught.value)
    assert caught.value.zh.startswith(f"cn/trial.yaml第{case['line']}行：")


@pytest.mark.parametrize("ask", ["shortfalls", "figure", "principle"])
def test_what_a_text_does_not_hold_is_said(ask):
    names = ("civil_code",) if ask == "shortfalls" else ("civil_code", "nothing")
    with pytest.raises(LawError, match="civil_code") as caught:
        getattr(shipped(), ask)(*names)
    assert "civil_code" in caught.value.zh


def test_the_article_a_scale_is_held_to_was_read():
    found = shipped().principle("retail_weighing", "scale_no_worse_than_deviation")
    assert (found.cite.article, found.quoted) == ("三", True)
