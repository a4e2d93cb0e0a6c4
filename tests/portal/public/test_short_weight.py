"""Was I short-weighed? What the page answers, in both languages, and what it refuses to guess."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hengjian_portal.scales.models import Scale
from tests.house.weighing_pages import SALE, SALES

pytestmark = pytest.mark.django_db
PLACE = "/short-weight/"
GAP = "\N{NO-BREAK SPACE}"


def page(typed: dict[str, str], language: str = "zh-hans") -> str:
    answer = Client(headers={"accept-language": language}).get(PLACE, typed)
    assert answer.status_code == 200
    return answer.content.decode()


def test_short_goods_are_said_with_what_is_owed_and_by_which_article():
    text = page(SALES["short"])
    assert "短斤少两，超出允许" in text
    for said in (
        f"少了110{GAP}g",
        f"只允许少100{GAP}g",
        "¥0.33",
        "¥500.00",
        "第五条",
        "第五十五条（待核）",
    ):
        assert said in text, said
    assert 'href="/law/text/retail_weighing/"' in text
    assert 'href="/law/text/consumer_rights_protection/"' in text
    assert "举报这台秤" in text


def test_the_same_in_english():
    text = page(SALES["short"], "en")
    assert "Short beyond what is allowed" in text
    assert "Report this scale" in text


def test_on_an_equal_scale_the_same_goods_are_within_and_no_report_is_offered():
    text = page(SALES["short"] | {"recheck": "equal"})
    assert "在允许范围内" in text
    assert "发送举报" not in text
    assert "¥" not in text


def test_jin_and_yuan_a_jin_come_to_the_same():
    half = {"unit": "jin", "price": "1.5", "billed": "9", "actual": "8.78"}
    text = page(SALE | half)
    for said in (f"少了110{GAP}g", "¥0.33", "¥500.00"):
        assert said in text, said


@pytest.mark.parametrize(
    ("which", "word"),
    [("no_table_value", "附表没有这么重的数值"), ("out_of_scope", "这张表不适用")],
)
def test_where_the_table_is_silent_no_sum_is_shown_and_a_report_is_offered(which: str, word: str):
    text = page(SALES[which])
    assert word in text
    assert "¥" not in text
    assert "发送举报" in text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("goods", "gold"), ("goods", ""), ("unit", "lb"), ("recheck", "none"), ("price", "0"),
     ("price", "-1"), ("price", "x"), ("price", "1e9"), ("price", "NaN"), ("billed", "0"),
     ("billed", "1001"), ("billed", "1.2345"), ("actual", "-0.1"), ("actual", ""),
     ("actual", "\0"), ("code", "x" * 121)],
)  # fmt: skip
def test_each_field_says_what_is_wrong_with_it_and_nothing_is_judged(field: str, typed: str):
    for language in ("zh-hans", "en"):
        text = page(SALES["short"] | {field: typed}, language)
        assert f'id="id_{field}_error"' in text
        assert 'class="verdict' not in text


def test_the_form_alone_needs_nothing_and_keeps_the_code_it_was_opened_with(in_use: Scale):
    text = page({"code": in_use.production_code})
    assert f'value="{in_use.production_code}"' in text
    assert 'class="verdict' not in text
    assert 'role="alert"' not in text


def test_it_is_one_plain_form_that_needs_no_script():
    text = page({})
    main = text[text.index("<main") : text.index("</main>")]
    assert main.count("<form") == 1
    assert "onclick" not in main


def test_the_text_of_the_law_shows_every_row_with_its_mark():
    answer = Client(headers={"accept-language": "zh-hans"}).get("/law/text/retail_weighing/")
    text = answer.content.decode()
    assert text.count("<tr>") == 1 + 4 + 13  # its head, the groups, their bands
    assert text.count('class="pending"') == 13
    assert Client().get("/law/text/nothing/").status_code == 404


@pytest.mark.parametrize("where", ["/", "/scale/", "/s/NONE-0000/"])
def test_both_tests_are_one_tap_away(where: str):
    text: Any = Client().get(where).content.decode()
    assert PLACE in text
    if where != "/":
        assert "/bottle-test/" in text
