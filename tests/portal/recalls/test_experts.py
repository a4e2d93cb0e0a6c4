"""The pool of experts: who keeps it, who reads it, and whom it leaves out by itself."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from hengjian_portal.accounts.actions import Guest, invite
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.recalls.actions.experts import (
    change_expert,
    enter_expert,
    reinstate_expert,
    suspend_expert,
)
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Expert
from hengjian_portal.recalls.queries import experts as queries
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.recalls.pool import BEFORE, disputed, expert, facts

pytestmark = pytest.mark.django_db
STRANGERS = ["district", "technical", "producer", "auditor", "system_admin"]


def test_numbers_follow_one_another_and_each_act_leaves_its_entry(city: Actor):
    first, second = expert(city, "qian"), expert(city, "shen")
    assert (first.number, second.number) == ("E-0001", "E-0002")
    change_expert(expert=first, facts=facts(employer="某学院"), actor=city, at=BEFORE)
    suspend_expert(expert=first, reason="违反保密", until=None, actor=city, at=BEFORE)
    reinstate_expert(expert=first, actor=city, at=BEFORE)
    kinds = Entry.objects.filter(object=f"expert:{first.pk}").order_by("object_seq")
    assert [entry.kind for entry in kinds] == [
        "recalls.expert_entered", "recalls.expert_changed", "recalls.expert_suspended",
        "recalls.expert_reinstated",
    ]  # fmt: skip
    assert "某大学" not in str([entry.details for entry in kinds])


def test_nothing_changed_writes_nothing(city: Actor):
    held = expert(city, "qian")
    before = Entry.objects.count()
    change_expert(expert=held, facts=facts(), actor=city, at=BEFORE)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("who", STRANGERS)
def test_only_the_city_keeps_the_pool(city: Actor, who: str, request: pytest.FixtureRequest):
    held, stranger = expert(city, "qian"), request.getfixturevalue(who)
    person = Person.objects.create_user("new", None, name="New", role="expert")
    acts: list[tuple[Any, dict[str, Any]]] = [
        (enter_expert, {"person": person, "facts": facts()}),
        (change_expert, {"expert": held, "facts": facts(employer="x")}),
        (suspend_expert, {"expert": held, "reason": "x", "until": None}),
        (reinstate_expert, {"expert": held}),
    ]
    for act, given in acts:
        with pytest.raises(Refused):
            act(**given, actor=stranger, at=BEFORE)


def test_only_an_experts_account_goes_in_and_only_once(city: Actor, district: Actor):
    officer = Person.objects.get(pk=district.person_id)
    with pytest.raises(CaseError, match="expert's account"):
        enter_expert(person=officer, facts=facts(), actor=city, at=BEFORE)
    held = expert(city, "qian")
    with pytest.raises(CaseError, match="already"):
        enter_expert(person=held.person, facts=facts(), actor=city, at=BEFORE)


def test_a_speciality_of_no_list_or_days_out_of_order_are_refused(city: Actor):
    with pytest.raises(CaseError, match="speciality"):
        expert(city, "qian", specialities=("astrology",))
    with pytest.raises(CaseError, match="ends before"):
        expert(city, "shen", qualified_until=date(2024, 1, 1))


def test_a_suspension_has_a_reason_in_the_database_too(city: Actor):
    held = expert(city, "qian")
    with pytest.raises(IntegrityError), transaction.atomic():
        Expert.objects.filter(pk=held.pk).update(suspended_from=date(2026, 1, 9))


@pytest.mark.parametrize(
    ("day", "suspended"), [("2026-01-08", False), ("2026-01-09", True), ("2026-02-01", True),
                           ("2026-02-02", False)],
)  # fmt: skip
def test_a_suspension_ends_by_itself_after_its_last_day(city: Actor, day: str, suspended: bool):
    held = expert(city, "qian")
    until = date(2026, 2, 1)
    suspend_expert(expert=held, reason="x", until=until, actor=city, at=BEFORE)
    held.refresh_from_db()
    on = date.fromisoformat(day)
    assert queries.is_suspended(held, on) is suspended
    assert queries.pool("", "", "suspended", on).exists() is suspended
    assert queries.pool("", "", "ready", on).exists() is not suspended


def test_the_grounds_of_a_case_are_told_for_each_expert(
    city: Actor, producer: Actor, technical: Actor
):
    case = disputed(city, producer)
    case.documents.create(kind="risk_assessment", number=1, content={}, by_ref=technical.ref,
                          by_body_id=technical.body_id, at=BEFORE)  # fmt: skip
    insider = expert(city, "insider")
    case.documents.create(kind="investigation_report", number=1, by_ref=city.ref, at=BEFORE,
                          content={"team": [insider.person_id]}, by_body_id=city.body_id)  # fmt: skip
    expert(city, "lapsed", qualified_until=date(2026, 1, 8))
    expert(city, "tester", employer="technical_body")
    expert(city, "tied", ties=(("暖山杯业", None),))
    expert(city, "fit")
    expert(city, "other", specialities=("software",))
    told = queries.standing_of(case, ("thermal",), date(2026, 1, 9))
    assert {one.person.name: [g.value for g in grounds] for one, grounds in told} == {
        "insider": ["investigated"], "lapsed": ["not_qualified"], "tester": ["tested"],
        "tied": ["tied"], "fit": [],
    }  # fmt: skip


def test_an_expert_is_invited_by_the_city_and_entered_through_the_pages(city: Actor):
    gao = signed_in(city)
    with time_machine.travel(datetime(2026, 1, 9, 2, tzinfo=UTC), tick=False):
        page = gao.post("/cases/experts/invite/", {"name": "钱专家"})
        link = re.search(r"<code>http://testserver(/[^<]+)</code>", page.content.decode())[1]
        words = {"username": "qian", "password": "a long enough one", "again": "a long enough one"}
        assert Client().post(link, words).status_code == 302
        person = Person.objects.get(username="qian")
        typed = {
            "person": str(person.pk), "specialities": ["thermal"], "employer": "某大学",
            "ties": "暖山杯业有限公司 2024-05-31\n某厂", "qualified_from": "2026-01-01",
            "qualified_until": "2027-12-31",
        }  # fmt: skip
        entered = gao.post("/cases/experts/enter/", typed)
        assert entered.status_code == 302, wrong_in(entered)
        assert "钱专家" in text_of(gao.get("/cases/experts/?q=E-0001&state=ready"))
        assert "E-0001" not in text_of(gao.get("/cases/experts/?speciality=software"))
        wrong = gao.post("/cases/experts/1/change/".replace("1", str(person.expert.pk)),
                         {**typed, "ties": "某厂 2024-13-01"})  # fmt: skip
        assert "无法读取" in wrong_in(wrong)
    assert person.expert.ties == [
        {"firm": "暖山杯业有限公司", "until": "2024-05-31"}, {"firm": "某厂", "until": None},
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["district", "producer", "auditor"])
def test_nobody_but_the_city_invites_an_expert(who: str, request: pytest.FixtureRequest):
    guest = Guest("x", role=Person.Role.EXPERT)
    with pytest.raises(Refused):
        invite(guest=guest, actor=request.getfixturevalue(who), at=BEFORE)


def test_an_expert_outside_every_panel_sees_no_case(city: Actor, producer: Actor):
    case = disputed(city, producer)
    stranger = person_of_kind("expert", "stranger")
    page = signed_in(stranger).get(f"/cases/{case.pk}/")
    assert page.status_code == 404
