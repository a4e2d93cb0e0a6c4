"""Which goods a scale is fit for: beside the scales of a stall, and from every scale's own pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import fitness, late_entry
from hengjian_portal.scales.actions import stalls
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Verification

from .market_city import body_of, stall_at
from .rig import on, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demonstration")
def test_a_stall_says_what_it_sells_and_its_scales_are_held_against_it(
    verified: Verification, market: Actor, auditor: Actor
):
    stall = stall_at(market, "蔬菜区 12 号", on(2026, 3, 10), goods_kinds=["vegetables"])
    where = reverse("scales:stall", args=[stall.market_id, stall.pk])
    client = signed_in(market)
    assert "蔬菜 <span" in client.get(where).content.decode()
    sent = {"goods_kinds": ["meat", "delicacy", "other", "live_fish"]}
    assert (
        client.post(reverse("scales:say_goods", args=[stall.market_id, stall.pk]), sent).url
        == where
    )
    scale = verified.scale
    assert [(one.goods, one.tone, one.by_price) for one in fitness.fits(scale, sent["goods_kinds"])] == [
        ("meat", "sound", False), ("delicacy", "danger", False), ("other", "plain", True),
        ("live_fish", "plain", False),
    ]  # fmt: skip
    page = signed_in(auditor).get(where).content.decode()
    for words in ("适合", "不适合", "要看单价", "附表不包括这类商品", "适合称什么"):
        assert words in page
    entry = Entry.objects.get(kind="scales.stall_goods_said")
    assert entry.details["goods_kinds"] == sent["goods_kinds"]
    mine = signed_in(market).get(reverse("scales:look_up"), {"code": scale.production_code})
    assert f"{reverse('public:suits')}?code={scale.production_code}" in mine.content.decode()


def test_goods_that_are_no_kind_are_refused(market: Actor):
    with pytest.raises(ScaleError, match="not a kind of goods"):
        stall_at(market, "A1", on(2026, 3, 10), goods_kinds=["gold"])
    stall = stall_at(market, "A1", on(2026, 3, 10))
    with pytest.raises(ScaleError, match="not a kind of goods"):
        stalls.say_goods(stall=stall, goods_kinds=["gold"], actor=market, at=on(2026, 3, 11))


def test_a_table_of_stalls_may_say_their_kinds_of_goods(market: Actor):
    lines = "摊位,经营者,经营品类,商品种类\nA1,李某,蔬菜,蔬菜；水果\nA2,赵某,海鲜,Fish and chips\nA3,钱某,熟食,\n"
    found = late_entry.read_stalls(body_of(market), lines.encode(), "stalls.csv")
    assert [facts.goods_kinds for _row, facts in found.good] == [["vegetables", "fruit"], []]
    (fault,) = found.faults
    assert (fault.row, fault.column.name if fault.column else "") == (3, "kinds")
    assert "Fish and chips" in fault.zh
