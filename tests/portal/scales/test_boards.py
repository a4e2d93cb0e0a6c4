"""The boards of many markets: worst first where they are few, narrowed and by pages where not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import boards, markets
from hengjian_portal.scales.actions import keeping
from hengjian_portal.scales.models import Verification

from .market_city import body_of
from .rig import on, signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


@pytest.mark.usefixtures("demonstration")
def test_a_district_sees_the_boards_of_its_markets_worst_first(
    market: Actor, district: Actor, other_district: Actor, verified: Verification
):
    worse = Body.objects.create(kind="market", name="又一个市场", district="500103")
    facts = keeping.ProofFacts("metrology_staff", DAY, "计量管理员一名")
    keeping.prove_duty(market=body_of(market), facts=facts, actor=market, at=on(2026, 3, 10))
    found = boards.boards(markets.visible_to(district), DAY)
    assert [one.market.pk for one in found] == [worse.pk, market.body_id]
    page = signed_in(district).get(reverse("scales:boards")).content.decode()
    assert "9项未落实" in page
    theirs = signed_in(other_district)
    assert "还没有登记集贸市场" in theirs.get(reverse("scales:boards")).content.decode()
    assert theirs.get(reverse("scales:board", args=[market.body_id])).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_boards_are_narrowed_by_district_and_name(market: Actor, city: Actor, district: Actor):
    far = Body.objects.create(kind="market", name="南坪市场", district="500108")
    near, where = body_of(market), reverse("scales:boards")

    def shown(actor: Actor, **asked: str) -> list[int]:
        page = signed_in(actor).get(where, asked).context["page"]
        return [one.market.pk for one in page]

    assert shown(city) == [near.pk, far.pk]
    assert shown(city, district="500108") == [far.pk]
    assert shown(city, q="南坪") == [far.pk]
    assert shown(district) == [near.pk]
    assert shown(district, district="500108") == []
    assert "没有符合条件的市场" in signed_in(city).get(where, {"q": "无此"}).content.decode()
    assert 'name="district"' not in signed_in(district).get(where).content.decode()


@pytest.mark.usefixtures("demonstration")
def test_of_more_markets_than_are_compared_at_once_only_those_of_the_page_are_looked_at(
    market: Actor, city: Actor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(boards, "MOST_AT_ONCE", 30)
    Body.objects.bulk_create(
        Body(kind="market", name=f"市场{n:02d}", district="500108") for n in range(40)
    )
    looked_at: list[int] = []
    whole = boards.boards

    def counted(found: Iterable[Body], day: date) -> list[boards.Board]:
        held = list(found)
        looked_at.append(len(held))
        return whole(held, day)

    monkeypatch.setattr(boards, "boards", counted)
    client, where = signed_in(city), reverse("scales:boards")
    first = client.get(where)
    assert "市场太多，按区县和名称排列" in first.content.decode()
    assert "共 41 条" in first.content.decode()
    second = client.get(where, {"page": "2"})
    assert looked_at == [25, 16]
    assert len({one.market.pk for page in (first, second) for one in page.context["page"]}) == 41
    client.get(where, {"district": "500103"})
    assert looked_at[-1] == 1
