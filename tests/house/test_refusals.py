"""What the engines refuse is said on a page, in the language of its reader."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from hengjian import errors
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.public import views as public_views
from hengjian_portal.recalls.models import Recall
from tests.journeys.walk import signed_in, text_of

pytestmark = pytest.mark.django_db
LEAVES = sorted(errors.HengjianError.__subclasses__(), key=lambda leaf: leaf.__name__)
LEAVES = [leaf for leaf in LEAVES if leaf.__module__ == errors.__name__]
LANGUAGES = ("en", "zh-hans")


def _said(client: Client, language: str, address: str, **typed: Any) -> str:
    """The words of a page, asked for or sent to in a language."""
    headers = {"accept-language": language}
    act: Callable[..., Any] = client.post if typed else client.get
    return unescape(text_of(act(address, typed or None, headers=headers)))


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_each_kind_of_error_becomes_a_page_in_the_readers_language(
    leaf: type[errors.HengjianError], monkeypatch: pytest.MonkeyPatch
):
    def refuse() -> None:
        raise leaf("the pointer sticks: free it", zh="指针卡住：请先松开")

    monkeypatch.setattr(public_views, "rule_book", refuse)
    english, chinese = (_said(Client(), language, "/law/") for language in LANGUAGES)
    assert "the pointer sticks: free it" in english
    assert "指针卡住" not in english
    assert "指针卡住：请先松开" in chinese
    assert "the pointer sticks" not in chinese


def test_a_rule_that_is_not_there_is_said_in_both_languages(city: Actor):
    client = signed_in(city)
    english, chinese = (_said(client, one, "/desk/law/no-such-rule/") for one in LANGUAGES)
    assert "no rule named 'no-such-rule'" in english
    assert "没有名为'no-such-rule'的规则" in chinese


def test_a_holiday_of_another_year_is_said_in_both_languages(city: Actor):
    typed = {
        "year": "2027", "source": "国务院办公厅通知", "days_off": "2026-05-01",
        "read_on": "2026-03-09",
    }  # fmt: skip
    client = signed_in(city)
    english, chinese = (_said(client, one, "/desk/law/holidays/", **typed) for one in LANGUAGES)
    assert "2026-05-01 is a day of another year; remove it" in english
    assert "2026-05-01属于其他年份，请删去" in chinese


def test_a_barcode_with_a_wrong_check_digit_is_said_in_both_languages(district: Actor):
    # 6901234567892 is right: 3·(9+1+3+5+7+9)+(6+0+2+4+6+8) = 128, and 130 - 128 = 2
    typed = {"name": "保温杯", "gtin": "6901234567893"}
    client = signed_in(district)
    english, chinese = (_said(client, one, "/products/enter/", **typed) for one in LANGUAGES)
    assert "check digit" in english
    assert "校验" in chinese


def test_an_act_at_the_wrong_stage_is_said_in_both_languages(city: Actor, district: Actor):
    typed = {
        "name": "保温杯", "brand": "暖山", "model_no": "NS-500", "regime": "consumer",
        "source": "phone", "danger": "漏水烫伤", "district": "500103", "received_on": "2026-03-09",
    }  # fmt: skip
    signed_in(district).post("/cases/open/", typed)
    case = Recall.objects.get()
    english, chinese = (
        _said(signed_in(city), one, f"/cases/{case.pk}/accept_plan/", version="1", confirmed="1")
        for one in LANGUAGES
    )
    assert "accept the recall plan: not at the stage" in english
    assert "不能受理召回计划" in chinese


def test_ranges_that_no_scale_can_have_are_said_in_both_languages(city: Actor, maker: Actor):
    typed = {
        "number": "2026F188-50", "maker": str(maker.body_id), "model_no": "ACS-15QL",
        "short_code": "QL15A", "norm": "JJF2184-2025", "approved_on": "2026-01-20",
        "accuracy_class": "III", "max_kg": "15", "min_g": "100", "e_g": "5",
        "ranges": "15/5, 6/2", "software_ids": "ZH-1.04",
    }  # fmt: skip
    client = signed_in(city)
    english, chinese = (_said(client, one, "/scales/types/record/", **typed) for one in LANGUAGES)
    assert "ranges must rise" in english
    assert "应递增" in chinese
