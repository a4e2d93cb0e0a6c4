"""Whether a recall reaches Sichuan, as its own papers say, and what is suggested then."""

from __future__ import annotations

from typing import Any

import pytest

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.exchange.actions import sharing
from hengjian_portal.exchange.actions.sharing import Draft
from hengjian_portal.exchange.errors import ExchangeError
from hengjian_portal.exchange.queries.cross_area import first_fields, reaches_sichuan, shared
from hengjian_portal.exchange.queries.packages import visible_to
from hengjian_portal.recalls.models import Affected, Recall
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of
from tests.portal.exchange.conftest import AT, LEAD
from tests.portal.recalls.paths import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(
    city: Actor, city_second: Actor, district: Actor, technical: Actor, producer: Actor
) -> Cast:
    """Gao and Luo of the city, Wang of the district, Tang the analyst, Zhao of the producer."""
    return Cast(city, city_second, district, technical, producer)


@pytest.mark.parametrize(
    ("channels", "words"),
    [
        ("某超市，重庆，800", []),
        ("某超市，成都，800\n某店，绵阳，20", ["成都", "绵阳"]),
        ("某平台，全国，4000", ["全国"]),
        ("A shop, Chengdu, 12", ["Chengdu"]),
    ],
)
def test_the_channels_of_a_plan_say_where_it_was_sold(cast: Cast, channels: str, words: list[str]):
    assert reaches_sichuan(cast.planned(channels=channels)) == words


def test_a_producer_in_sichuan_says_so_before_there_is_any_plan(cast: Cast):
    lead = cast.lead()
    assert reaches_sichuan(lead) == []
    lead.province = "四川省"
    assert reaches_sichuan(lead) == ["四川"]


def test_the_units_a_recall_covers_say_so_by_channel_and_by_region(cast: Cast):
    lead = cast.lead()
    Affected.objects.create(
        recall=lead, regions=["四川省"], channels=["绵阳某店"], lots=["A1", "A2"]
    )
    assert reaches_sichuan(lead) == ["四川", "绵阳"]
    assert first_fields(lead)["lot"] == "A1, A2"


def test_a_package_about_a_case_starts_from_its_product_and_danger(cast: Cast):
    lead = cast.lead()
    found = first_fields(lead)
    assert found["product_name"] == lead.product.name
    assert found["danger"] == lead.danger
    assert "recall_no" not in found


def test_the_panel_of_a_case_flags_it_and_offers_to_share(cast: Cast, sichuan: Actor):
    case = cast.planned(channels="某超市，成都，800")
    page = signed_in(cast.city).get(f"/exchange/beside/{case.pk}/")
    assert "可能跨区域销售，文书中提到：成都" in text_of(page)
    assert f"/exchange/share/?recall={case.pk}" in page.content.decode()
    assert (
        f"/exchange/beside/{case.pk}/"
        in signed_in(cast.city).get(f"/cases/{case.pk}/").content.decode()
    )
    for stranger in (cast.district, cast.technical, cast.producer):
        assert signed_in(stranger).get(f"/exchange/beside/{case.pk}/").status_code == 403
        seen = signed_in(stranger).get(f"/cases/{case.pk}/").content.decode()
        assert "/exchange/" not in seen


def test_sichuan_does_not_read_the_case_itself(cast: Cast, sichuan: Actor):
    case = cast.lead()
    client = signed_in(sichuan)
    assert client.get(f"/exchange/beside/{case.pk}/").status_code == 404
    assert client.get(f"/cases/{case.pk}/").status_code == 403


def test_a_restricted_case_is_shared_by_those_named_only_and_its_packages_stay_with_them(
    cast: Cast, body: Body
):
    case = cast.lead()
    Recall.objects.filter(pk=case.pk).update(restricted=True)
    case.refresh_from_db()
    with pytest.raises(ExchangeError, match="not open to you"):
        sharing.draw_up(draft=Draft("lead", LEAD, body, recall=case), actor=cast.city, at=AT)
    case.readers.add(cast.city.person_id)
    made = sharing.draw_up(draft=Draft("lead", LEAD, body, recall=case), actor=cast.city, at=AT)
    assert shared(case) == [made]
    with pytest.raises(ExchangeError, match="not open to you"):
        sharing.approve(package=made, actor=cast.second, at=AT)
    assert not visible_to(cast.second).exists()
    assert not visible_to(person_of_kind("auditor", "shen")).exists()
    case.readers.add(cast.second.person_id)
    sharing.approve(package=made, actor=cast.second, at=AT)


def test_a_case_with_nothing_shared_says_so(cast: Cast, auditor: Actor):
    case: Any = cast.planned(channels="某超市，重庆，800")
    said = text_of(signed_in(auditor).get(f"/exchange/beside/{case.pk}/"))
    assert "文书中没有提到四川" in said
    assert "共享给四川" not in said
