"""Verification asked for by users, planned by a body, done when every scale was verified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.messages.models import Message
from hengjian_portal.scales import actions, requests
from hengjian_portal.scales.actions import field_days
from hengjian_portal.scales.actions import requests as doing
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import FieldDay, Scale, Stop, VerificationRequest

from .rig import MONDAY, THURSDAY, appointed, on, readings, verify, wish_for

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]


def test_a_market_asks_for_its_scales_and_the_district_body_finds_it(
    asked: VerificationRequest, verifier_a: Actor
):
    assert (asked.number, asked.stage, asked.district) == ("JQ2026-0001", "asked", "500103")
    assert list(requests.asked(verifier_a)) == [asked]
    elsewhere = person_of_kind("verification_body", "east", "500101")
    assert not requests.asked(elsewhere).exists()
    # It may take one of another district all the same, where none of that district does.
    assert requests.requests_visible_to(elsewhere).get() == asked


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scales": ()}, "scales"),
        ({"wanted_from": date(2026, 3, 8)}, "wanted_from"),
        ({"wanted_to": date(2026, 3, 9)}, "wanted_to"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    in_use: Scale, market: Actor, changes: dict[str, Any], field: str
):
    with pytest.raises(ScaleError) as refused:
        doing.ask_for_verification(wish=wish_for(in_use, **changes), actor=market, at=MONDAY)
    assert refused.value.field == field


def test_a_scale_is_asked_for_once_and_only_by_who_keeps_it(
    asked: VerificationRequest, in_use: Scale, market: Actor, district: Actor
):
    with pytest.raises(ScaleError, match="asked for already"):
        doing.ask_for_verification(wish=wish_for(in_use), actor=market, at=MONDAY)
    stranger = person_of_kind("market", "stranger", "500108")
    with pytest.raises(ScaleError, match="not yours"):
        doing.ask_for_verification(wish=wish_for(in_use), actor=stranger, at=MONDAY)
    with pytest.raises(Refused):
        doing.ask_for_verification(wish=wish_for(in_use), actor=district, at=MONDAY)


def test_a_scale_that_is_not_in_use_cannot_be_asked_for(sold: Scale, market: Actor):
    with pytest.raises(ScaleError, match="cannot be verified now"):
        doing.ask_for_verification(wish=wish_for(sold), actor=market, at=MONDAY)


def test_scales_of_two_places_are_asked_for_by_place(
    in_use: Scale, old_in_use: Scale, market: Actor
):
    other = Body.objects.create(kind="market", name="二市场", district="500103")
    Scale.objects.filter(pk=old_in_use.pk).update(market=other)
    old_in_use.refresh_from_db()
    with pytest.raises(ScaleError, match="different places"):
        doing.ask_for_verification(wish=wish_for(in_use, old_in_use), actor=market, at=MONDAY)


def test_what_is_due_first_is_offered_first(
    in_use: Scale, old_in_use: Scale, visit: Visits, verifier_a: Actor, market: Actor
):
    verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 3, 10))
    offered = requests.may_be_asked_for(market, date(2027, 3, 1))
    # Its certificate ends within the month; the other was never verified and waits anyway.
    assert [one.pk for one in offered] == [in_use.pk, old_in_use.pk]


def test_a_request_is_given_a_day_and_the_applicant_is_told_when_and_who(
    asked: VerificationRequest, day: FieldDay, verifier_a: Actor, market: Actor
):
    stop = appointed(asked, day, verifier_a)
    assert (asked.stage, stop.position, stop.market_id) == ("appointed", 1, market.body_id)
    letter = Message.objects.get(to=market.person_id)
    assert "2026-03-12 09:00" in letter.subject
    assert "Jin、Bai" in letter.text
    assert list(requests.appointed(market, THURSDAY)) == [asked]
    assert not requests.appointed(market, THURSDAY + timedelta(days=1)).exists()


def test_a_second_request_of_the_same_market_shares_its_stop(
    asked: VerificationRequest, old_in_use: Scale, day: FieldDay, market: Actor,
    verifier_a: Actor,
):  # fmt: skip
    other = doing.ask_for_verification(wish=wish_for(old_in_use), actor=market, at=MONDAY)
    first = appointed(asked, day, verifier_a)
    assert appointed(other, day, verifier_a, time(11)) == first
    assert other.number == "JQ2026-0002"
    assert Stop.objects.count() == 1


def test_a_request_is_appointed_once_and_not_from_a_stale_page(
    asked: VerificationRequest, day: FieldDay, verifier_a: Actor, verifier_b: Actor
):
    stale, stale_day = VerificationRequest.objects.get(), FieldDay.objects.get()
    appointed(asked, day, verifier_a)
    with pytest.raises(ScaleError, match="changed by somebody else"):
        appointed(stale, stale_day, verifier_b)
    with pytest.raises(ScaleError, match="settled meanwhile"):
        appointed(stale, day, verifier_b)


def test_only_the_days_own_body_plans_it(asked: VerificationRequest, day: FieldDay, city: Actor):
    stranger = person_of_kind("verification_body", "east", "500101")
    for actor in (stranger, city):
        with pytest.raises(Refused):
            appointed(asked, day, actor)
        with pytest.raises(Refused):
            field_days.call_off_field_day(day=day, reason="x", actor=actor, at=MONDAY)


def test_an_applicant_withdraws_and_who_was_to_come_is_told(
    asked: VerificationRequest, day: FieldDay, verifier_a: Actor, verifier_b: Actor,
    market: Actor,
):  # fmt: skip
    appointed(asked, day, verifier_a)
    stranger = person_of_kind("market", "stranger", "500108")
    with pytest.raises(Refused):
        doing.withdraw_request(request=asked, reason="x", actor=stranger, at=MONDAY)
    doing.withdraw_request(request=asked, reason="摊位关闭", actor=market, at=MONDAY)
    assert (asked.stage, asked.stop) == ("withdrawn", None)
    told = Message.objects.filter(key=f"request-withdrawn:{asked.pk}")
    assert set(told.values_list("to", flat=True)) == {verifier_a.person_id, verifier_b.person_id}
    assert not Stop.objects.exists()
    with pytest.raises(ScaleError, match="settled meanwhile"):
        doing.withdraw_request(request=asked, reason="again", actor=market, at=MONDAY)


def test_a_body_turns_a_request_away_with_a_reason(
    asked: VerificationRequest, verifier_a: Actor, market: Actor
):
    with pytest.raises(ScaleError) as refused:
        doing.turn_away_request(request=asked, reason=" ", actor=verifier_a, at=MONDAY)
    assert refused.value.field == "reason"
    doing.turn_away_request(request=asked, reason="不在授权范围", actor=verifier_a, at=MONDAY)
    assert asked.stage == "turned_away"
    assert Message.objects.get(to=market.person_id).text == "不在授权范围"


def test_a_day_called_off_puts_its_requests_back_and_tells_who_waited(
    asked: VerificationRequest, day: FieldDay, verifier_a: Actor, market: Actor
):
    appointed(asked, day, verifier_a)
    with pytest.raises(ScaleError, match="say why"):
        field_days.call_off_field_day(day=day, reason="", actor=verifier_a, at=MONDAY)
    field_days.call_off_field_day(day=day, reason="暴雨", actor=verifier_a, at=MONDAY)
    asked.refresh_from_db()
    assert (asked.stage, asked.stop) == ("asked", None)
    assert Message.objects.filter(to=market.person_id, text__startswith="暴雨").exists()
    with pytest.raises(ScaleError, match="called off"):
        appointed(asked, day, verifier_a)


def test_a_request_is_done_when_the_last_of_its_scales_was_verified(
    in_use: Scale, old_in_use: Scale, market: Actor, visit: Visits, verifier_a: Actor,
    day: FieldDay,
):  # fmt: skip
    asked = doing.ask_for_verification(wish=wish_for(in_use, old_in_use), actor=market, at=MONDAY)
    appointed(asked, day, verifier_a)
    verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 3, 12))
    asked.refresh_from_db()
    assert asked.stage == "appointed"
    wrong = {"load_g": "2500", "indication_g": "2505", "added_g": "0", "direction": "up"}
    bad = readings(weighing=[wrong, *readings()["weighing"][1:]])
    failed = visit(old_in_use, readings=bad, seal_no="")
    verify(scale=old_in_use, visit=failed, actor=verifier_a, at=on(2026, 3, 12))
    asked.refresh_from_db()
    assert asked.stage == "done"
    kinds = Entry.objects.filter(object=f"request:{asked.pk}").order_by("object_seq")
    assert list(kinds.values_list("kind", flat=True)) == [
        "scales.verification_asked", "scales.request_appointed", "scales.request_done",
    ]  # fmt: skip
    assert check_chain(f"request:{asked.pk}") == 3
