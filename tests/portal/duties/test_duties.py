"""Who owes what by when: counted from the proven event, met, late, suspended, reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from hengjian.errors import LawError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.duties import queries
from hengjian_portal.duties.actions import (
    DutyError,
    Owing,
    drop_duties,
    meet_duty,
    open_duty,
    remind,
    resume,
    suspend,
)
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.messages.models import Message

pytestmark = pytest.mark.django_db
# Friday 2026-02-13, three in the afternoon in Beijing
FRIDAY = datetime(2026, 2, 13, 7, tzinfo=UTC)


def opened(actor: Actor, rule: str, at: datetime = FRIDAY, **asked: Any) -> Duty:
    body = Body.objects.get(pk=actor.body_id)
    owing = Owing(rule=rule, owed_by=body, about="recall:1", title="CQ2026-0001", asked=asked)
    with transaction.atomic():
        return open_duty(owing=owing, triggered_at=at, at=at)


def test_a_lead_received_on_friday_the_13th_is_reported_by_the_25th(district: Actor):
    # Saturday the 14th is worked, 15 to 23 are Spring Festival: the 14th, 24th and 25th count.
    duty = opened(district, "district_report")
    assert duty.due_on == date(2026, 2, 25)
    assert duty.counted == ["2026-02-14", "2026-02-24", "2026-02-25"]
    assert (duty.confirmed, duty.provisional) == (False, False)
    assert "重庆市缺陷消费品召回管理工作暂行办法" in duty.article


def test_one_in_the_morning_in_beijing_is_already_the_new_day(district: Actor):
    night = datetime(2026, 3, 8, 17, tzinfo=UTC)  # 01:00 on Monday the 9th in Beijing
    assert opened(district, "district_report", night).due_on == date(2026, 3, 12)


def test_a_report_due_in_a_year_without_a_notice_is_provisional(producer: Actor):
    start = datetime(2026, 11, 30, 2, tzinfo=UTC)
    duty = opened(producer, "stage_report", start, nth=1)
    assert duty.due_on == date(2027, 3, 1)  # 2027-02-28 is a Sunday
    assert duty.provisional is True


def test_a_rule_that_needs_the_notices_days_refuses_without_them(producer: Actor):
    with pytest.raises(LawError, match="the served notice sets the limit"):
        opened(producer, "producer_result")
    assert not Duty.objects.exists()


@pytest.mark.parametrize(("days", "standing"), [(0, "running"), (12, "due_today"), (13, "overdue")])
def test_a_duty_stands_as_its_day_says(district: Actor, days: int, standing: str):
    duty = opened(district, "district_report")
    assert queries.stands(duty, FRIDAY + timedelta(days=days)).value == standing


def test_done_on_the_last_evening_is_in_time_and_a_day_later_is_late(district: Actor):
    late_evening = datetime(2026, 2, 25, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
    opened(district, "district_report")
    assert meet_duty(rule="district_report", about="recall:1", at=late_evening) == 1
    duty = Duty.objects.get()
    assert queries.stands(duty, late_evening).value == "met"
    duty.met_at = late_evening + timedelta(minutes=1)
    assert queries.stands(duty, late_evening).value == "met_late"


def test_meeting_twice_changes_nothing(district: Actor):
    opened(district, "district_report")
    assert meet_duty(rule="district_report", about="recall:1", at=FRIDAY) == 1
    assert meet_duty(rule="district_report", about="recall:1", at=FRIDAY) == 0


def test_a_dropped_duty_is_on_no_list(district: Actor):
    opened(district, "district_report")
    drop_duties(rule="district_report", about="recall:1", because="turned away", at=FRIDAY)
    assert queries.owed_by(district.body_id, FRIDAY) == []


def test_a_suspended_clock_stands_and_runs_on(district: Actor):
    duty = opened(district, "district_report", datetime(2026, 3, 9, 2, tzinfo=UTC))
    suspend(duty=duty, from_on=date(2026, 3, 11), reason="检验期间", actor=district, at=FRIDAY)
    duty.refresh_from_db()
    assert duty.due_on is None
    with pytest.raises(DutyError):
        suspend(duty=duty, from_on=date(2026, 3, 12), reason="x", actor=district, at=FRIDAY)
    # The 10th counted; 11th and 12th stood; then Friday the 13th and Monday the 16th.
    resume(duty=duty, until_on=date(2026, 3, 12), actor=district, at=FRIDAY)
    duty.refresh_from_db()
    assert duty.due_on == date(2026, 3, 16)
    assert check_chain("recall:1") == 2


def test_who_owes_it_is_told_once_when_it_begins_and_once_each_day_it_matters(district: Actor):
    opened(district, "district_report")
    assert Message.objects.count() == 1
    eve = datetime(2026, 2, 24, 0, tzinfo=UTC)
    assert [remind(at=eve), remind(at=eve)] == [1, 0]
    assert [remind(at=eve + timedelta(days=n)) for n in (1, 2, 3)] == [1, 1, 0]
    assert Message.objects.count() == 4


def test_the_board_shows_a_district_its_own_and_the_city_all(
    district: Actor, other_district: Actor, city: Actor
):
    opened(district, "district_report")
    day = date(2026, 3, 1)
    assert queries.board(district, day).count() == 1
    assert queries.board(other_district, day).count() == 0
    assert queries.board(city, day).count() == 1
