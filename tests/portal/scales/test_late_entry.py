"""An old scale entered after the transition: in use before it, on evidence that the district reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.journeys.walk import signed_in, text_of

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, queries
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, TypeApproval

from .rig import MADE, verify

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]


def test_a_backdated_day_of_use_without_evidence_is_refused(
    old_type: TypeApproval, maker: Actor, market: Actor
):
    one = actions.Made("19004712", date(2024, 3, 4))
    scale = actions.register_scale(approval=old_type, made=one, actor=maker, at=MADE)
    body = Body.objects.get(pk=market.body_id)
    actions.sell(scale=scale, sale=actions.Sale(body, date(2024, 3, 20)), actor=maker, at=MADE)
    place = actions.PlaceOfUse(date(2024, 4, 1), "3", body)
    with pytest.raises(ScaleError, match="say what proves it") as refused:
        actions.put_into_use(scale=scale, place=place, actor=market, at=MADE)
    assert refused.value.field == "evidence"
    assert Scale.objects.get().state == "sold"


def test_nobody_verifies_it_before_the_district_has_looked(
    old_claimed: Scale, visit: Visits, verifier_a: Actor, district: Actor
):
    assert not old_claimed.use_reviewed
    with pytest.raises(ScaleError, match="yet to review"):
        verify(scale=old_claimed, visit=visit(old_claimed), actor=verifier_a, at=MADE)
    assert "review_use" in queries.possible(district, old_claimed)
    page = signed_in(district).get(f"/scales/{old_claimed.production_code}/review_use/")
    assert "证书 JD2024-001" in text_of(page)


def test_evidence_that_does_not_hold_withdraws_the_scale(old_claimed: Scale, district: Actor):
    actions.review_use(
        scale=old_claimed, accepted=False, reason="查无此证", actor=district, at=MADE
    )
    assert Scale.objects.get().state == "withdrawn"
    assert Entry.objects.get(kind="scales.use_refused").details["reason"] == "查无此证"


def test_accepted_evidence_is_reviewed_once(old_in_use: Scale, district: Actor):
    assert Scale.objects.get().use_reviewed
    assert "review_use" not in queries.possible(district, old_in_use)
    with pytest.raises(ScaleError, match="nothing to review"):
        actions.review_use(scale=old_in_use, accepted=True, reason="x", actor=district, at=MADE)


def test_another_district_and_the_market_itself_do_not_review(
    old_claimed: Scale, other_district: Actor, market: Actor
):
    for stranger in (other_district, market):
        with pytest.raises(Refused):
            actions.review_use(
                scale=old_claimed, accepted=True, reason="x", actor=stranger, at=MADE
            )


def test_a_new_type_waits_for_no_review(in_use: Scale):
    assert in_use.use_reviewed
    assert in_use.use_evidence == ""
