"""Announcements: what is missing, and words that make a danger look small."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from hengjian.recall.announcement import (
    Announcement,
    Template,
    missing_fields,
    weakening_words,
)
from hengjian.recall.plan import Remedy

GOLDEN = Path(__file__).parents[2] / "golden" / "recall" / "weakening.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
WHOLE = Announcement(
    recall_no="R-1",
    producer="麒麟电器",
    product="电热水壶",
    model_no="T-800",
    lots=("2026A",),
    produced_from=date(2026, 1, 1),
    produced_to=date(2026, 1, 31),
    n_recalled=1200,
    defect="手柄断裂",
    consequences="热水烫伤",
    emergency="立即停止使用",
    remedies=frozenset({Remedy.RETURN}),
    starts_on=date(2026, 3, 10),
    phone="023-1",
    authority="重庆市市场监督管理局",
)
CHINA = [
    "recall_no",
    "producer",
    "product",
    "model_no",
    "lots",
    "produced_from",
    "produced_to",
    "n_recalled",
    "defect",
    "consequences",
    "emergency",
    "remedies",
    "starts_on",
    "phone",
    "authority",
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_weakening_words_are_found_where_they_stand(case):
    found = weakening_words(case["text"])
    assert [weak.word for weak in found] == case["found"]
    assert all(case["text"][weak.start : weak.end] == weak.word for weak in found)


def test_a_whole_announcement_misses_nothing():
    assert missing_fields(WHOLE) == ()


@pytest.mark.parametrize("field", CHINA)
def test_every_field_left_empty_is_named_in_both_languages(field):
    gaps = missing_fields(replace(WHOLE, **{field: getattr(Announcement(), field)}))
    assert [gap.field for gap in gaps] == [field]
    assert gaps[0].why_zh.startswith("缺少")
    assert gaps[0].why_en.endswith(" is missing")


def test_the_european_fields_are_asked_apart():
    gaps = missing_fields(WHOLE, Template.EU)
    assert {gap.field for gap in gaps} == {
        "brand",
        "picture",
        "where_to_find_identifiers",
        "sold_when",
        "sold_where",
        "sold_by",
        "share",
    }
    assert not {gap.field for gap in gaps} & set(CHINA)


def test_every_field_of_a_template_is_one_of_an_announcement():
    known = {field.name for field in fields(Announcement)}
    for template in Template:
        assert {gap.field for gap in missing_fields(Announcement(), template)} <= known
