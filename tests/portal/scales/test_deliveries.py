"""A seller's incoming check: each scale answered with its reasons; what was refused is not sold."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, codes
from hengjian_portal.scales.actions.approving import revoke_type
from hengjian_portal.scales.actions.deliveries import Arrival, check_delivery
from hengjian_portal.scales.deliveries import Seen
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Delivery, DeliveryLine, Scale, Suspicion, TypeApproval

from .rig import MADE, SOFTWARE, signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)


def received(seller: Actor, *seen: Seen, on: date = DAY) -> list[DeliveryLine]:
    arrival = Arrival("准衡衡器有限公司", on, seen, "SH-7")
    return list(check_delivery(arrival=arrival, actor=seller, at=MADE).lines.order_by("row"))


def why(line: DeliveryLine) -> list[str]:
    return [one["code"] for one in line.reasons]


@pytest.fixture
def bought(made: Scale, maker: Actor, seller: Actor) -> Scale:
    """A scale its maker sold to the seller."""
    sale = actions.Sale(Body.objects.get(pk=seller.body_id), DAY)
    actions.sell(scale=made, sale=sale, actor=maker, at=MADE)
    return made


def test_a_scale_in_order_is_accepted_and_then_may_be_sold(
    bought: Scale, seller: Actor, market: Actor
):
    sale = actions.Sale(Body.objects.get(pk=market.body_id), DAY)
    with pytest.raises(ScaleError, match="never checked"):
        actions.sell(scale=bought, sale=sale, actor=seller, at=MADE)
    (line,) = received(seller, Seen(codes.in_fours(bought.production_code), SOFTWARE))
    assert (line.verdict, line.reasons, line.scale) == ("accept", [], bought)
    actions.sell(scale=bought, sale=sale, actor=seller, at=MADE)
    assert bought.owner_id == market.body_id


def test_a_scale_that_was_refused_is_not_sold_until_a_later_check_accepts_it(
    bought: Scale, seller: Actor, market: Actor
):
    received(seller, Seen(bought.production_code, seal_whole=False))
    sale = actions.Sale(Body.objects.get(pk=market.body_id), DAY)
    with pytest.raises(ScaleError, match="refused this scale: the seal is broken"):
        actions.sell(scale=bought, sale=sale, actor=seller, at=MADE)
    received(seller, Seen(bought.production_code))
    actions.sell(scale=bought, sale=sale, actor=seller, at=MADE)


def test_the_check_of_another_seller_does_not_count(bought: Scale, seller: Actor, market: Actor):
    other = person_of_kind("seller", "other", "500108")
    (line,) = received(other, Seen(bought.production_code))
    assert why(line) == ["sold_to_another"]
    sale = actions.Sale(Body.objects.get(pk=market.body_id), DAY)
    with pytest.raises(ScaleError, match="never checked"):
        actions.sell(scale=bought, sale=sale, actor=seller, at=MADE)


def test_a_maker_sells_without_a_check(made: Scale, maker: Actor, market: Actor):
    sale = actions.Sale(Body.objects.get(pk=market.body_id), DAY)
    actions.sell(scale=made, sale=sale, actor=maker, at=MADE)
    assert made.state == "sold"


def test_every_line_is_answered_with_every_reason(
    bought: Scale, seller: Actor, new_type: TypeApproval, maker: Actor
):
    fresh = actions.register_scale(
        approval=new_type, made=actions.Made("2", date(2026, 3, 2), SOFTWARE), actor=maker, at=MADE
    )
    code = bought.production_code
    unknown = codes.production_code(new_type, "777")
    misread = unknown[:-1] + ("0" if unknown[-1] != "0" else "1")
    lines = received(
        seller, Seen(code, SOFTWARE), Seen(code), Seen(unknown), Seen(misread),
        Seen(fresh.production_code), Seen("X1", "ZH-9.99", seal_whole=False),
        Seen(fresh.production_code, "ZH-9.99", seal_whole=False),
    )  # fmt: skip
    assert [(line.verdict, why(line)) for line in lines] == [
        ("accept", []), ("refuse", ["double"]), ("refuse", ["code_unknown"]),
        ("refuse", ["code_misread"]), ("accept", ["not_yet_sold"]), ("refuse", ["code_unknown"]),
        ("refuse", ["software_not_of_type", "not_yet_sold", "seal_broken", "double"]),
    ]  # fmt: skip
    assert all(one["zh"] != one["en"] for line in lines for one in line.reasons)


@pytest.mark.parametrize(
    ("on", "verdict"), [(date(2026, 1, 7), "accept"), (date(2026, 1, 8), "refuse")]
)
def test_an_old_type_is_accepted_until_2026_01_07(
    old_type: TypeApproval, maker: Actor, seller: Actor, on: date, verdict: str
):
    made = actions.Made("9", date(2025, 6, 2))
    scale = actions.register_scale(approval=old_type, made=made, actor=maker, at=MADE)
    sale = actions.Sale(Body.objects.get(pk=seller.body_id), date(2026, 1, 5))
    actions.sell(scale=scale, sale=sale, actor=maker, at=MADE)
    (line,) = received(seller, Seen(scale.production_code), on=on)
    assert line.verdict == verdict
    assert why(line) == ([] if verdict == "accept" else ["not_sold_by_date"])


def test_scales_in_use_or_withdrawn_are_refused(in_use: Scale, seller: Actor, market: Actor):
    (line,) = received(seller, Seen(in_use.production_code))
    assert why(line) == ["in_use"]
    actions.withdraw(scale=in_use, reason="坏", actor=market, at=MADE)
    (line,) = received(seller, Seen(in_use.production_code))
    assert why(line) == ["withdrawn", "marks_missing"]


def test_a_scale_of_a_revoked_type_is_refused_from_that_day(
    bought: Scale, seller: Actor, city_head: Actor
):
    revoke_type(approval=bought.type_approval, reason="软件被换", actor=city_head, at=MADE)
    (line,) = received(seller, Seen(bought.production_code))
    assert why(line) == ["type_revoked"]
    (line,) = received(seller, Seen(bought.production_code), on=date(2026, 3, 8))
    assert line.verdict == "accept"


def test_what_does_not_fit_by_its_identity_is_noted_for_the_district(
    bought: Scale, seller: Actor, new_type: TypeApproval
):
    unknown = codes.production_code(new_type, "777")
    for _time in range(2):
        received(
            seller, Seen(bought.production_code, "ZH-9.99"), Seen(unknown),
            Seen(bought.production_code, seal_whole=False),
        )  # fmt: skip
    found = Suspicion.objects.order_by("pk")
    assert [(one.district, one.times_seen, one.body_id) for one in found] == [
        ("500103", 2, seller.body_id), ("500103", 2, seller.body_id),
    ]  # fmt: skip
    assert found[1].scale is None


def test_a_delivery_is_kept_with_its_entry_and_never_changed(bought: Scale, seller: Actor):
    (line,) = received(seller, Seen(bought.production_code))
    delivery = line.delivery
    assert delivery.number == "CQ-JH2026-0001"
    entry = Entry.objects.get(object=f"delivery:{delivery.pk}")
    assert entry.details["lines"][0]["code"] == bought.production_code
    with pytest.raises(Exception, match="append_only"):
        DeliveryLine.objects.update(verdict="accept")


@pytest.mark.parametrize(
    ("arrival", "field"),
    [
        (Arrival("甲", date(2026, 3, 10), [Seen("P1")]), "received_on"),
        (Arrival(" ", DAY, [Seen("P1")]), "supplier"),
        (Arrival("甲", DAY, []), "codes"),
        (Arrival("甲", DAY, [Seen(" ")]), "codes"),
        (Arrival("甲", DAY, [Seen("P1")] * 5001), "codes"),
    ],
    ids=["tomorrow", "no supplier", "nothing", "no code", "too many"],
)
def test_a_delivery_that_says_too_little_or_too_much_is_refused(
    seller: Actor, arrival: Arrival, field: str
):
    with pytest.raises(ScaleError) as refused:
        check_delivery(arrival=arrival, actor=seller, at=MADE)
    assert refused.value.field == field
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("who", ["maker", "market", "city", "district", "auditor"])
def test_only_sellers_check_deliveries(who: str, request: pytest.FixtureRequest):
    with pytest.raises(Refused):
        received(request.getfixturevalue(who), Seen("P1"))


@pytest.mark.usefixtures("demonstration")
def test_a_seller_checks_on_the_page_and_its_district_sees_it(
    bought: Scale, seller: Actor, district: Actor, other_district: Actor, auditor: Actor
):
    client, where = signed_in(seller), reverse("scales:check_delivery")
    typed = {"supplier": "甲", "paper_no": "", "received_on": "2026-03-09"}
    assert client.post(where, typed).status_code == 422
    lines = f"{codes.in_fours(bought.production_code)} {SOFTWARE}\nP999 铅封破损\n"
    answer = client.post(where, typed | {"codes": lines})
    delivery = Delivery.objects.get()
    assert answer.url == reverse("scales:delivery", args=[delivery.pk])
    page = client.get(answer.url).content.decode()
    assert "可以收货" in page
    assert "生产码没有登记" in page
    first, second = delivery.lines.order_by("row")
    assert (first.verdict, first.software_id) == ("accept", SOFTWARE)
    assert (second.code, second.seal_whole) == ("P999", False)
    paper = client.get(reverse("scales:delivery_paper", args=[delivery.pk]))
    assert paper.content.startswith(b"%PDF")
    others = [signed_in(one).get(answer.url).status_code for one in (district, auditor)]
    assert others == [200, 200]
    assert signed_in(other_district).get(answer.url).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_each_code_scanned_is_answered_at_once_and_nothing_is_kept_before_the_check(
    bought: Scale, seller: Actor
):
    client, where = signed_in(seller), reverse("scales:answer_delivery")
    typed = {"received_on": "2026-03-09", "codes": f"{codes.in_fours(bought.production_code)}\n"}
    first = client.post(where, typed).content.decode()
    assert "可以收货" in first
    assert "生产码没有登记" not in first
    typed["codes"] += "P999\n"
    second = client.post(where, typed).content.decode()
    assert second.index("生产码没有登记") < second.index("可以收货")
    typed["codes"] += bought.production_code[:6]
    assert client.post(where, typed).content.decode() == second
    assert not Delivery.objects.exists()
    assert client.get(where).status_code == 405


def _posted(seller: Actor, data: bytes) -> str:
    file = BytesIO(data)
    file.name = "list.csv"
    typed = {"supplier": "甲", "received_on": "2026-03-09", "file": file}
    return signed_in(seller).post(reverse("scales:check_delivery"), typed).content.decode()


@pytest.mark.usefixtures("demonstration")
def test_a_delivery_may_come_as_a_list(bought: Scale, seller: Actor):
    _posted(seller, f"生产码,软件标识,铅封完好\n{bought.production_code},{SOFTWARE},否\n".encode())
    (line,) = DeliveryLine.objects.all()
    assert (line.scale, why(line)) == (bought, ["seal_broken"])


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("colour\nred\n", "不认识或重复的列"),
        ("软件标识\nZH\n", "缺少“生产码”列"),
        ("生产码,铅封完好\nP1,也许\n", "请写是或否"),
        ("生产码,铅封完好\n,是\n", "生产码为空或过长"),
        ("生产码\n" + "P1\n" * 5001, "超过5000行"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_its_place(seller: Actor, data: str, said: str):
    assert said in _posted(seller, data.encode())
    assert not Delivery.objects.exists()
