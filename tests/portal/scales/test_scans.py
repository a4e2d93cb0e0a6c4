"""What is kept of people who look a scale up: a pseudonym for the day, and a place only if they say so."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import jobs
from hengjian_portal.scales.actions import scanning
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, Scan
from hengjian_portal.scales.pseudonym import of_the_day

from . import odd
from .rig import on, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
DAY = timedelta(days=1)


def short(scale: Scale) -> str:
    return reverse("public:scale_short", args=[scale.production_code])


def token(page: str) -> str:
    found = re.search(r"/where/\?scan=([^\"&]+)", page)
    assert found is not None
    return unquote(found[1])


def test_a_look_up_is_kept_without_account_or_address(in_use: Scale, market: Actor):
    signed_in(market).get(short(in_use), REMOTE_ADDR="203.0.113.9")
    scan = Scan.objects.get()
    assert (scan.code, scan.scale, scan.answer) == (in_use.production_code, in_use, "not_sound")
    assert re.fullmatch("[0-9a-f]{16}", scan.scanner)
    assert (scan.market, scan.latitude, scan.longitude) == (None, None, None)
    names = {field.name for field in Scan._meta.get_fields()}
    assert names == {
        "id", "code", "scale", "scanner", "market", "latitude", "longitude", "answer", "at"
    }  # fmt: skip
    assert not Entry.objects.filter(kind__contains="scan").exists()


def test_one_browser_is_one_pseudonym_all_day_and_another_the_next(
    in_use: Scale, time_machine: Any
):
    time_machine.move_to(on(2026, 3, 10), tick=False)
    client, other = Client(), Client()
    for browser in (client, client, other):
        browser.get(short(in_use))
    time_machine.move_to(on(2026, 3, 11), tick=False)
    client.get(short(in_use))
    first, second, third, fourth = Scan.objects.order_by("pk").values_list("scanner", flat=True)
    assert first == second
    assert len({first, third, fourth}) == 3
    assert client.cookies["scale_look_up"]["httponly"]
    assert client.cookies["scale_look_up"]["samesite"] == "Lax"


def test_nobody_who_knows_the_rows_knows_the_browser():
    day = on(2026, 3, 10).date()
    found = of_the_day("visitor", day, "secret")
    assert found == of_the_day("visitor", day, "secret")
    assert "visitor" not in found
    others = [("visitor", day + DAY, "secret"), ("another", day, "secret"), ("visitor", day, "x")]
    assert found not in [of_the_day(*other) for other in others]


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({"User-Agent": "Googlebot/2.1"}, ""), ({"User-Agent": "python-requests/2"}, ""),
        ({"Sec-Purpose": "prefetch"}, ""), ({}, "?format=json"),
    ],
)  # fmt: skip
def test_robots_programs_and_pages_fetched_ahead_are_not_people(
    in_use: Scale, headers: dict[str, str], asked: str
):
    assert Client().get(short(in_use) + asked, headers=headers).status_code == 200
    assert Client().head(short(in_use)).status_code == 200
    assert not Scan.objects.exists()


def test_no_question_is_no_look_up(in_use: Scale):
    Client().get(reverse("scales:look_up"))
    assert not Scan.objects.exists()


def test_an_unknown_code_is_kept_as_it_was_asked(db: None):
    Client().get(reverse("scales:look_up"), {"code": "PQILIN1 0000-99"})
    scan = Scan.objects.get()
    assert (scan.code, scan.scale, scan.answer) == ("PQILIN1000099", None, "unknown")


def test_the_answer_comes_though_nothing_can_be_kept(
    in_use: Scale, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def full(**_asked: Any) -> Scan:
        raise DatabaseError("disk full")

    monkeypatch.setattr(scanning, "record_scan", full)
    with caplog.at_level("ERROR"):
        page = Client().get(short(in_use))
    assert page.status_code == 200
    assert "不能用来做买卖" in page.content.decode()
    assert "我在哪里" not in page.content.decode()
    assert "a look-up was not kept" in caplog.text


def test_somebody_says_which_market_they_are_in(in_use: Scale, market: Actor):
    client = Client()
    page = client.get(short(in_use)).content.decode()
    sent = {"scan": token(page), "market": market.body_id}
    said = client.post(reverse("scales:say_where"), sent)
    assert said.status_code == 200
    assert "谢谢" in said.content.decode()
    assert Scan.objects.get().market_id == market.body_id
    (job,) = ProcrastinateJob.objects.filter(task_name="scales.look_at")
    assert job.args == {"kind": "scan", "pk": Scan.objects.get().pk}
    again = client.post(reverse("scales:say_where"), sent)
    assert again.status_code == 422
    assert "已经说明位置" in again.content.decode()


def test_a_place_is_kept_to_about_a_kilometre(in_use: Scale):
    client = Client()
    page = client.get(short(in_use)).content.decode()
    sent = {"scan": token(page), "latitude": "29.563012", "longitude": "106.551557"}
    assert client.post(reverse("scales:say_where"), sent).status_code == 200
    scan = Scan.objects.get()
    assert (scan.latitude, scan.longitude) == (Decimal("29.56"), Decimal("106.55"))


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"latitude": "29.5"}, {"latitude": "129", "longitude": "106"},
        {"latitude": "29", "longitude": "206"}, {"latitude": "x", "longitude": "y"},
        {"market": "999999"}, {"market": "x"},
    ],
)  # fmt: skip
def test_a_place_that_says_nothing_is_refused_on_the_page(in_use: Scale, sent: dict[str, str]):
    client = Client()
    page = client.get(short(in_use)).content.decode()
    answer = client.post(reverse("scales:say_where"), {"scan": token(page), **sent})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    scan = Scan.objects.get()
    assert (scan.market, scan.latitude) == (None, None)


@pytest.mark.parametrize("scan", ["", "1", "MQ:1abc:xyz"])
def test_nobody_says_a_place_for_somebody_elses_look_up(in_use: Scale, market: Actor, scan: str):
    odd.scan(in_use, "a", on(2026, 3, 10))
    sent = {"scan": scan, "market": market.body_id}
    said = Client().post(reverse("scales:say_where"), sent)
    assert "重新查一次" in said.content.decode()
    assert Scan.objects.get().market is None


def test_a_place_is_said_within_the_hour(in_use: Scale, market: Actor, time_machine: Any):
    client = Client()
    page = client.get(short(in_use)).content.decode()
    time_machine.move_to(on(2026, 3, 10) + timedelta(hours=2), tick=False)
    sent = {"scan": token(page), "market": market.body_id}
    assert "重新查一次" in client.post(reverse("scales:say_where"), sent).content.decode()
    assert Scan.objects.get().market is None


def test_the_question_where_stands_on_a_page_of_its_own_and_in_place_with_scripts(in_use: Scale):
    client = Client()
    asked = {"scan": token(client.get(short(in_use)).content.decode())}
    page = client.get(reverse("scales:say_where"), asked).content.decode()
    assert f'value="{asked["scan"]}"' in page
    assert "保存400天后删除" in page
    piece = client.get(reverse("scales:say_where"), asked, headers={"HX-Request": "true"})
    assert "<html" not in piece.content.decode()
    assert Scan.objects.get().market is None


def test_look_ups_are_deleted_after_the_days_they_are_kept(in_use: Scale, time_machine: Any):
    now = on(2027, 6, 1)
    odd.scan(in_use, "a", now - 400 * DAY - timedelta(seconds=1))
    kept = odd.scan(in_use, "b", now - 400 * DAY)
    time_machine.move_to(now, tick=False)
    assert jobs.forget(0) == 1
    assert list(Scan.objects.all()) == [kept]
    assert Entry.objects.get(kind="scales.scans_forgotten").details["number"] == 1
    assert jobs.forget(0) == 0
    assert Entry.objects.filter(kind="scales.scans_forgotten").count() == 1


def test_an_action_refuses_a_place_without_a_place(in_use: Scale):
    scan = odd.scan(in_use, "a", on(2026, 3, 10))
    for where in (scanning.Where(), scanning.Where(latitude=Decimal(29))):
        with pytest.raises(ScaleError, match="choose a market"):
            scanning.say_where(scan=scan.pk, where=where)
