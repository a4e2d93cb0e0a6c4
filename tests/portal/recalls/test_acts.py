"""Acts on a case: the right body, district, stage, version and papers, or a refusal that says why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from hengjian.errors import HengjianError, StageError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.products.actions import enter_product
from hengjian_portal.products.queries import ProductFacts
from hengjian_portal.recalls.actions import CaseError, LeadFacts, Seen, act, open_lead
from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.queries import cases as queries
from hengjian_portal.watch.actions import Told, Wishes, take_report
from tests.journeys.walk import signed_in, text_of

AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
REASON = {"reason": {"text": "x"}}


def lead(actor: Actor, district: str = "500103", received: datetime = AT) -> Recall:
    product = enter_product(facts=ProductFacts(name="保温杯", brand="暖山"), actor=actor, at=AT)
    facts = LeadFacts(title="保温杯", danger="漏水", product=product, source="web",
                      received_at=received, district=district)  # fmt: skip
    return open_lead(facts=facts, actor=actor, at=AT)


def do(case: Recall, verb: str, actor: Actor, papers: Any = None) -> Recall:
    return act(seen=Seen(case.pk, case.version), verb=verb, papers=papers or {}, actor=actor, at=AT)


@pytest.mark.django_db
def test_an_act_and_its_entry_and_its_clocks_are_one(district: Actor, city: Actor):
    case = do(lead(district), "report_to_city", district)
    assert (case.stage, case.version) == ("reported", 2)
    assert Duty.objects.get(rule="district_report").met_at == AT
    assert Duty.objects.get(rule="notify_producer").owed_by_id == city.body_id
    entry = Entry.objects.get(kind="recalls.reported_to_city")
    assert (entry.details["from"], entry.details["to"]) == ("received", "reported")
    assert check_chain(f"recall:{case.pk}") == 2


@pytest.mark.django_db
def test_another_districts_officer_is_refused_and_told_why(
    district: Actor, other_district: Actor, city: Actor
):
    case = lead(district)
    with pytest.raises(Refused, match="another district"):
        do(case, "report_to_city", other_district)
    page = signed_in(other_district).get(f"/cases/{case.pk}/")
    assert page.status_code == 404
    assert "漏水" not in text_of(page)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["producer", "technical", "auditor", "market", "system_admin"])
def test_the_wrong_kind_of_account_is_refused(
    district: Actor, who: str, request: pytest.FixtureRequest
):
    case = lead(district)
    with pytest.raises(Refused):
        do(case, "report_to_city", request.getfixturevalue(who))
    assert Recall.objects.get(pk=case.pk).stage == "received"


@pytest.mark.django_db
def test_the_wrong_stage_is_named_with_the_right_ones(district: Actor, city: Actor):
    with pytest.raises(StageError, match="not at the stage") as refused:
        do(lead(district), "accept_plan", city)
    assert "召回计划已报" in refused.value.zh


@pytest.mark.django_db
def test_a_missing_paper_is_named(district: Actor):
    with pytest.raises(StageError, match="missing written reason"):
        do(lead(district), "hand_to_complaints", district)


@pytest.mark.django_db
def test_an_old_page_is_refused(district: Actor, city: Actor):
    case = lead(district)
    stale = Seen(case.pk, case.version)
    do(case, "report_to_city", district)
    with pytest.raises(StageError):
        act(seen=stale, verb="report_to_city", papers={}, actor=district, at=AT)
    with pytest.raises(CaseError, match="since you opened"):
        act(seen=stale, verb="turn_away", actor=district, at=AT,
            papers=REASON | {"law_that_applies": {"law": "y"}})  # fmt: skip


@pytest.mark.django_db
def test_a_one_off_fault_becomes_a_quality_complaint_and_nothing_more_is_owed(
    district: Actor, city: Actor
):
    case = do(lead(district), "hand_to_complaints", district, REASON)
    assert case.stage == "quality_complaint"
    assert not Duty.objects.filter(met_at=None, dropped_at=None).exists()


@pytest.mark.django_db
def test_without_a_bureau_of_the_city_the_act_says_so(district: Actor):
    with pytest.raises(HengjianError, match="create it first"):
        do(lead(district), "report_to_city", district)
    assert Recall.objects.get().stage == "received"


@pytest.mark.django_db
def test_a_lead_from_before_now_only(district: Actor):
    with pytest.raises(CaseError, match="later than now"):
        lead(district, received=AT + timedelta(seconds=1))
    assert not Recall.objects.exists()


@pytest.mark.django_db
def test_a_lead_of_the_citys_own_starts_no_districts_clock(city: Actor):
    case = lead(city, district="")
    assert not Duty.objects.exists()
    case = do(case, "take_up", city)
    assert Duty.objects.get().rule == "notify_producer"


@pytest.mark.django_db
def test_a_producer_sees_its_own_case_from_the_notice_on_and_no_inside_paper(
    district: Actor, city: Actor, technical: Actor, producer: Actor
):
    case = do(lead(district), "report_to_city", district)
    case = do(case, "assign_analysis", city)
    note = {"analysis_note": {"summary": "内部分析", "hazards": [], "harms": []}}
    case = do(case, "call_consultation", technical, note)
    zhao = signed_in(producer)
    assert zhao.get(f"/cases/{case.pk}/").status_code == 404
    notice = {"investigation_notice": {"producer": producer.body_id, "producer_name": "p",
              "days": 10, "served_on": "2026-03-09", "suspected": "漏水"}}  # fmt: skip
    case = do(case, "notify_producer", city, notice)
    page = text_of(zhao.get(f"/cases/{case.pk}/"))
    assert "漏水" in page
    assert "内部分析" not in page
    assert "登记线索" not in page.split("办理经过")[1]
    assert [p.kind for p in queries.papers_for(producer, case)] == ["investigation_notice"]


@pytest.mark.django_db
def test_a_notice_to_nobody_leaves_nothing_half_written(
    district: Actor, city: Actor, technical: Actor
):
    case = do(lead(district), "report_to_city", district)
    case = do(case, "assign_analysis", city)
    case = do(case, "call_consultation", technical, {"analysis_note": {"summary": "x"}})
    before = (Entry.objects.count(), Document.objects.count())
    notice = {"investigation_notice": {"producer": 0, "days": 10, "served_on": "2026-03-09"}}
    with pytest.raises(HengjianError, match="names no registered producer"):
        do(case, "notify_producer", city, notice)
    assert (Entry.objects.count(), Document.objects.count()) == before
    assert Recall.objects.get(pk=case.pk).stage == "consultation"


@pytest.mark.django_db
def test_one_report_opens_one_case(district: Actor):
    told = Told(product_name="杯", what_happened="漏", district="500103")
    report = take_report(told=told, wishes=Wishes(), actor=district, at=AT).report
    product = enter_product(facts=ProductFacts(name="杯"), actor=district, at=AT)
    facts = LeadFacts("杯", "漏", product, "web", AT, "500103", reports=(report,))
    first = open_lead(facts=facts, actor=district, at=AT)
    with pytest.raises(CaseError, match=first.case_no):
        open_lead(facts=facts, actor=district, at=AT)
    assert Recall.objects.count() == 1


@pytest.mark.django_db
def test_food_is_pointed_to_its_own_law_before_a_case_is_opened(district: Actor):
    wang = signed_in(district)
    typed = {"name": "辣椒酱 食品", "regime": "consumer", "source": "phone", "danger": "异物",
             "district": "500103", "received_on": "2026-03-09"}  # fmt: skip
    page = wang.post("/cases/open/", typed)
    assert "不适用本办法" in text_of(page)
    assert not Recall.objects.exists()
    assert wang.post("/cases/open/", {**typed, "anyway": "1"}).status_code == 302


@pytest.mark.django_db
def test_a_lead_from_before_the_measures_is_refused_on_the_form(district: Actor):
    typed = {"name": "杯", "regime": "consumer", "source": "phone", "danger": "漏",
             "district": "500103", "received_on": "2019-06-01"}  # fmt: skip
    page = signed_in(district).post("/cases/open/", typed)
    assert "没有关于" in text_of(page)
    assert 'value="杯"' in page.content.decode()
    assert not Recall.objects.exists()


@pytest.mark.django_db
def test_what_waits_comes_before_the_ways_aside(district: Actor, city: Actor):
    case = do(lead(district), "report_to_city", district)
    assert queries.possible(city, case)[0].verb == "assign_analysis"


@pytest.mark.django_db(transaction=True)
def test_two_officers_press_the_same_button_and_one_act_stands(district: Actor, city: Actor):
    case = lead(district)

    def press(_n: int) -> str:
        try:
            do(case, "report_to_city", district)
            return "done"
        except HengjianError as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(press, range(6)))
    assert answers.count("done") == 1
    assert set(answers) - {"done"} <= {"CaseError", "StageError"}
    assert Entry.objects.filter(kind="recalls.reported_to_city").count() == 1
    assert check_chain(f"recall:{case.pk}") == 2


_ACTS_UNTIL_KILLED = """
import os, sys
from datetime import UTC, datetime
import django; django.setup()
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.products.queries import ProductFacts
from hengjian_portal.products.actions import enter_product
from hengjian_portal.recalls.actions import *
from django.db import transaction
body, person = int(sys.argv[1]), int(sys.argv[2])
wang = Actor(Kind.DISTRICT, f"person:{person}", person, body, "500103")
while True:
    at = datetime.now(UTC)
    with transaction.atomic():
        product = enter_product(facts=ProductFacts(name="杯"), actor=wang, at=at)
        case = open_lead(facts=LeadFacts("杯", "漏", product, "web", at, "500103"), actor=wang, at=at)
    act(seen=Seen(case.pk, 1), verb="report_to_city", papers={}, actor=wang, at=at)
    print("done", flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_kill_9_in_the_middle_of_acts_leaves_no_act_without_its_entry(
    district: Actor, city: Actor, postgres: str
):
    url = postgres.replace("/hengjian?", f"/{connection.settings_dict['NAME']}?")
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "hengjian_portal.settings",
    }
    for kill in range(12):
        worker = subprocess.Popen(
            [sys.executable, "-c", _ACTS_UNTIL_KILLED, str(district.body_id), str(district.person_id)],
            stdout=subprocess.PIPE, env=environment, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"done\n"
        time.sleep(0.0037 * kill)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    _settle()
    cases = Recall.objects.all()
    assert cases.count() >= 12
    for case in cases:
        acts = {"received": 1, "reported": 2}[case.stage]
        assert check_chain(f"recall:{case.pk}") == acts == case.version
        assert Duty.objects.filter(about=f"recall:{case.pk}").count() == acts
    told = Entry.objects.filter(object__startswith="recall:").values("object").distinct().count()
    assert told == cases.count()


def _settle() -> None:
    """Wait until the database has noticed that the killed ones are gone."""
    for _n in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)
