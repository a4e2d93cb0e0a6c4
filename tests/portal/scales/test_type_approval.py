"""A type granted, refused, given software, revoked: by whom, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.scales import actions
from hengjian_portal.scales.actions import approving
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import (
    Evaluation,
    Scale,
    TypeApplication,
    TypeApproval,
)

from .on_the_way import GRANT, evaluated
from .rig import MADE, SOFTWARE

pytestmark = pytest.mark.django_db


# Deciding


def test_only_the_head_decides(running: Evaluation, evaluator: Actor, city: Actor, district: Actor):
    application = evaluated(running, evaluator)
    for actor in (city, district, evaluator):
        with pytest.raises(Refused):
            approving.grant_type(application=application, grant=GRANT, actor=actor, at=MADE)
        with pytest.raises(Refused):
            approving.refuse_type(application=application, reason="否", actor=actor, at=MADE)
    assert not TypeApproval.objects.exists()


def test_nothing_is_granted_before_it_was_evaluated(applied: TypeApplication, city_head: Actor):
    with pytest.raises(ScaleError, match="not open now"):
        approving.grant_type(application=applied, grant=GRANT, actor=city_head, at=MADE)


def test_of_a_grant_and_a_refusal_at_once_one_acts_and_one_is_told(
    running: Evaluation, evaluator: Actor, city_head: Actor
):
    application = evaluated(running, evaluator)
    stale = TypeApplication.objects.select_related("maker").get(pk=application.pk)
    approving.refuse_type(application=application, reason="材料不实", actor=city_head, at=MADE)
    with pytest.raises(ScaleError, match="somebody else"):
        approving.grant_type(application=stale, grant=GRANT, actor=city_head, at=MADE)
    assert not TypeApproval.objects.exists()
    application.refresh_from_db()
    assert (application.stage, application.reason) == ("refused", "材料不实")


def test_a_number_that_is_taken_leaves_the_application_undecided(
    running: Evaluation, evaluator: Actor, city_head: Actor, new_type: TypeApproval
):
    application = evaluated(running, evaluator)
    with pytest.raises(ScaleError) as refused:
        approving.grant_type(
            application=application, grant=replace(GRANT, number=new_type.number),
            actor=city_head, at=MADE,
        )  # fmt: skip
    assert refused.value.field == "number"
    assert TypeApplication.objects.get(pk=application.pk).stage == "evaluated"


def test_an_end_before_the_approval_is_refused(
    running: Evaluation, evaluator: Actor, city_head: Actor
):
    application = evaluated(running, evaluator)
    with pytest.raises(ScaleError) as refused:
        approving.grant_type(
            application=application, grant=replace(GRANT, valid_until=date(2026, 3, 8)),
            actor=city_head, at=MADE,
        )  # fmt: skip
    assert refused.value.field == "valid_until"


# An approved type


def test_further_software_is_added_on_evidence_and_scales_with_it_are_registered(
    new_type: TypeApproval, city: Actor, maker: Actor
):
    for software, evidence in (("", "报告"), (SOFTWARE, "报告"), ("ZH-1.05", " ")):
        with pytest.raises(ScaleError):
            approving.add_software(
                approval=new_type, software_id=software, evidence=evidence, actor=city, at=MADE
            )
    approving.add_software(
        approval=new_type, software_id="ZH-1.05", evidence="报告 26-7", actor=city, at=MADE
    )
    made = actions.Made("1", date(2026, 3, 2), "ZH-1.05")
    actions.register_scale(approval=new_type, made=made, actor=maker, at=MADE)
    assert Scale.objects.get().software_id == "ZH-1.05"


def test_of_two_who_add_software_at_once_one_is_told(new_type: TypeApproval, city: Actor):
    stale = TypeApproval.objects.get(pk=new_type.pk)
    approving.add_software(
        approval=new_type, software_id="A", evidence="报告", actor=city, at=MADE
    )  # fmt: skip
    with pytest.raises(ScaleError, match="somebody else"):
        approving.add_software(
            approval=stale, software_id="B", evidence="报告", actor=city, at=MADE
        )  # fmt: skip


def test_only_the_head_revokes_with_a_reason_and_once(
    new_type: TypeApproval, city: Actor, city_head: Actor
):
    with pytest.raises(Refused):
        approving.revoke_type(approval=new_type, reason="x", actor=city, at=MADE)
    with pytest.raises(ScaleError, match="why"):
        approving.revoke_type(approval=new_type, reason=" ", actor=city_head, at=MADE)
    approving.revoke_type(approval=new_type, reason="软件被更换", actor=city_head, at=MADE)
    with pytest.raises(ScaleError, match="revoked"):
        approving.revoke_type(approval=new_type, reason="再次", actor=city_head, at=MADE)
    with pytest.raises(ScaleError, match="revoked"):
        approving.add_software(
            approval=new_type, software_id="B", evidence="报告", actor=city, at=MADE
        )
