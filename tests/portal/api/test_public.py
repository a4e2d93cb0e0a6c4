"""What programs read and send without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hengjian_portal.recalls.models import Affected, Announcement, Recall
from hengjian_portal.recalls.publishing import publish
from hengjian_portal.watch.models import Report
from tests.portal.recalls.paths import AT, Cast

pytestmark = pytest.mark.django_db


def got(path: str, status: int = 200, **query: Any) -> Any:
    """What an operation answers to anybody."""
    page = Client().get(f"/api/{path}", query)
    assert page.status_code == status, page.content
    return page.json()


def withdrawn(case: Recall, at: Any = AT) -> Announcement:
    """A case whose announcement was withdrawn."""
    latest = case.announcements.latest("pk")
    return publish(case, Announcement.Kind.WITHDRAWN, {**latest.content, "reason": "误发"}, at)


def numbers(**query: Any) -> list[str]:
    """The case numbers a search gives."""
    return [one["case_no"] for one in got("recalls", **query)["items"]]


def test_recalls_in_force_are_listed_newest_first_and_withdrawn_ones_are_not(cast: Cast):
    first, second, gone = cast.under_way(), cast.under_way(), cast.under_way()
    withdrawn(gone)
    cast.planned()
    assert numbers() == [second.case_no, first.case_no]


def test_a_list_is_read_on_by_its_cursor_to_the_end(cast: Cast):
    cases = [cast.under_way().case_no for _ in range(3)]
    page = got("recalls", limit=2)
    assert [one["case_no"] for one in page["items"]] == cases[:0:-1]
    rest = got("recalls", limit=2, before=page["next"])
    assert [one["case_no"] for one in rest["items"]] == cases[:1]
    assert rest["next"] is None


def test_each_filter_narrows(cast: Cast):
    case = cast.under_way()
    for query in ({"q": "NS-500"}, {"brand": "暖山"}, {"hazard": "thermal"},
                  {"since": "2026-03-09"}, {"until": "2026-03-09"}):  # fmt: skip
        assert numbers(**query) == [case.case_no], query
    for query in ({"q": "别的"}, {"brand": "冷山"}, {"hazard": "electrical"},
                  {"since": "2026-03-10"}, {"until": "2026-03-08"}):  # fmt: skip
        assert numbers(**query) == [], query


def test_one_recall_is_the_notice_and_a_case_not_announced_is_not_there(cast: Cast):
    case = cast.under_way()
    assert got(f"recalls/{case.case_no}")["format"] == "hengjian-recall-notice"
    hidden = cast.planned()
    told = got(f"recalls/{hidden.case_no}", status=404)
    assert set(told) == {"error", "error_zh", "where"}


def test_a_unit_is_judged_by_what_can_be_read_on_it(cast: Cast):
    case = cast.under_way()  # model NS-500, lot A1
    path = f"recalls/{case.case_no}/affected"
    assert got(path, model_no="ns500", lot="A1")["verdict"] == "affected"
    assert got(path, lot="B9")["verdict"] == "not_affected"
    unsure = got(path, model_no="NS-500")
    assert unsure["verdict"] == "cannot_tell"
    assert [one["identifier"] for one in unsure["ask"]] == ["lot"]
    typed = got(path, barcode="123")
    assert [one["identifier"] for one in typed["mistyped"]] == ["barcode"]


def test_a_day_of_production_is_held_against_both_ends(cast: Cast):
    case = cast.under_way()
    Affected.objects.filter(recall=case).update(
        model_nos=[], lots=[], produced=["2026-01-01..2026-01-05"]
    )
    path = f"recalls/{case.case_no}/affected"
    assert got(path, produced="2026-01-05")["verdict"] == "affected"
    assert got(path, produced="2026-01-06")["verdict"] == "not_affected"


def test_of_a_withdrawn_recall_no_unit_is_judged(cast: Cast):
    case = cast.under_way()
    withdrawn(case)
    assert got(f"recalls/{case.case_no}/affected", lot="A1")["verdict"] == "withdrawn"


def test_the_delta_brings_corrections_and_withdrawals_in_their_order(cast: Cast):
    case = cast.under_way()
    first = got("announcements")
    assert [one["kind"] for one in first["items"]] == ["first"]
    assert got("announcements", after=first["next"])["items"] == []
    withdrawn(case)
    later = got("announcements", after=first["next"])
    assert [(one["kind"], one["content"]["reason"]) for one in later["items"]] == [
        ("withdrawn", "误发")
    ]
    assert later["next"] > first["next"]


def test_what_is_only_just_being_written_waits_so_that_no_reader_passes_it_over(cast: Cast):
    one, two = cast.under_way(), cast.under_way()
    start = got("announcements")["next"]
    # the earlier number carries the later moment
    withdrawn(one, timezone.now())
    withdrawn(two, timezone.now() - timedelta(minutes=1))
    assert got("announcements", after=start)["items"] == []


def test_a_scale_nobody_knows_is_unknown(cast: Cast):
    assert got("scales/NONE-0000")["answer"] == "unknown"


TOLD = {
    "product_name": "保温杯",
    "what_happened": "杯盖漏水烫手",
    "contact": "13800000000",
    "reference": "a-1",
}


def sent(status: int, **more: Any) -> Any:
    """A report as a program sends it."""
    page = Client().post("/api/reports", {**TOLD, **more}, content_type="application/json")
    assert page.status_code == status, page.content
    return page.json()


def test_a_report_is_taken_with_a_receipt_and_its_contact_sealed(db: None):
    receipt = sent(201)
    report = Report.objects.get(receipt_no=receipt["receipt_no"])
    assert report.what_happened == "杯盖漏水烫手"
    assert report.source == "web"
    assert report.has_reporter
    assert "13800000000" not in str(Report.objects.values())


def test_the_same_report_sent_twice_is_taken_once(db: None):
    sent(201)
    sent(409)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        # 6901234567892 is right, see tests/house/test_refusals.py
        ({"gtin": "6901234567893"}, "gtin"), ({"what_happened": ""}, "what_happened"),
        ({"happened_on": "2999-01-01"}, "happened_on"), ({"harm": "no such"}, "harm"),
        ({"injured": -1}, "injured"), ({"district": "渝中"}, "district"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_in_both_languages_and_nothing_is_taken(
    db: None, wrong: dict[str, Any], where: str
):
    told = sent(422, **wrong)
    assert told["where"].endswith(where)
    assert told["error"]
    assert told["error_zh"]
    assert not Report.objects.exists()


def test_one_address_sends_twenty_reports_an_hour_and_is_then_asked_to_wait(db: None):
    for n in range(20):
        sent(201, reference=f"r-{n}")
    page = Client().post(
        "/api/reports", {**TOLD, "reference": "r-20"}, content_type="application/json"
    )
    assert page.status_code == 429
    assert int(page["Retry-After"]) <= 3600
    assert page.json()["error_zh"]
    # an address that is not the sender's own is not believed
    again = Client(headers={"x-forwarded-for": "10.1.2.3"}).post(
        "/api/reports", {**TOLD, "reference": "r-21"}, content_type="application/json"
    )
    assert again.status_code == 429


def test_the_page_of_the_interface_lists_every_operation_in_both_languages(db: None):
    for language, word in (("zh-hans", "查询有效的召回"), ("en", "Recalls in force")):
        page = Client(headers={"accept-language": language}).get("/api/")
        assert page.status_code == 200
        assert word in page.content.decode()
    assert got("openapi.json")["openapi"].startswith("3.")


def test_chinese_is_sent_as_it_is_written(cast: Cast):
    cast.under_way()
    assert "保温杯" in Client().get("/api/recalls").content.decode()
