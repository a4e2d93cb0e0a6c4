"""What time ends, what was moved, and what was written down by mistake."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import ProgrammingError, transaction
from tests.portal.scales.rig import on

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.scales import actions, partitions
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, LifeStep, Mark, Scale, Verification

REASON = "登记错了摊位上的另一台秤"


@pytest.fixture
def weighed(verified: Verification) -> Scale:
    return verified.scale


def _fresh(scale: Scale) -> Scale:
    return Scale.objects.get(pk=scale.pk)


def test_a_certificate_that_ended_yesterday_lets_the_scale_expire(weighed: Scale):
    ends = Certificate.objects.get(scale=weighed).valid_until
    last_day = on(ends.year, ends.month, ends.day)
    assert actions.expire_due(at=last_day) == 0
    assert actions.expire_due(at=on(2028, 1, 1)) == 1
    assert actions.expire_due(at=on(2028, 1, 1)) == 0
    step = weighed.steps.order_by("-number")[0]
    assert (step.kind, step.to_state, step.by_ref) == ("expired", "expired", "system")


def test_an_opening_reported_for_the_wrong_scale_is_taken_back_whole(
    weighed: Scale, market: Actor, district: Actor
):
    actions.report_opened(scale=weighed, found="铅封断开", actor=market, at=on(2026, 5, 4))
    assert set(Mark.objects.filter(scale=weighed).values_list("kind", "state")) == {
        ("production_code", "live"), ("verification_code", "void"), ("seal", "broken"),
    }  # fmt: skip
    actions.take_back(scale=_fresh(weighed), reason=REASON, actor=district, at=on(2026, 5, 5))
    after = _fresh(weighed)
    assert (after.state, after.seal_whole, after.lock_count) == ("verified", True, 1)
    assert Certificate.objects.get(scale=weighed).void_since is None
    assert set(Mark.objects.filter(scale=weighed).values_list("state", flat=True)) == {"live"}
    kinds = [step.kind for step in weighed.steps.order_by("number")][-2:]
    assert kinds == ["opening_reported", "taken_back"]


def test_only_the_bureau_takes_a_step_back_with_a_reason_and_only_some_steps(
    weighed: Scale, market: Actor, district: Actor
):
    with pytest.raises(ScaleError, match=r"not open"):
        actions.take_back(scale=weighed, reason=REASON, actor=district, at=on(2026, 5, 5))
    actions.suspend(scale=weighed, reason="复称不符", actor=district, at=on(2026, 5, 4))
    with pytest.raises(Refused):
        actions.take_back(scale=weighed, reason=REASON, actor=market, at=on(2026, 5, 5))
    with pytest.raises(ScaleError, match="what was mistaken"):
        actions.take_back(scale=weighed, reason=" ", actor=district, at=on(2026, 5, 5))


def test_a_market_lifts_its_own_suspension_but_not_the_bureaus(
    weighed: Scale, market: Actor, district: Actor
):
    actions.suspend(scale=weighed, reason="自查存疑", actor=market, at=on(2026, 5, 4))
    actions.lift_suspension(scale=weighed, reason="复称无误", actor=market, at=on(2026, 5, 5))
    actions.suspend(scale=weighed, reason="复称不符", actor=district, at=on(2026, 5, 6))
    with pytest.raises(ScaleError, match="only the bureau"):
        actions.lift_suspension(scale=weighed, reason="想用", actor=market, at=on(2026, 5, 7))


def test_a_suspension_that_outlived_the_certificate_ends_in_expired(
    weighed: Scale, district: Actor
):
    actions.suspend(scale=weighed, reason="复称不符", actor=district, at=on(2026, 5, 4))
    actions.lift_suspension(scale=weighed, reason="无误", actor=district, at=on(2028, 1, 3))
    assert _fresh(weighed).state == "expired"


def test_a_scale_moves_with_its_certificate_to_the_district_of_its_new_market(
    weighed: Scale, market: Actor
):
    other = Body.objects.create(kind="market", name="江北农贸市场", district="500105")
    place = actions.PlaceOfUse(on(2026, 5, 4).date(), "肉区 3 号", other)
    actions.move(scale=weighed, to=place, actor=market, at=on(2026, 5, 4))
    after = _fresh(weighed)
    assert (after.state, after.district, after.stall) == ("verified", "500105", "肉区 3 号")
    before = after.steps.count()
    there = replace(market, body_id=other.pk)
    actions.move(scale=after, to=place, actor=there, at=on(2026, 5, 5))
    assert after.steps.count() == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("lock_count", 0), ("production_code", "PX"), ("calibration_count", 1)],
)
def test_the_database_itself_keeps_codes_and_counters(
    weighed: Scale, market: Actor, column: str, value: object
):
    Scale.objects.filter(pk=weighed.pk).update(calibration_count=2, lock_count=3)
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        Scale.objects.filter(pk=weighed.pk).update(**{column: value})


def test_a_withdrawn_scale_stays_withdrawn_whoever_writes(weighed: Scale, district: Actor):
    actions.withdraw(scale=weighed, reason="损坏", actor=district, at=on(2026, 5, 4))
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        Scale.objects.filter(pk=weighed.pk).update(state="verified")
    assert not Mark.objects.filter(scale=weighed, state="live").exists()


def test_a_seal_is_bound_to_one_scale_for_ever(weighed: Scale, maker: Actor):
    taken = Mark.objects.get(scale=weighed, kind="seal")
    from hengjian_portal.scales.actions.steps import NewMark, put_mark

    new = NewMark(Mark.Kind.SEAL, taken.value, maker.body_id or 0, Mark.Carrier.LEAD)
    with pytest.raises(ScaleError, match="given before"), transaction.atomic():
        put_mark(weighed, new, on(2026, 6, 1))
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        taken.delete()


def test_steps_lie_in_the_partition_of_their_month_and_cannot_be_changed(weighed: Scale):
    step = weighed.steps.order_by("number")[0]
    assert "scales_lifestep_2026_03" in partitions.months_held()
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        LifeStep.objects.filter(scale=weighed, number=step.number).update(kind="sold")
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        LifeStep.objects.filter(scale=weighed).delete()


def test_the_months_ahead_are_made_once(db: None):
    made = partitions.make_room(on(2027, 6, 1).date())
    assert made == [f"scales_lifestep_2028_{month:02d}" for month in range(1, 7)]
    assert partitions.make_room(on(2027, 6, 30).date()) == []
