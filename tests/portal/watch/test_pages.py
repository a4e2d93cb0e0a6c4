"""Officers' pages of reports: the list, entering one, answering, looking at who reported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.files.actions import keep
from hengjian_portal.watch.actions import take_report
from hengjian_portal.watch.models import Complaint, Report, ScopeEntry
from hengjian_portal.watch.told import Told, Wishes
from tests.portal.watch.conftest import Desk

pytestmark = pytest.mark.django_db

INTAKE = "/watch/intake/"


def typed(**changed: str) -> dict[str, str]:
    day = timezone.localdate().isoformat()
    return {
        "source": "phone", "received_on": day, "product_name": "保温杯",
        "what_happened": "杯底炸裂", "district": "500103", **changed,
    }  # fmt: skip


def reported(wishes: Wishes | None = None, district: str = "500103", what: str = "炸裂") -> Report:
    told = Told("保温杯", what, district=district)
    return take_report(told=told, wishes=wishes or Wishes(), actor=PUBLIC, at=timezone.now()).report


def wrong(page: Any, field: str) -> bool:
    return f'id="id_{field}_error"' in page.content.decode()


def test_a_telephone_call_becomes_a_report_and_its_secret_is_shown_once(
    district: Actor, at_desk: Desk
) -> None:
    client = at_desk(district)
    page = client.post(INTAKE, typed(name="王小明", contact="138", complaint="退款"), follow=True)
    report = Report.objects.get()
    assert page.redirect_chain[-1][0] == f"/watch/{report.pk}/"
    assert "查询密码" in page.content.decode()
    assert "查询密码" not in client.get(f"/watch/{report.pk}/").content.decode()
    assert (report.source, report.district, report.entered_by_id) == (
        "phone", "500103", district.person_id
    )  # fmt: skip
    assert Complaint.objects.get().wish == "退款"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"product_name": ""}, "product_name"),
        ({"what_happened": ""}, "what_happened"),
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"received_on": ""}, "received_on"),
        ({"happened_on": "2999-01-01"}, "happened_on"),
        ({"gtin": "6901234567890"}, "gtin"),
        ({"injured": "-1"}, "injured"),
        ({"source": "web"}, "source"),
        ({"source": "public_opinion"}, "seen_at_url"),
        ({"source": "public_opinion", "seen_at_url": "https://a.example/1"}, "seen_on"),
        ({"seen_at_url": "javascript:alert(1)"}, "seen_at_url"),
        ({"district": "500108"}, "district"),
        ({"district": "999999"}, "district"),
        ({"district": ""}, "district"),
        ({"product_name": "a\0b"}, "product_name"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field(
    changed: dict[str, str], field: str, district: Actor, at_desk: Desk
) -> None:
    page = at_desk(district).post(INTAKE, typed(**changed))
    assert page.status_code == 200
    assert wrong(page, field)
    assert not Report.objects.exists()


def test_a_number_taken_before_is_said_at_its_field(district: Actor, at_desk: Desk) -> None:
    client = at_desk(district)
    facts = typed(source="hotline_12315", external_no="500-1")
    assert client.post(INTAKE, facts).status_code == 302
    assert wrong(client.post(INTAKE, facts), "external_no")
    assert Report.objects.count() == 1


def test_what_came_in_before_today_counts_from_that_day(district: Actor, at_desk: Desk) -> None:
    day = timezone.localdate() - timedelta(days=3)
    at_desk(district).post(INTAKE, typed(received_on=day.isoformat()))
    assert timezone.localdate(Report.objects.get().received_at) == day


def test_early_in_the_morning_a_report_of_today_is_not_in_the_future(
    district: Actor, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half past midnight in Beijing: noon of today has not come."""
    early = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)
    client = at_desk(district)
    monkeypatch.setattr(timezone, "now", lambda: early)
    assert client.post(INTAKE, typed(received_on="2026-03-10")).status_code == 302
    assert timezone.localdate(Report.objects.get().received_at).isoformat() == "2026-03-10"


def test_the_list_is_filtered_by_source_state_and_words(city: Actor, at_desk: Desk) -> None:
    client = at_desk(city)
    kept, other = reported(what="杯底炸裂"), reported(what="漏水")
    Report.objects.filter(pk=other.pk).update(settled_at=timezone.now())

    def listed(query: str) -> list[bool]:
        text = client.get(f"/watch/?{query}").content.decode()
        return [report.receipt_no in text for report in (kept, other)]

    assert listed("") == [True, True]
    assert listed("state=open") == [True, False]
    assert listed("state=settled") == [False, True]
    assert listed("q=炸裂") == [True, False]
    assert listed(f"q={other.receipt_no.lower()}") == [False, True]
    assert listed("source=phone") == [False, False]
    Report.objects.filter(pk=kept.pk).update(external_no="12315-0001")
    assert listed("q=12315-0001") == [True, False]
    assert listed("source=nonsense&page=99&q=%00") == [True, True]


def test_another_districts_report_does_not_exist_for_me(
    other_district: Actor, at_desk: Desk
) -> None:
    report = reported(Wishes(complaint="退款"))
    client = at_desk(other_district)
    assert report.receipt_no not in client.get("/watch/").content.decode()
    for place in ("", "complaint/", "tell/", "reporter/"):
        answer = client.post if place else client.get
        assert answer(f"/watch/{report.pk}/{place}").status_code == 404


def test_another_districts_number_does_not_hide_my_own_reports(
    district: Actor, other_district: Actor, at_desk: Desk
) -> None:
    mine, other = reported(what="订单 88-01 的杯子漏水"), reported(what="漏水")
    Report.objects.filter(pk=other.pk).update(external_no="88-01", district=other_district.district)
    assert mine.receipt_no in at_desk(district).get("/watch/?q=88-01").content.decode()


def test_a_complaint_is_answered_on_its_page_once(district: Actor, at_desk: Desk) -> None:
    report = reported(Wishes(complaint="退款"))
    client, place = at_desk(district), f"/watch/{report.pk}/complaint/"
    bad = client.post(place, {"complaint-answer": "accepted", "complaint-reason": ""})
    assert bad.status_code == 422
    good = {"complaint-answer": "accepted", "complaint-reason": "属于管辖"}
    assert client.post(place, good).status_code == 302
    assert client.post(place, good).status_code == 400
    assert Complaint.objects.get().reason == "属于管辖"
    assert client.get(place).status_code == 405


def test_a_tip_is_answered_and_the_reporter_told(district: Actor, at_desk: Desk) -> None:
    report = reported(Wishes(name="王小明", tip="无证"))
    client = at_desk(district)
    client.post(f"/watch/{report.pk}/tip/", {"tip-answer": "filed", "tip-reason": "立案"})
    client.post(f"/watch/{report.pk}/tell/", {"words": "已立案"})
    report.refresh_from_db()
    assert (report.tip.answer, report.settled_note) == ("filed", "已立案")


def test_a_reporter_is_shown_once_with_a_reason_and_never_cached(
    district: Actor, at_desk: Desk
) -> None:
    report = reported(Wishes(name="王小明", contact="13800002222"))
    client, place = at_desk(district), f"/watch/{report.pk}/"
    assert "13800002222" not in client.get(place).content.decode()
    assert client.post(f"{place}reporter/", {"why": ""}).status_code == 422
    assert not Entry.objects.filter(kind="watch.reporter_seen").exists()
    page = client.post(f"{place}reporter/", {"why": "联系取证"})
    assert "13800002222" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert Entry.objects.filter(kind="watch.reporter_seen").count() == 1


def test_the_technical_body_sees_the_report_and_not_who_reported(
    technical: Actor, at_desk: Desk
) -> None:
    report = reported(Wishes(name="王小明"))
    client = at_desk(technical)
    assert "您无权查看" in client.get(f"/watch/{report.pk}/").content.decode()
    assert client.post(f"/watch/{report.pk}/reporter/", {"why": "好奇"}).status_code == 403


def test_files_of_a_report_are_for_those_who_see_the_report(
    district: Actor, other_district: Actor, at_desk: Desk
) -> None:
    report = reported()
    paper = keep(
        data=b"%PDF-1.4 a paper", name="a.pdf", about=f"report:{report.pk}", actor="public",
        at=timezone.now(),
    )  # fmt: skip
    assert at_desk(district).get(f"/files/{paper.pk}/").status_code == 200
    assert at_desk(other_district).get(f"/files/{paper.pk}/").status_code == 403


def test_the_list_of_goods_is_edited_on_its_page(city: Actor, at_desk: Desk) -> None:
    client = at_desk(city)
    assert "食品" in client.get("/watch/scope/?key=food").content.decode()
    line = {
        "key": "kites", "name_zh": "风筝", "name_en": "kites", "decision": "out",
        "words": "风筝\n\n 纸鸢 ",
    }  # fmt: skip
    assert client.post("/watch/scope/", line).status_code == 302
    assert ScopeEntry.objects.get().words == ["风筝", "纸鸢"]
    assert wrong(client.post("/watch/scope/", {**line, "decision": "perhaps"}), "decision")


@pytest.mark.parametrize("who", ["producer", "market", "maker", "system_admin"])
def test_others_do_not_come_into_the_room(
    who: str, request: pytest.FixtureRequest, at_desk: Desk
) -> None:
    client = at_desk(request.getfixturevalue(who))
    for place in ("/watch/", INTAKE, "/watch/scope/", "/watch/1/"):
        assert client.get(place).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Any, db: None) -> None:
    answer = client.get("/watch/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/")
