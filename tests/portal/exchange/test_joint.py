"""A joint action: each side ticks its own tasks, and it ends with a summary when all are done."""

from __future__ import annotations

from typing import Any

import pytest

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.exchange.actions import joint, sharing
from hengjian_portal.exchange.actions.sharing import Ruling
from hengjian_portal.exchange.errors import ExchangeError, PackageError
from hengjian_portal.exchange.fields import OURS, THEIRS
from hengjian_portal.exchange.models import JointAction, JointTask
from tests.conftest import person_of_kind
from tests.portal.exchange.conftest import AT, PLAN

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(sent: Any, sichuan: Actor) -> JointAction:
    """An action both agreed to: one task of each side."""
    plan = sent("joint_action", PLAN)
    sharing.acknowledge(package=plan, actor=sichuan, at=AT)
    sharing.agree(package=plan, ruling=Ruling(True), actor=sichuan, at=AT)
    return JointAction.objects.get(package=plan)


def task_of(action: JointAction, side: str) -> JointTask:
    """The task of a side."""
    return action.tasks.select_related("action__package").get(side=side)


def test_each_side_ticks_its_own_task_once(action: JointAction, city: Actor, sichuan: Actor):
    for ours, theirs in ((city, THEIRS), (sichuan, OURS)):
        with pytest.raises(ExchangeError, match="other side's"):
            joint.tick(task=task_of(action, theirs), result="已查", actor=ours, at=AT)
    joint.tick(task=task_of(action, OURS), result="已查", actor=city, at=AT)
    with pytest.raises(ExchangeError, match="already"):
        joint.tick(task=task_of(action, OURS), result="再查", actor=city, at=AT)
    assert task_of(action, OURS).result == "已查"


def test_it_ends_only_when_every_task_has_its_result(
    action: JointAction, city: Actor, sichuan: Actor
):
    joint.tick(task=task_of(action, OURS), result="已查", actor=city, at=AT)
    with pytest.raises(ExchangeError, match="1 tasks have no result"):
        joint.finish(action=action, summary="封存二百只", actor=city, at=AT)
    joint.tick(task=task_of(action, THEIRS), result="封存二百只", actor=sichuan, at=AT)
    joint.finish(action=action, summary="封存二百只", actor=sichuan, at=AT)
    action.refresh_from_db()
    assert (action.state, action.summary, action.finished_at) == ("finished", "封存二百只", AT)
    with pytest.raises(ExchangeError, match="not going on"):
        joint.finish(action=action, summary="再次", actor=city, at=AT)


@pytest.mark.parametrize("result", ["", " ", "找13812345678"])
def test_a_result_says_something_and_nothing_about_a_person(
    action: JointAction, city: Actor, result: str
):
    with pytest.raises(PackageError):
        joint.tick(task=task_of(action, OURS), result=result, actor=city, at=AT)


def test_a_plan_nobody_agreed_to_does_not_go_on(sent: Any, city: Actor):
    plan = sent("joint_action", PLAN)
    with pytest.raises(ExchangeError, match="not going on"):
        joint.tick(task=task_of(plan.joint_action, OURS), result="已查", actor=city, at=AT)


@pytest.mark.parametrize("kind", ["district", "producer", "auditor", "national"])
def test_strangers_take_no_part(kind: str, action: JointAction):
    stranger = person_of_kind(kind, "x", "500103")
    with pytest.raises(Refused):
        joint.tick(task=task_of(action, OURS), result="已查", actor=stranger, at=AT)
    with pytest.raises(Refused):
        joint.finish(action=action, summary="完", actor=stranger, at=AT)
