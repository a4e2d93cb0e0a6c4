"""Applying for a type: what is asked for, by whom, and what waits for whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.conftest import person_of_kind

from hengjian.errors import HengjianError, MeasureError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.scales import actions, types
from hengjian_portal.scales.actions import approving
from hengjian_portal.scales.actions.types import (
    apply_for_type,
    withdraw_application,
)
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import (
    Evaluation,
    TypeApplication,
)

from .on_the_way import GRANT, evaluated
from .rig import MADE, SOFTWARE, design, on

pytestmark = pytest.mark.django_db


# Applying


def test_a_type_goes_from_application_to_a_certificate_and_a_scale_of_it_is_registered(
    running: Evaluation, evaluator: Actor, city_head: Actor, maker: Actor
):
    application = evaluated(running, evaluator)
    approval = approving.grant_type(
        application=application, grant=GRANT, actor=city_head, at=on(2026, 3, 10)
    )
    assert (approval.norm, approval.short_code) == ("JJF2184-2025", "0QL15B")
    assert (approval.approved_on, approval.valid_until) == (date(2026, 3, 10), date(2031, 3, 8))
    assert approval.key_parts == [
        {"name": "称重传感器", "model": "L6D-C3", "maker": "某某传感器公司"}
    ]
    assert application.approval == approval
    made = actions.Made("1", date(2026, 3, 10), SOFTWARE)
    actions.register_scale(approval=approval, made=made, actor=maker, at=on(2026, 3, 11))
    kinds = list(
        Entry.objects.filter(object=f"type_application:{application.pk}").values_list(
            "kind", flat=True
        )
    )
    assert kinds == [
        "scales.type_applied", "scales.evaluation_assigned", "scales.samples_noted",
        "scales.conformance_taken", "scales.items_found", "scales.evaluation_concluded",
    ]  # fmt: skip
    assert check_chain(f"type_approval:{approval.pk}") == 1


@pytest.mark.parametrize(
    ("changes", "kind", "field"),
    [
        ({"accuracy_class": "II"}, ScaleError, "max_kg"),
        (
            {"max_g": Decimal(150000), "e_g": Decimal(50), "min_g": Decimal(1000)},
            ScaleError,
            "max_kg",
        ),
        ({"software_ids": ()}, ScaleError, "software_ids"),
        ({"key_parts": ()}, ScaleError, "key_parts"),
        ({"max_g": Decimal(2000)}, MeasureError, ""),
    ],
    ids=["class II", "150 kg", "no software", "no parts", "cannot exist"],
)
def test_what_is_outside_the_outline_or_cannot_exist_is_not_applied_for(
    maker: Actor, changes: dict[str, Any], kind: type[HengjianError], field: str
):
    with pytest.raises(kind) as refused:
        apply_for_type(design=design(**changes), actor=maker, at=MADE)
    assert getattr(refused.value, "field", "") == field
    assert not TypeApplication.objects.exists()
    assert not Entry.objects.exists()


def test_the_same_model_is_not_under_way_twice(applied: TypeApplication, maker: Actor):
    with pytest.raises(ScaleError, match=applied.number):
        apply_for_type(design=design(), actor=maker, at=MADE)
    withdraw_application(application=applied, reason="改型号", actor=maker, at=MADE)
    again = apply_for_type(design=design(), actor=maker, at=MADE)
    assert (applied.number, again.number) == ("CQ-XS2026-0001", "CQ-XS2026-0002")


@pytest.mark.parametrize("who", ["city", "district", "seller", "evaluator", "auditor"])
def test_only_makers_apply(who: str, request: pytest.FixtureRequest):
    with pytest.raises(Refused):
        apply_for_type(design=design(), actor=request.getfixturevalue(who), at=MADE)


def test_another_maker_neither_sees_nor_withdraws_it(applied: TypeApplication):
    other = person_of_kind("scale_maker", "other", "500106")
    assert not types.applications_visible_to(other).exists()
    with pytest.raises(Refused):
        withdraw_application(application=applied, reason="不是我的", actor=other, at=MADE)
