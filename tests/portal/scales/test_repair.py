"""From the fault to the closing seal, and every way in which no code is given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.conftest import person_of_kind
from tests.portal.scales.repairing import AT, Workshop, workshop

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import actions, queries, repairs
from hengjian_portal.scales.actions.unlocking import UnlockRefusedError
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import (
    Certificate,
    Mark,
    RepairOrder,
    UnlockTicket,
    Verification,
)

LATER = AT + timedelta(minutes=15)


def test_a_locked_scale_is_opened_repaired_and_waits_for_verification(locked: Workshop):
    given = locked.ask()
    assert given.code == locked.code_in_the_scale(1)
    actions.confirm_unlocked(ticket=given.ticket, actor=locked.repairer, at=AT)
    assert locked.fresh().state == "unlocked_repair"
    code = actions.close_order(
        order=locked.again(), work=locked.work(), actor=locked.repairer,
        at=AT + timedelta(hours=1),
    )  # fmt: skip
    scale = locked.fresh()
    assert (scale.state, scale.seal_whole, scale.calibration_count) == ("repaired", True, 1)
    live = Mark.objects.filter(scale=scale, state="live").values_list("kind", "value")
    assert dict(live) == {
        "production_code": scale.production_code, "repair_code": code, "seal": "WX0000001",
    }  # fmt: skip
    kinds = [step.kind for step in scale.steps.order_by("number")][-3:]
    assert kinds == ["unlock_code_given", "unlocked", "repaired"]
    found = queries.find(scale.production_code)
    assert found is not None
    assert queries.soundness_of(found.scale, AT.date()).answer == "not_sound"


def test_a_planned_opening_locks_the_scale_first(
    verified: Verification, repairer: Actor, maker: Actor
):
    shop = workshop(verified.scale, repairer, maker)
    with pytest.raises(UnlockRefusedError) as refused:
        shop.ask()
    assert "not_locked" in [one.code for one in refused.value.reasons]
    actions.open_planned(order=shop.again(), actor=repairer, at=AT)
    scale = shop.fresh()
    assert (scale.state, scale.lock_count, scale.seal_whole) == ("locked", 1, False)
    assert Certificate.objects.get(scale=scale).void_reason == "opened"
    assert shop.ask().ticket.counter == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"said": " "}, "work"),
        ({"software_after": "XX-9"}, "software_after"),
        ({"seal_no": "ZZ0000009"}, "seal_no"),
        ({"calibration_after": -1}, "calibration_after"),
    ],
)
def test_a_repair_is_not_closed_with_what_cannot_be(
    locked: Workshop, changes: dict[str, object], field: str
):
    locked.unlocked()
    with pytest.raises(ScaleError) as refused:
        actions.close_order(
            order=locked.again(), work=locked.work(**changes), actor=locked.repairer, at=AT
        )
    assert refused.value.field == field
    assert locked.fresh().state == "unlocked_repair"
    assert not Mark.objects.filter(scale=locked.scale, kind="repair_code").exists()


def test_a_repair_is_not_closed_before_the_scale_is_open(locked: Workshop):
    with pytest.raises(ScaleError, match="locked"):
        actions.close_order(order=locked.again(), work=locked.work(), actor=locked.repairer, at=AT)


def test_one_repair_of_a_scale_at_a_time_and_a_cancelled_one_voids_its_code(locked: Workshop):
    fault = actions.Fault("又坏了", "on_site", locked.order.technician)
    with pytest.raises(ScaleError, match="is going on"):
        actions.open_order(scale=locked.fresh(), fault=fault, actor=locked.repairer, at=AT)
    locked.ask()
    actions.cancel_order(order=locked.again(), reason="用户不修了", actor=locked.repairer, at=AT)
    assert UnlockTicket.objects.get().stage == "void"
    other = actions.open_order(scale=locked.fresh(), fault=fault, actor=locked.repairer, at=AT)
    assert other.number == "WX2026000002"


def test_somebody_without_authorisation_opens_no_order(
    verified: Verification, repairer: Actor, maker: Actor
):
    technician = Person.objects.get(pk=repairer.person_id)
    fault = actions.Fault("按键失灵", "on_site", technician)
    with pytest.raises(ScaleError, match="not authorised"):
        actions.open_order(scale=verified.scale, fault=fault, actor=repairer, at=AT)
    assert not RepairOrder.objects.exists()


def test_who_repairs_sees_the_scale_while_the_repair_goes_on(locked: Workshop):
    assert queries.visible_to(locked.repairer).filter(pk=locked.scale.pk).exists()
    stranger = person_of_kind("repairer", "other", "500105")
    assert not queries.visible_to(stranger).exists()
    assert not repairs.orders_visible_to(stranger).exists()
    actions.cancel_order(order=locked.again(), reason="不修", actor=locked.repairer, at=AT)
    assert not queries.visible_to(locked.repairer).exists()
    assert repairs.orders_visible_to(locked.repairer).exists()
