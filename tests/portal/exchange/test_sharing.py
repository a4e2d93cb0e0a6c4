"""Sending to Sichuan: two officers, one signature, a receipt, an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.exchange import keys
from hengjian_portal.exchange.actions import sharing
from hengjian_portal.exchange.actions.sharing import Draft, Ruling
from hengjian_portal.exchange.errors import ExchangeError, PackageError
from hengjian_portal.exchange.models import Package
from hengjian_portal.exchange.package import Expected, check
from hengjian_portal.exchange.queries.packages import awaiting, visible_to
from hengjian_portal.exchange.reading import read
from hengjian_portal.messages.models import Message
from tests.conftest import person_of_kind
from tests.portal.exchange.conftest import AT, LEAD, LETTER, PLAN

pytestmark = pytest.mark.django_db


def draft_of(body: Body, kind: str = "lead", fields: Any = None, **more: Any) -> Draft:
    """A draft to Sichuan."""
    return Draft(kind, fields or LEAD, body, **more)


def test_what_the_second_officer_approved_is_numbered_signed_and_recorded(sent: Any):
    package = sent("lead", LEAD)
    assert (package.number, package.state) == ("CQ-XT2026-0001", "sent")
    opened = read(package.file.encode())
    expected = Expected("500000", "510000", keys.our_public_key(), AT + timedelta(hours=1), {})
    check(opened, expected)
    assert opened.package.fields == LEAD
    kinds = list(Entry.objects.filter(object=package.obj).values_list("kind", flat=True))
    assert kinds == ["exchange.drawn_up", "exchange.sent"]
    assert check_chain(package.obj) == 2


def test_numbers_have_no_gap_though_a_draft_between_was_withdrawn(
    sent: Any, body: Body, city: Actor
):
    sent("lead", LEAD)
    draft = sharing.draw_up(draft=draft_of(body), actor=city, at=AT)
    sharing.withdraw(package=draft, reason="重复", actor=city, at=AT)
    assert sent("lead", LEAD).number == "CQ-XT2026-0002"


def test_who_drew_it_up_cannot_approve_it(body: Body, city: Actor):
    draft = sharing.draw_up(draft=draft_of(body), actor=city, at=AT)
    with pytest.raises(ExchangeError, match="let a colleague"):
        sharing.approve(package=draft, actor=city, at=AT)
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.file) == ("drafted", "", "")


def test_the_database_knows_it_as_well(sent: Any):
    package = sent("lead", LEAD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(approved_by=package.by_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(file="")


def test_a_draft_is_sent_once(body: Body, city: Actor, city_second: Actor):
    draft = sharing.draw_up(draft=draft_of(body), actor=city, at=AT)
    sharing.approve(package=draft, actor=city_second, at=AT)
    with pytest.raises(ExchangeError, match="decided on already"):
        sharing.approve(package=draft, actor=city_second, at=AT)
    assert Message.objects.filter(key=f"{draft.obj}:passed_on").count() == 1


def test_a_draft_goes_back_only_with_a_reason(body: Body, city: Actor, city_second: Actor):
    draft = sharing.draw_up(draft=draft_of(body), actor=city, at=AT)
    with pytest.raises(ExchangeError, match="say why"):
        sharing.withdraw(package=draft, reason=" ", actor=city_second, at=AT)


def test_a_field_about_a_person_never_becomes_a_draft(body: Body, city: Actor):
    for fields in ({**LEAD, "reporter": "王某"}, {**LEAD, "danger": "打13812345678问王某"}):
        with pytest.raises(PackageError):
            sharing.draw_up(draft=draft_of(body, fields=fields), actor=city, at=AT)
    assert not Package.objects.exists()


@pytest.mark.parametrize("kind", ["district", "producer", "auditor", "counterpart", "national"])
def test_nobody_but_the_city_shares(kind: str, body: Body):
    with pytest.raises(Refused):
        sharing.draw_up(draft=draft_of(body), actor=person_of_kind(kind, "x", "500103"), at=AT)


def test_sichuan_sees_what_was_sent_and_no_draft_and_another_bureau_sees_nothing(
    sent: Any, body: Body, city: Actor, sichuan: Actor
):
    package = sent("lead", LEAD)
    sharing.draw_up(draft=draft_of(body), actor=city, at=AT)
    assert list(visible_to(sichuan)) == [package]
    stranger = Body.objects.create(kind="counterpart", name="另一省局")
    assert not visible_to(replace(sichuan, body_id=stranger.pk)).exists()
    for kind in ("district", "producer", "seller", "technical_body", "expert", "national"):
        assert not visible_to(person_of_kind(kind, f"x-{kind}", "500103")).exists()


def test_a_receipt_is_noted_once_and_only_sichuans(sent: Any, sichuan: Actor, city: Actor):
    package = sent("lead", LEAD)
    with pytest.raises(Refused):
        sharing.acknowledge(package=package, actor=city, at=AT)
    assert sharing.acknowledge(package=package, actor=sichuan, at=AT) is True
    assert sharing.acknowledge(package=package, actor=sichuan, at=AT) is False
    package.refresh_from_db()
    assert (package.state, package.acknowledged_at) == ("acknowledged", AT)
    assert Entry.objects.filter(kind="exchange.acknowledged").count() == 1


def test_a_letter_starts_the_clock_its_days_name(sent: Any, body: Body):
    """Five working days from Monday 9 March: Tue 10, Wed 11, Thu 12, Fri 13, Mon 16."""
    letter = sent("assistance", LETTER)
    duty = Duty.objects.get(rule="assistance_reply", about=letter.obj)
    assert (duty.owed_by, duty.due_on, duty.met_at) == (body, date(2026, 3, 16), None)


def test_only_a_reply_answers_and_only_what_asked(
    sent: Any, filled_in: Any, body: Body, city: Actor
):
    lead, letter = filled_in("lead", LEAD), filled_in("assistance", LETTER)
    for draft in (
        draft_of(body, "reply", {"says": "无"}),
        draft_of(body, "reply", {"says": "无"}, answers=lead),
        draft_of(body, "reply", {"says": "无"}, answers=sent("assistance", LETTER)),
        draft_of(body, "lead", LEAD, answers=letter),
    ):
        with pytest.raises(ExchangeError):
            sharing.draw_up(draft=draft, actor=city, at=AT)


def test_an_answer_stops_the_citys_clock_when_it_is_sent_not_when_it_is_drawn_up(
    sent: Any, filled_in: Any, body: Body, city: Actor, city_second: Actor
):
    letter = filled_in("assistance", LETTER)
    duty = Duty.objects.get(about=letter.obj)
    assert duty.owed_by.kind == "city"
    draft = sharing.draw_up(
        draft=draft_of(body, "reply", {"says": "已核实"}, answers=letter), actor=city, at=AT
    )
    duty.refresh_from_db()
    assert duty.met_at is None
    sharing.approve(package=draft, actor=city_second, at=AT + timedelta(hours=1))
    duty.refresh_from_db()
    assert duty.met_at == AT + timedelta(hours=1)


def test_a_plan_waits_for_yes_or_no_after_its_receipt(sent: Any, sichuan: Actor):
    plan = sent("joint_action", PLAN)
    with pytest.raises(ExchangeError, match="acknowledge it first"):
        sharing.agree(package=plan, ruling=Ruling(True), actor=sichuan, at=AT)
    sharing.acknowledge(package=plan, actor=sichuan, at=AT)
    assert list(awaiting(sichuan)) == [plan]
    with pytest.raises(ExchangeError, match="say why"):
        sharing.agree(package=plan, ruling=Ruling(False), actor=sichuan, at=AT)
    sharing.agree(package=plan, ruling=Ruling(False, "人手不足"), actor=sichuan, at=AT)
    plan.refresh_from_db()
    assert (plan.state, plan.joint_action.state, plan.reason) == (
        "declined",
        "declined",
        "人手不足",
    )
    assert not awaiting(sichuan).exists()


def test_who_answers_has_received_and_taken_on_what_it_answers(
    sent: Any, filled_in: Any, city: Actor
):
    ours, theirs = sent("assistance", LETTER), filled_in("assistance", LETTER)
    filled_in("reply", {"says": "附后"}, answers=ours)
    sent("reply", {"says": "附后"}, answers=theirs)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.state, theirs.state) == ("acknowledged", "accepted")
    assert not awaiting(city).filter(kind="assistance").exists()


def test_an_offer_of_experts_is_accepted_by_the_side_that_asked(
    sent: Any, filled_in: Any, sichuan: Actor
):
    asked = filled_in("expert_loan", {"speciality": "机械", "experts_wanted": 2, "task": "会商"})
    plain = sent("reply", {"says": "稍后答复"}, answers=asked)
    offer = sent("reply", {"says": "可派", "offered": 1, "speciality": "机械"}, answers=asked)
    for reply in (plain, offer):
        sharing.acknowledge(package=reply, actor=sichuan, at=AT)
    assert list(awaiting(sichuan)) == [offer]
    sharing.agree(package=offer, ruling=Ruling(True), actor=sichuan, at=AT)
    offer.refresh_from_db()
    assert offer.state == "accepted"
