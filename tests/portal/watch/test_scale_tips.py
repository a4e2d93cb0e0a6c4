"""A tip on a scale that comes by telephone: its kind, its facts, and who finds it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.watch.actions import take_report
from hengjian_portal.watch.models import Report, Tip
from hengjian_portal.watch.queries import scale_tips
from hengjian_portal.watch.scale_facts import ScaleFacts
from hengjian_portal.watch.told import Told, Wishes
from tests.portal.watch.conftest import Desk
from tests.portal.watch.test_pages import INTAKE, typed, wrong

pytestmark = pytest.mark.django_db
CALL = {
    "product_name": "电子计价秤", "bought_at": "大溪沟菜市场", "tip": "3号摊短斤少两",
    "tip_kind": "scale_weight", "scale_code": "P9UO-ZIY0",
}  # fmt: skip


def test_a_call_about_a_scale_is_a_tip_with_its_code_and_place(district: Actor, at_desk: Desk):
    at_desk(district).post(INTAKE, typed(**CALL))
    tip = Tip.objects.get()
    assert tip.kind == "scale_weight"
    assert tip.facts == {"test": "told", "code": "P9UO-ZIY0", "market": "大溪沟菜市场"}
    assert list(scale_tips(district)) == [tip]


def test_its_page_shows_the_code_and_offers_no_recall(district: Actor, at_desk: Desk):
    client = at_desk(district)
    client.post(INTAKE, typed(**CALL))
    text = client.get(f"/watch/{Report.objects.get().pk}/").content.decode()
    assert "P9UO-ZIY0" in text
    assert "电子计价秤短斤少两" in text
    assert "登记为缺陷线索" not in text


def test_the_kind_without_a_breach_is_said_at_its_field(district: Actor, at_desk: Desk):
    page = at_desk(district).post(INTAKE, typed(**(CALL | {"tip": ""})))
    assert wrong(page, "tip")
    assert not Report.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("tip_kind", "x"), ("scale_code", "x" * 121)])
def test_a_wrong_kind_or_code_is_said_at_its_field(
    field: str, value: str, district: Actor, at_desk: Desk
):
    page = at_desk(district).post(INTAKE, typed(**(CALL | {field: value})))
    assert wrong(page, field)
    assert not Report.objects.exists()


def test_any_other_tip_has_no_facts_and_is_not_among_them(district: Actor, at_desk: Desk):
    at_desk(district).post(INTAKE, typed(tip="无证", scale_code="P9UO"))
    tip = Tip.objects.get()
    assert (tip.kind, tip.facts) == ("other", {})
    assert not scale_tips(district).exists()
    assert "登记为缺陷线索" in at_desk(district).get(f"/watch/{tip.report_id}/").content.decode()


def test_tips_are_found_newest_first_by_whom_they_concern(
    city: Actor, district: Actor, other_district: Actor, technical: Actor, market: Actor
):
    facts = ScaleFacts(test="told", code="X").as_json()
    wishes = Wishes(tip="短斤少两", tip_kind=Tip.Kind.SCALE_WEIGHT, tip_facts=facts)
    for area in ("500103", "500108", "500103"):
        told = Told("电子计价秤", "少了", district=area)
        take_report(told=told, wishes=wishes, actor=PUBLIC, at=timezone.now())
    numbers = list(Tip.objects.order_by("-pk").values_list("pk", flat=True))
    assert [tip.pk for tip in scale_tips(city)] == numbers
    assert [tip.pk for tip in scale_tips(district)] == [numbers[0], numbers[2]]
    assert [tip.pk for tip in scale_tips(other_district)] == [numbers[1]]
    assert [tip.pk for tip in scale_tips(technical)] == numbers
    assert not scale_tips(market).exists()


def test_the_entry_of_the_act_holds_kind_and_facts():
    facts: dict[str, Any] = ScaleFacts(test="told", code="X").as_json()
    wishes = Wishes(tip="短斤少两", tip_kind=Tip.Kind.SCALE_WEIGHT, tip_facts=facts)
    told = Told("电子计价秤", "少了", district="500103")
    take_report(told=told, wishes=wishes, actor=PUBLIC, at=timezone.now())
    entry = Entry.objects.get(kind="watch.reported")
    assert (entry.details["tip_kind"], entry.details["tip_facts"]) == ("scale_weight", facts)
    assert check_chain(entry.object) == 1
