"""A day out: two persons, one place after another, in an order that can be changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.messages.models import Message
from hengjian_portal.scales import actions, requests
from hengjian_portal.scales.actions import field_days
from hengjian_portal.scales.actions import requests as doing
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import FieldDay, Scale, Stop, VerificationRequest

from .rig import MONDAY, appointed, outing_of, wish_for

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]


def test_two_different_persons_of_the_body_go_out(verifier_a: Actor, district: Actor):
    for other in (verifier_a, district):
        with pytest.raises(ScaleError) as refused:
            field_days.plan_field_day(
                outing=outing_of(verifier_a, other), actor=verifier_a, at=MONDAY
            )
        assert refused.value.field == "checker"


def test_nobody_goes_out_twice_on_one_day(day: FieldDay, verifier_a: Actor, verifier_b: Actor):
    third = person_of_kind("verification_body", "third", "500103")
    for outing, field in (
        (outing_of(verifier_a, third), "verifier"), (outing_of(third, verifier_a), "checker"),
        (outing_of(verifier_b, third), "verifier"),
    ):  # fmt: skip
        with pytest.raises(ScaleError, match="goes out elsewhere on 2026-03-12") as refused:
            field_days.plan_field_day(outing=outing, actor=verifier_a, at=MONDAY)
        assert refused.value.field == field
    field_days.call_off_field_day(day=day, reason="雨", actor=verifier_a, at=MONDAY)
    assert field_days.plan_field_day(
        outing=outing_of(verifier_a, third), actor=verifier_a, at=MONDAY
    ).pk


def test_a_day_that_has_passed_is_not_planned(verifier_a: Actor, verifier_b: Actor):
    with pytest.raises(ScaleError, match="has passed"):
        field_days.plan_field_day(
            outing=outing_of(verifier_a, verifier_b, date(2026, 3, 8)), actor=verifier_a, at=MONDAY
        )


@pytest.fixture
def two_stops(
    asked: VerificationRequest, old_in_use: Scale, day: FieldDay, verifier_a: Actor
) -> list[Stop]:
    """Yuzhong's market at nine, and at ten one of Dadukou, whose code comes first after it."""
    other = person_of_kind("market", "other", "500101")
    Scale.objects.filter(pk=old_in_use.pk).update(
        market=other.body_id, owner=other.body_id, district="500101"
    )
    second = doing.ask_for_verification(
        wish=wish_for(Scale.objects.get(pk=old_in_use.pk)), actor=other, at=MONDAY
    )
    return [appointed(asked, day, verifier_a), appointed(second, day, verifier_a, time(10))]


def test_stops_change_places_and_the_times_stay(
    two_stops: list[Stop], day: FieldDay, verifier_a: Actor, market: Actor
):
    first, second = two_stops
    order = field_days.suggested(requests.stops_of(day))
    assert order == [second.pk, first.pk]
    field_days.order_stops(day=day, order=order, actor=verifier_a, at=MONDAY)
    found = [(stop.pk, stop.position, stop.arrives) for stop in requests.stops_of(day)]
    assert found == [(second.pk, 1, time(9)), (first.pk, 2, time(10))]
    # Who is visited an hour later is told.
    assert Message.objects.filter(to=market.person_id, subject__contains="10:00").exists()


def test_an_order_of_other_stops_or_of_an_older_page_is_refused(
    two_stops: list[Stop], day: FieldDay, verifier_a: Actor
):
    with pytest.raises(ScaleError, match="look again"):
        field_days.order_stops(day=day, order=[two_stops[0].pk], actor=verifier_a, at=MONDAY)
    stale = FieldDay.objects.get()
    order = [stop.pk for stop in reversed(two_stops)]
    fresh = FieldDay.objects.get()
    field_days.order_stops(day=fresh, order=order, actor=verifier_a, at=MONDAY)
    with pytest.raises(ScaleError, match="changed by somebody else"):
        field_days.order_stops(day=stale, order=order, actor=verifier_a, at=MONDAY)


def test_a_later_stop_comes_later(two_stops: list[Stop], day: FieldDay, verifier_a: Actor):
    user = person_of_kind("scale_user", "fish", "500103")
    scale = Scale.objects.get(pk=two_stops[0].requests.get().scales.get().pk)
    request = VerificationRequest.objects.create(
        number="JQ2026-9001", applicant_id=user.body_id, district="500103", asked_at=MONDAY,
        wanted_from=date(2026, 3, 10), wanted_to=date(2026, 3, 20),
    )  # fmt: skip
    request.scales.add(scale)
    with pytest.raises(ScaleError) as refused:
        appointed(request, day, verifier_a, time(8))
    assert refused.value.field == "arrives"
    day.refresh_from_db()
    assert appointed(request, day, verifier_a, time(14)).place == "scale_user 500103"
