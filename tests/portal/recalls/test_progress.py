"""How far a recall has come: by level, against the plan in force then; alarms told once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.actions import record
from hengjian_portal.evidence.models import Entry
from hengjian_portal.messages.models import Message
from hengjian_portal.recalls import effects
from hengjian_portal.recalls.actions import Seen, act
from hengjian_portal.recalls.forms.carrying_out import ProgressForm
from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.queries.progress import curve_of, readings, versions_of
from hengjian_portal.watch.actions import Told, Wishes, take_report
from tests.journeys.walk import signed_in, text_of
from tests.portal.recalls.published import AT, PLAN, announce, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(district: Actor, producer: Actor, city: Actor) -> Recall:
    return published(district, producer, stage="implementing")


def report(until: str, shop: int, consumer: int, **more: Any) -> dict[str, Any]:
    return {
        "until": until, "maker": 0, "distributor": 0, "shop": shop, "consumer": consumer, "told": 0,
        "enquiries": 0, "incidents_before": 2, "incidents_after": 0, "problems": "",
        "completed_on": None, **more,
    }  # fmt: skip


def hand_in(case: Recall, producer: Actor, content: dict[str, Any], at: datetime) -> Recall:
    case.refresh_from_db()
    papers = {"progress_report": content}
    return act(
        seen=Seen(case.pk, case.version),
        verb="submit_progress",
        papers=papers,
        actor=producer,
        at=at,
    )


def test_rates_are_by_level_and_in_all_exactly(case: Recall, producer: Actor):
    hand_in(case, producer, report("2026-06-18", 300, 60), AT + timedelta(days=91))
    [found] = readings(case)
    assert found.rates is not None
    # 300 of 400 in shops, 60 of 600 with consumers, 360 of 1000 in all; none lay with the maker.
    assert (found.rates.shop, found.rates.consumer) == (Fraction(3, 4), Fraction(1, 10))
    assert (found.rates.in_all, found.rates.maker) == (Fraction(9, 25), None)


def test_each_report_is_held_against_the_plan_in_force_on_its_day(case: Recall, producer: Actor):
    hand_in(case, producer, report("2026-06-18", 300, 60), AT + timedelta(days=91))
    later = datetime(2026, 7, 1, 2, tzinfo=UTC)
    wider = {**PLAN, "n_recalled": 2000, "n_consumer": 1600}
    with transaction.atomic():
        Document.objects.create(
            recall=case, kind="changed_plan", number=1, content=wider, by_ref=producer.ref, at=later
        )
        effects.apply("accept_plan", case, {}, later)
        record(kind="recalls.plan_accepted", obj=f"recall:{case.pk}", actor="system", at=later)
    hand_in(case, producer, report("2026-09-16", 400, 600), later + timedelta(days=80))
    assert [one.total for one in versions_of(case)] == [1000, 2000]
    first, second = (one.rates for one in readings(case))
    assert (first.in_all, second.in_all) == (Fraction(36, 100), Fraction(1, 2))


def test_the_curve_ends_where_the_plan_does(case: Recall):
    curve = curve_of(case)
    # 90 days after 20 March is 18 June: 30 percent; the last day, 16 September: 60 percent.
    assert [(one.on, one.share) for one in curve.milestones] == [
        (date(2026, 6, 18), Fraction(3, 10)), (date(2026, 9, 16), Fraction(3, 5)),
    ]  # fmt: skip


def test_a_report_on_course_raises_nothing(case: Recall, producer: Actor):
    # 36 percent where 30 are expected; consumers 20 percent, ten points behind, which is allowed.
    hand_in(case, producer, report("2026-06-18", 240, 120), AT + timedelta(days=91))
    assert not Message.objects.filter(subject__contains="召回预警").exists()


def test_a_report_behind_the_plan_goes_to_the_citys_inbox_once(
    case: Recall, producer: Actor, city: Actor
):
    hand_in(case, producer, report("2026-06-18", 100, 10), AT + timedelta(days=91))
    [told] = Message.objects.filter(subject__contains="召回预警")
    assert told.to_id == city.person_id
    # 110 of 1000 where 30 percent are expected.
    assert "退回率11.0%，计划应达30.0%，落后19.0个百分点" in told.text
    entry = Entry.objects.get(kind="recalls.progress_submitted")
    assert set(entry.details["alarms"]) == {"behind"}
    page = text_of(signed_in(city).get(f"/cases/{case.pk}/"))
    assert "落后于计划" in page
    assert Message.objects.filter(subject__contains="召回预警").count() == 1


def test_an_incident_after_the_recall_is_told_when_it_is_new(
    case: Recall, producer: Actor, city: Actor, district: Actor
):
    told = Told(
        product_name="保温杯", what_happened="装水后烫伤了老人", source="phone", district="500103",
        happened_on=date(2026, 5, 1),
    )  # fmt: skip
    at = AT + timedelta(days=50)
    case.reports.add(take_report(told=told, wishes=Wishes(), actor=district, at=at).report)
    good = report("2026-06-18", 240, 120, incidents_after=1)
    hand_in(case, producer, good, AT + timedelta(days=91))
    [first] = Message.objects.filter(subject__contains="召回预警")
    assert "2026-05-01仍发生：装水后烫伤了老人" in first.text
    assert "企业报告1起事故" in first.text
    # The same incidents in the next report are no news.
    again = report("2026-07-18", 320, 300, incidents_after=1)
    hand_in(case, producer, again, AT + timedelta(days=121))
    assert Message.objects.filter(subject__contains="召回预警").count() == 1
    assert "烫伤了老人" in text_of(signed_in(city).get(f"/cases/{case.pk}/"))
    # What a consumer reported is nothing its producer reads.
    assert "烫伤了老人" not in text_of(signed_in(producer).get(f"/cases/{case.pk}/"))


def test_a_further_report_in_a_period_puts_off_no_later_one(
    district: Actor, producer: Actor, city: Actor
):
    case = published(district, producer)
    case = act(
        seen=Seen(case.pk, case.version), verb="start_recall", papers={}, actor=producer, at=AT
    )
    for days, until in ((30, "2026-04-18"), (60, "2026-05-18"), (85, "2026-06-12")):
        hand_in(case, producer, report(until, 240, 120), AT + timedelta(days=days))
    running = Duty.objects.get(rule="stage_report", met_at=None, dropped_at=None)
    # The first was due on 2026-06-22 (three months end on a Saturday); the second is due on 21
    # September, six months from 20 March ending on a worked Sunday, the 20th.
    assert running.asked == {"nth": 2}
    first = Duty.objects.filter(rule="stage_report").earliest("id")
    assert (first.due_on, running.due_on) == (date(2026, 6, 22), date(2026, 9, 20))


def test_more_at_a_level_than_the_plan_has_there_is_said_at_its_field(case: Recall):
    typed = {**report("2026-06-18", 500, 10), "completed_on": ""}
    form = ProgressForm(typed, recall=case, today=date(2026, 6, 20))
    assert not form.is_valid()
    assert "400" in str(form.errors["shop"])


def test_the_public_page_shows_the_course_with_its_table_and_no_script(
    case: Recall, producer: Actor
):
    hand_in(case, producer, report("2026-06-18", 300, 60), AT + timedelta(days=91))
    hand_in(case, producer, report("2026-09-10", 380, 240), AT + timedelta(days=175))
    response = Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(f"/recalls/{case.case_no}/")
    html, words = response.content.decode(), text_of(response)
    chart = html[html.index('<svg class="chart"') :]
    # In all, shops, consumers; the plan's curve is the officers'.
    assert chart[: chart.index("</figure>")].count("chart-key chart-") == 3
    for said in ("300 / 400 75.0%", "60 / 600 10.0%", "360 / 1 000 36.0%", "380 / 400 95.0%"):
        assert said in words.replace("\xa0", " ")
    assert "召回前 2 起，召回后 0 起" in words
    assert "GB/T 40993-2021" in words


def test_the_history_shows_what_each_announcement_changed(case: Recall):
    announce(case, {"phone": "023-99", "reason": "电话有误"}, kind="corrected")
    html = Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(f"/recalls/{case.case_no}/").content.decode()
    assert "<ins>99</ins>" in html
    assert "电话有误" in html
    assert "第一次公布" in html
