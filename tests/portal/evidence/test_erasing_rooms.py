"""What each room lets go of: consumers, subscribers, experts, people who sign in, traders, files."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image

from hengjian.recall.affected import Known
from hengjian_portal.accounts import actions as accounts
from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.duties.actions import Owing, open_duty
from hengjian_portal.evidence.actions.erasing import erase_held
from hengjian_portal.evidence.erasing import ErasureError, finders
from hengjian_portal.evidence.models import SubjectKey
from hengjian_portal.evidence.queries.erasing import standing_of
from hengjian_portal.evidence.queries.rows import compare_rows
from hengjian_portal.files import jobs
from hengjian_portal.files.actions import keep
from hengjian_portal.files.models import Upload
from hengjian_portal.files.queries import place_of
from hengjian_portal.recalls.actions.claims import (
    Asked,
    Claimant,
    Done,
    fulfil_claim,
    look_at_claimant,
    make_claim,
    refuse_claim,
)
from hengjian_portal.recalls.actions.experts import PoolFacts, enter_expert, suspend_expert
from hengjian_portal.recalls.actions.subscription import confirm, subscribe
from hengjian_portal.recalls.models import Claim, Recall, Subscription
from hengjian_portal.recalls.queries.subscriptions import Wanted
from hengjian_portal.scales.actions import keeping, stalls
from hengjian_portal.scales.models import Filing, Stall
from tests.portal.evidence.dumped import bodies, confirmed, dump, said_in
from tests.portal.recalls.published import AT, published

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(days=30)


def found(key: str, typed: str) -> str:
    """The subject that an officer finds by what is typed."""
    subject = finders()[key].find(typed)
    assert subject is not None
    return subject


def gone(subject: str, values: list[str], ground: str = "purpose_done") -> None:
    """Erase, and see that a dump says none of the values and no note of a row confirms one."""
    before = bodies()
    assert said_in("\n".join(confirmed(before)) + dump(), values), "nothing was there to erase"
    odd = list(compare_rows())
    erase_held(subject=subject, ground=ground, note="到期", actor="person:1", at=LATER)
    assert said_in(dump(), values) == []
    assert said_in("\n".join(confirmed(before)), values) == []
    assert list(compare_rows()) == odd
    assert not standing_of(subject, LATER).says


@pytest.fixture
def case(district: Actor, producer: Actor) -> Recall:
    return published(district, producer)


def claimed(case: Recall, once: str = "a") -> Claim:
    known = Known(model_no="NS-500", serial="SN-欧阳-1")
    asked = Asked("return", once, known, note="欧阳女士白天不在家")
    who = Claimant("欧阳漱玉", "13812345678", "ouyang@example.org", "某路7号")
    return make_claim(recall=case, asked=asked, claimant=who, actor=PUBLIC, at=AT).claim


def test_a_claim_is_kept_while_open_then_as_a_record_of_the_recall_then_goes(
    case: Recall, producer: Actor
):
    claim = claimed(case)
    subject = found("claim", claim.receipt_no.lower())
    [waits, record] = standing_of(subject, LATER).kept
    assert (waits.until, record.until) == (None, None)
    fulfil_claim(
        claim=claim, done=Done("return", date(2026, 3, 20), words="已退欧阳女士"),
        actor=producer, at=AT,
    )  # fmt: skip
    owing = Owing("keep_records", case.producer, f"recall:{case.pk}", case.title)
    duty = open_duty(owing=owing, triggered_at=AT, at=AT)
    [record] = standing_of(subject, LATER).kept
    # 消费品召回管理暂行规定 21 (待核): five years from 2026-03-20.
    assert record.until == duty.due_on == date(2031, 3, 20)
    assert str(record.cite) == "《消费品召回管理暂行规定》第二十一条（待核）"
    with pytest.raises(ErasureError, match="not yet, until 2031-03-20"):
        erase_held(subject=subject, ground="consent_withdrawn", note="", actor="x:1", at=LATER)
    type(duty).objects.filter(pk=duty.pk).update(due_on=date(2026, 4, 1))
    gone(subject, ["欧阳", "13812345678", "ouyang@example.org", "某路7号"])


def test_a_refused_claim_goes_with_its_answer(case: Recall, producer: Actor):
    claim = claimed(case)
    refuse_claim(claim=claim, reason="欧阳女士的产品不在范围内", actor=producer, at=AT)
    gone(f"claim:{claim.pk}", ["欧阳"], "unlawful_processing")
    claim.refresh_from_db()
    assert (claim.answer, claim.wants_email) == ("—", False)


def test_a_producer_still_sees_how_to_reach_a_consumer_and_nothing_more(
    case: Recall, producer: Actor
):
    seen = look_at_claimant(claim=claimed(case), actor=producer, at=AT)
    assert set(seen) == {"name", "phone", "email", "address"}


def test_all_subscriptions_of_an_address_go_together():
    for brand in ("暖山", "某牌"):
        held = subscribe(
            address="ouyang@example.org", wanted=Wanted(brand), actor=PUBLIC, at=AT
        )  # fmt: skip
        confirm(subscription=held, actor=PUBLIC, at=AT)
    other = subscribe(address="other@example.org", wanted=Wanted("暖山"), actor=PUBLIC, at=AT)
    subject = found("subscription", " Ouyang@example.org ")
    erase_held(subject=subject, ground="consent_withdrawn", note="", actor="person:1", at=LATER)
    assert [one.pk for one in Subscription.objects.all()] == [other.pk]
    assert [key.pk for key in SubjectKey.objects.all()] == [f"subscription:{other.pk}"]
    assert finders()["subscription"].find("ouyang@example.org") is None


def joined(city: Actor, admin: Actor) -> Person:
    """An expert who was invited, came, was taken into the pool and suspended."""
    guest = accounts.Guest("欧阳漱玉", "ouyang@example.org", Person.Role.EXPERT)
    _invitation, token = accounts.invite(guest=guest, actor=admin, at=AT)
    person = accounts.accept_invitation(
        token=token, username="ouyangshuyu", password="long enough words", at=AT
    )
    facts = PoolFacts(
        ("thermal",), "欧阳大学", date(2025, 1, 1), date(2026, 4, 1), (("欧阳杯业", None),)
    )
    expert = enter_expert(person=person, facts=facts, actor=city, at=AT)
    suspend_expert(expert=expert, reason="欧阳专家生病", until=None, actor=city, at=AT)
    return person


def test_a_person_goes_with_invitation_pool_and_reasons_once_the_account_is_closed(
    city: Actor, system_admin: Actor
):
    person = joined(city, system_admin)
    subject = found("person", "ouyangshuyu")
    assert subject == found("expert", "e-0001") == f"person:{person.pk}"
    with pytest.raises(ErasureError, match="not yet"):
        erase_held(subject=subject, ground="service_ended", note="", actor="x:1", at=LATER)
    accounts.deactivate(person=person, actor=system_admin, at=AT)
    gone(subject, ["欧阳", "ouyang"])
    person.refresh_from_db()
    assert (person.username, person.name, person.has_usable_password()) == (
        f"erased-{person.pk}", "—", False,
    )  # fmt: skip


def test_an_invitation_nobody_used_is_found_by_its_address(city: Actor, system_admin: Actor):
    body = Body.objects.get(pk=city.body_id)
    guest = accounts.Guest("欧阳漱玉", "ouyang@example.org", body=body)
    accounts.invite(guest=guest, actor=system_admin, at=AT)
    gone(found("invitation", "OUYANG@example.org"), ["欧阳漱玉", "ouyang@example.org"])


def test_a_trader_goes_from_the_stall_its_cards_and_the_lists_that_were_filed(market: Actor):
    body = Body.objects.get(pk=market.body_id)
    facts = stalls.StallFacts("菜区1号", "欧阳小贩", "蔬菜")
    stall = stalls.add_stall(market=body, facts=facts, actor=market, at=AT)
    other = replace(facts, label="菜区2号", trader_name="李小贩")
    stalls.add_stall(market=body, facts=other, actor=market, at=AT)
    card = stalls.give_card(
        stall=stall, colour="yellow", reason="欧阳小贩缺斤", actor=market, at=AT
    )  # fmt: skip
    stalls.lift_card(card=card, reason="欧阳小贩已改正", actor=market, at=AT)
    filing = keeping.file_list(market=body, actor=market, at=AT)
    rows = [
        {"code": "A", "stall": "菜区1号", "trader": "欧阳小贩"},
        {"code": "B", "stall": "菜区2号", "trader": "李小贩"},
    ]
    Filing.objects.filter(pk=filing.pk).update(content=rows)
    subject = found("stall", f"{body.name} 菜区1号")
    with pytest.raises(ErasureError, match="not yet"):
        erase_held(subject=subject, ground="purpose_done", note="", actor="x:1", at=LATER)
    stalls.close_stall(stall=stall, closed_on=date(2026, 3, 20), actor=market, at=AT)
    gone(subject, ["欧阳"])
    assert Stall.objects.get(pk=stall.pk).label == "菜区1号"
    assert Filing.objects.get().content == [{**rows[0], "trader": "—"}, rows[1]]


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 10, 10)).save(out, "PNG")
    return out.getvalue()


def test_the_files_of_a_subject_are_destroyed_and_those_that_others_share_stay(
    case: Recall, producer: Actor
):
    mine, theirs = claimed(case), claimed(case, "b")
    for claim in (mine, theirs):
        upload = keep(
            data=photo(), name="欧阳.png", about=f"claim:{claim.pk}", actor="public", at=AT
        )
    place = place_of(upload.digest)
    for claim, still_there in ((mine, True), (theirs, False)):
        assert place.exists()
        erase_held(
            subject=f"claim:{claim.pk}", ground="unlawful_processing", note="", actor="x:1", at=AT
        )
        jobs.destroy(digest=upload.digest)
        assert place.exists() is still_there
    assert not Upload.objects.exists()
    assert said_in(dump(), ["欧阳.png"]) == []


def test_a_file_kept_again_is_there_again(case: Recall):
    upload = keep(data=photo(), name="a.png", about="claim:1", actor="public", at=AT)
    assert jobs.destroy(digest=upload.digest) is False
    assert place_of(upload.digest).exists()
