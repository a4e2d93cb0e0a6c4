"""A firm reports a defect or a danger itself: the case opens at once, and lateness shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.duties.models import Duty
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.cases import visible_to
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.recalls.paths import AT, Cast

pytestmark = pytest.mark.django_db

REPORT: dict[str, Any] = {
    "what": "defect", "name": "保温杯", "brand": "暖山", "regime": "consumer",
    "trigger": "own_finding", "learned_on": "2026-03-04", "concluded_on": "2026-03-06",
    "danger": "漏水烫伤", "measures": "已停售", "signatory": "赵质",
}  # fmt: skip


def test_a_confirmed_defect_goes_straight_to_the_plan_and_shows_that_it_was_late(
    cast: Cast, time_machine: Any
):
    time_machine.move_to(AT)
    sent = signed_in(cast.producer).post("/cases/self-report/", REPORT)
    assert sent.status_code == 302, wrong_in(sent)
    case = Recall.objects.get()
    assert (case.stage, case.origin) == ("plan_due", "voluntary")
    reported = Duty.objects.get(rule="incident_report")
    # Learned on Wednesday the 4th: due on Friday the 6th, reported on Monday the 9th.
    assert reported.due_on == date(2026, 3, 6)
    assert localdate(reported.met_at) == date(2026, 3, 9)
    # Concluded on Friday the 6th: the ten working days end on Friday the 20th.
    assert Duty.objects.get(rule="plan_voluntary").due_on == date(2026, 3, 20)


def test_a_sellers_report_of_a_danger_sends_the_producer_to_investigate(
    cast: Cast, seller: Actor, time_machine: Any
):
    time_machine.move_to(AT)
    typed = {**REPORT, "what": "danger", "concluded_on": "", "producer": cast.producer.body_id}
    sent = signed_in(seller).post("/cases/self-report/", typed)
    assert sent.status_code == 302, wrong_in(sent)
    case = Recall.objects.get()
    assert (case.stage, case.producer_id) == ("producer_investigating", cast.producer.body_id)
    assert visible_to(cast.producer).filter(pk=case.pk).exists()
    claims = signed_in(seller).post("/cases/self-report/", {**typed, "what": "defect"})
    assert claims.status_code == 422


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"learned_on": "2026-03-10"}, "得知之日不能晚于今天"),
        ({"concluded_on": ""}, "请填写确认之日"),
        ({"concluded_on": "2026-03-01"}, "确认之日应在"),
        ({"trigger": "foreign_recall"}, "境外召回的机关"),
    ],
)
def test_a_report_that_cannot_be_is_sent_back_at_its_field(
    cast: Cast, time_machine: Any, wrong: dict[str, str], says: str
):
    time_machine.move_to(AT)
    page = signed_in(cast.producer).post("/cases/self-report/", {**REPORT, **wrong})
    assert page.status_code == 422
    assert says in text_of(page)
    assert not Recall.objects.exists()


def test_a_market_has_no_door_to_self_reports(market: Actor):
    assert signed_in(market).get("/cases/self-report/").status_code == 403
