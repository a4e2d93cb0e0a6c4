"""The operator's overlay: proposed by one, approved by another, counted anew, recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.amendments import AmendmentError, Proposal, approve, propose, reject
from hengjian_portal.duties.law import calendar, rule_book
from hengjian_portal.duties.models import Amendment, Duty
from hengjian_portal.evidence.models import Entry
from tests.journeys.walk import signed_in, text_of
from tests.portal.duties.test_duties import opened

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
# An invented notice: only to see that a notice is taken in.
NOTICE = {"days_off": ["2027-03-01", "2027-03-02"], "days_on": ["2027-02-28"]}


def notice(**more: Any) -> Proposal:
    held = {"kind": "holidays", "year": 2027, "source": "某通知", "read_on": date(2026, 11, 20),
            "content": NOTICE, **more}  # fmt: skip
    return Proposal(**held)


def test_a_years_notice_makes_provisional_dates_firm_once_a_second_person_approved(
    city: Actor, city_second: Actor, producer: Actor
):
    opened(producer, "stage_report", datetime(2026, 11, 30, 2, tzinfo=UTC), nth=1)
    amendment = propose(proposal=notice(), actor=city, at=AT)
    assert 2027 not in calendar().years
    with pytest.raises(AmendmentError, match="second person"):
        approve(amendment=amendment, actor=city, at=AT)
    assert approve(amendment=amendment, actor=city_second, at=AT) == 1
    duty = Duty.objects.get()
    # Under this notice Sunday 2027-02-28 is worked, so the last day stands.
    assert (duty.due_on, duty.provisional) == (date(2027, 2, 28), False)
    kinds = [e.kind for e in Entry.objects.filter(object=f"amendment:{amendment.pk}")]
    assert sorted(kinds) == ["law.amendment_approved", "law.amendment_proposed"]


def test_a_rule_is_confirmed_and_shown_so_without_touching_code(city: Actor, city_second: Actor):
    day = date(2026, 12, 1)
    assert rule_book().in_force("objection", day).cite.confirmed is False
    proposal = Proposal(
        kind="confirm", rule="objection", source="国家市场监督管理总局令第19号",
        read_on=date(2026, 11, 20), in_force_from=date(2026, 11, 23), content={"article": "十三"},
    )  # fmt: skip
    approve(amendment=propose(proposal=proposal, actor=city, at=AT), actor=city_second, at=AT)
    assert rule_book().in_force("objection", day).cite.confirmed is True
    assert rule_book().in_force("objection", date(2026, 11, 22)).cite.confirmed is False


def test_a_corrected_term_counts_from_its_day_and_not_before(city: Actor, city_second: Actor):
    proposal = Proposal(
        kind="correct", rule="objection", source="官方文本", read_on=date(2026, 11, 20),
        in_force_from=date(2026, 12, 1),
        content={"article": "十三", "term": {"amount": 15, "unit": "working_days"}},
    )  # fmt: skip
    approve(amendment=propose(proposal=proposal, actor=city, at=AT), actor=city_second, at=AT)
    assert rule_book().in_force("objection", date(2026, 12, 1)).term.amount == 15
    assert rule_book().in_force("objection", date(2026, 11, 30)).term.amount == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": {"days_off": ["2027-03-01"], "days_on": ["2027-03-01"]}},
        {"content": {"days_off": ["2030-03-01"], "days_on": []}},
        {"source": " "},
        {"kind": "confirm", "rule": "no_such_rule", "year": None, "content": {}},
        {"kind": "confirm", "rule": "objection", "year": None,
         "content": {"term": {"amount": 3, "unit": "days"}}},
    ],
)  # fmt: skip
def test_what_the_engine_would_refuse_is_refused_when_proposed(city: Actor, wrong: dict[str, Any]):
    with pytest.raises(HengjianError):
        propose(proposal=notice(**wrong), actor=city, at=AT)
    assert not Amendment.objects.exists()


def test_only_the_city_proposes(district: Actor, auditor: Actor):
    for stranger in (district, auditor):
        with pytest.raises(Refused):
            propose(proposal=notice(), actor=stranger, at=AT)


def test_a_decision_stands_and_a_year_has_one_notice(city: Actor, city_second: Actor):
    first, second = (propose(proposal=notice(), actor=city, at=AT) for _ in range(2))
    approve(amendment=first, actor=city_second, at=AT)
    for act in (approve, reject):
        with pytest.raises(AmendmentError):
            act(amendment=first, actor=city_second, at=AT)
    with pytest.raises(AmendmentError, match="in force already"):
        approve(amendment=second, actor=city_second, at=AT)
    reject(amendment=second, actor=city_second, at=AT)


def test_the_database_itself_refuses_one_person_twice(city: Actor):
    amendment = propose(proposal=notice(), actor=city, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(approved_by_id=city.person_id)


def test_the_pages_take_a_notice_and_say_which_line_is_wrong(city: Actor, city_second: Actor):
    gao = signed_in(city)
    typed = {"year": "2027", "source": "某通知", "days_off": "2027-02-05~2027-02-11\n二月三十",
             "days_on": "2027-02-14", "read_on": "2026-11-20"}  # fmt: skip
    assert "第2行“二月三十”不是日期" in text_of(gao.post("/desk/law/holidays/", typed))
    assert not Amendment.objects.exists()
    typed["days_off"] = "2027-02-05~2027-02-11"
    assert gao.post("/desk/law/holidays/", typed).status_code == 302
    amendment = Amendment.objects.get()
    assert len(amendment.content["days_off"]) == 7
    own = gao.post(f"/desk/law/decide/{amendment.pk}/", {"approve": "1"})
    assert own.status_code == 400
    assert "第二人" in text_of(own)
    luo = signed_in(city_second)
    assert luo.post(f"/desk/law/decide/{amendment.pk}/", {"approve": "1"}).status_code == 302
    assert "2027" in text_of(luo.get("/desk/law/"))


def test_the_page_of_a_rule_takes_a_confirmation(city: Actor):
    gao = signed_in(city)
    typed = {"kind": "confirm", "source": "令第19号", "article": "十三", "amount": "3", "unit": "",
             "read_on": "2026-11-20", "in_force_from": "2026-11-23"}  # fmt: skip
    assert "须一起填写" in text_of(gao.post("/desk/law/objection/", typed))
    typed["amount"] = ""
    assert gao.post("/desk/law/objection/", typed).status_code == 302
    assert Amendment.objects.get().rule == "objection"
