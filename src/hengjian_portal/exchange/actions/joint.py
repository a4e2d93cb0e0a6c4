"""Carrying out a joint action: each side ticks its own tasks off; who finishes it says how it went."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.exchange.errors import ExchangeError
from hengjian_portal.exchange.fields import check_fields
from hengjian_portal.exchange.models import JointAction, JointTask
from hengjian_portal.exchange.queries.packages import side_of, ties_of


@transaction.atomic
def tick(*, task: JointTask, result: str, actor: Actor, at: datetime) -> None:
    """
    Tick a task of one's own side off, with its result, once.

    Raises `ExchangeError` for the other side's task, for a plan that is not going on, and for a
    result that names a person.
    """
    policy.require(actor, "exchange.take_part", ties_of(task.action.package))
    _going_on(task.action)
    if task.side != side_of(actor):
        raise ExchangeError(
            "this task is the other side's to tick off", zh="该任务由对方办理，您不能勾销"
        )
    _worded(result)
    done = JointTask.objects.filter(pk=task.pk, done_at=None).update(
        done_at=at, done_by_id=actor.person_id, result=result[:600]
    )
    if done != 1:
        raise ExchangeError("this task was ticked off already", zh="该任务已经办结")
    record(
        kind="exchange.task_done", obj=task.action.package.obj, actor=actor.ref, at=at,
        task=task.pk, what=task.what, side=task.side, result=result[:600],
    )  # fmt: skip


@transaction.atomic
def finish(*, action: JointAction, summary: str, actor: Actor, at: datetime) -> None:
    """Finish a joint action with a summary, once every task of both sides has its result."""
    policy.require(actor, "exchange.take_part", ties_of(action.package))
    held = JointAction.objects.select_for_update().get(pk=action.pk)
    _going_on(held)
    _worded(summary)
    left = held.tasks.filter(done_at=None).count()
    if left:
        raise ExchangeError(
            f"{left} tasks have no result yet: tick them off first",
            zh=f"还有{left}项任务没有结果：请先办结",
        )
    JointAction.objects.filter(pk=held.pk).update(
        state=JointAction.State.FINISHED, summary=summary, finished_at=at,
        finished_by_id=actor.person_id,
    )  # fmt: skip
    record(
        kind="exchange.joint_action_finished", obj=held.package.obj, actor=actor.ref, at=at,
        summary=summary,
    )  # fmt: skip


def _going_on(action: JointAction) -> None:
    if action.state != JointAction.State.AGREED:
        raise ExchangeError(
            "this joint action is not going on: both sides agree first",
            zh="该联合行动不在进行中：须双方先同意",
        )


def _worded(text: str) -> None:
    """The words of a result keep to what a package may say: some, and nothing about a person."""
    check_fields("reply", {"says": text})
