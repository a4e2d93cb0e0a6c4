"""Reporting a scale one tap after its test: what is written, whose it is, and that it is written once."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales.models import Scale
from hengjian_portal.watch.models import Report, Tip
from hengjian_portal.watch.queries import scale_tips
from tests.house.weighing_pages import BOTTLES, SALES
from tests.journeys.walk import signed_in

pytestmark = pytest.mark.django_db
SHORT = f"/scale/report/?test=sale&{urlencode(SALES['short'])}"
BOTTLE = f"/scale/report/?test=bottle&{urlencode(BOTTLES['off'])}"
PLACE = {"district": "500103", "market": "大溪沟菜市场", "stall": "蔬菜3号"}
ONCE = "0123456789abcdef" * 2


def of(scale: Scale, address: str = SHORT) -> str:
    return f"{address}&code={scale.production_code}"


def sent(address: str = SHORT, client: Client | None = None, **typed: str) -> Any:
    return (client or Client()).post(address, {"once": ONCE, **PLACE, **typed})


def test_a_sale_becomes_a_tip_with_its_facts_and_a_receipt(district: Actor):
    client = Client()
    shown = client.get(f"/short-weight/?{urlencode(SALES['short'])}").content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', shown)
    action = re.search(r'method="post" action="(/scale/report/[^"]+)"', shown)
    assert once
    assert action
    address = action[1].replace("&amp;", "&")
    page = client.post(
        address, {"once": once[1], **PLACE, "contact": "13800002222", "note": "很生气"}, follow=True
    )
    report, tip = Report.objects.get(), Tip.objects.get()
    assert report.receipt_no in page.content.decode()
    assert (report.source, report.district, report.bought_at) == (
        "web", "500103", "大溪沟菜市场 蔬菜3号"
    )  # fmt: skip
    assert "少110克，允许少100克" in report.what_happened
    assert report.what_happened.endswith("很生气")
    assert tip.kind == "scale_weight"
    assert tip.facts == {
        "test": "sale", "market": "大溪沟菜市场", "stall": "蔬菜3号",
        "weighed": {"goods": "vegetables", "price_yuan_per_kg": "3", "billed_g": "4500",
                    "actual_g": "4390", "recheck": "better"},
        "verdict": {"finding": "short", "short_g": "110", "allowed_g": "100",
                    "refund_fen": 33, "compensation_fen": 50000},
    }  # fmt: skip
    assert list(scale_tips(district)) == [tip]


def test_the_verdict_is_worked_out_on_the_server_whatever_is_posted():
    sent(verdict="honest", finding="within", short_g="0")
    assert Tip.objects.get().facts["verdict"]["finding"] == "short"


def test_of_a_known_scale_the_register_says_where_and_nothing_else_is_asked(
    in_use: Scale, district: Actor, other_district: Actor
):
    shown = Client().get(of(in_use)).content.decode()
    assert 'name="district"' not in shown
    sent(of(in_use), district="500108", market="别处")
    report, tip = Report.objects.get(), Tip.objects.get()
    assert report.district == in_use.district == "500103"
    assert tip.facts["production_code"] == in_use.production_code
    assert tip.facts["stall"] == in_use.stall
    assert "别处" not in str(tip.facts)
    assert list(scale_tips(district)) == [tip]
    assert not scale_tips(other_district).exists()


def test_a_known_scale_seen_elsewhere_says_where(in_use: Scale):
    sent(of(in_use), seen_at="南坪农贸市场门口")
    assert Tip.objects.get().facts["seen_at"] == "南坪农贸市场门口"
    assert Report.objects.get().district == in_use.district


def test_of_a_scale_never_put_into_use_the_place_is_asked(made: Scale):
    assert 'name="district"' in Client().get(of(made)).content.decode()
    sent(of(made), district="500108")
    assert Report.objects.get().district == "500108"
    assert Tip.objects.get().facts["production_code"] == made.production_code


def test_a_bottle_test_becomes_a_tip_with_its_readings(district: Actor):
    sent(BOTTLE)
    facts = Tip.objects.get().facts
    assert facts["test"] == "bottle"
    assert [row["shown_g"] for row in facts["weighed"]["things"]] == ["510", "1010"]
    assert facts["verdict"]["off"] is True
    assert facts["verdict"]["gain"] == ["97/100", "103/100"]


def test_the_right_district_sees_it_and_another_does_not(district: Actor, other_district: Actor):
    sent()
    number = Report.objects.get().pk
    seen = signed_in(district).get(f"/watch/{number}/")
    assert seen.status_code == 200
    text = seen.content.decode()
    assert "大溪沟菜市场" in text
    assert "登记为缺陷线索" not in text
    assert signed_in(other_district).get(f"/watch/{number}/").status_code == 404
    assert not scale_tips(other_district).exists()


def test_who_told_us_is_sealed_and_stands_nowhere_else():
    sent(name="王小明", contact="13800002222")
    report = Report.objects.get()
    assert report.has_reporter
    assert (
        "13800002222" not in f"{report.what_happened}{report.search_text}{Tip.objects.get().facts}"
    )
    entry = Entry.objects.get(kind="watch.reported")
    assert "王小明" not in str(entry.__dict__)


def test_two_presses_make_one_tip_and_one_receipt():
    client = Client()
    assert sent(client=client)["Location"] == "/scale/report/done/"
    assert sent(client=client)["Location"] == "/scale/report/done/"
    assert Tip.objects.count() == 1
    elsewhere = sent()  # the same form from a browser that has not the receipt
    assert elsewhere.status_code == 422
    assert Report.objects.get().receipt_no in elsewhere.content.decode()
    assert Tip.objects.count() == 1


def test_the_clock_of_a_tip_starts_with_it(district: Actor):
    from hengjian_portal.duties.models import Duty

    sent()
    assert Duty.objects.get(about=f"report:{Report.objects.get().pk}").rule == "clue_check"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("district", ""), ("district", "999999"), ("once", "x"), ("once", ""), ("market", "x" * 81),
     ("stall", "x" * 61), ("note", "x" * 2001), ("name", "x" * 61), ("contact", "x" * 121),
     ("market", "\0")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(field: str, typed: str):
    for language in ("zh-hans", "en"):
        client = Client(headers={"accept-language": language})
        answer = sent(client=client, **{field: typed})
        assert answer.status_code == 422
        if field != "once":
            assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/scale/report/", "/scale/report/?test=bottle", "/scale/report/?test=sale&price=x",
     f"/scale/report/?test=sale&{urlencode(SALES['within'])}",
     f"/scale/report/?test=bottle&{urlencode(BOTTLES['honest'])}",
     f"/scale/report/?test=bottle&{urlencode(BOTTLES['contradictory'])}"],
)  # fmt: skip
def test_without_a_test_that_found_something_nothing_is_reported(address: str):
    answer = sent(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(("/short-weight/", "/bottle-test/"))
    assert not Report.objects.exists()


def test_the_receipt_is_shown_to_whoever_sent_it_and_follows_the_tip():
    client = Client(headers={"accept-language": "zh-hans"})
    assert client.get("/scale/report/done/")["Location"] == "/short-weight/"
    sent(client=client)
    no, secret = client.session["scale_tip_receipt"]
    assert secret in client.get("/scale/report/done/").content.decode()
    follow = client.post("/follow/", {"receipt_no": no, "secret": secret})
    assert "正在核查" in follow.content.decode()


def test_a_tip_of_a_scale_without_facts_cannot_exist():
    sent()
    with pytest.raises(IntegrityError), transaction.atomic():
        Tip.objects.update(facts={})
