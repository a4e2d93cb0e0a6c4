"""Seizing a scale: one paper of an inspection and one step of the scale's life, or neither."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.enforcement import seizures
from hengjian_portal.enforcement.actions import Seen, act
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.scales import codes, seizure
from hengjian_portal.scales.actions.steps import Step, check_may, take
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, LifeStep, Scale


@transaction.atomic
def seize(
    *, scale: Scale, seen: Seen, record: dict[str, Any], actor: Actor, at: datetime
) -> Matter:
    """
    Seal a scale or take it away: it is suspended, and the inspection holds the list of items.

    `record` is the content of the paper; the scale stands first in its list. Raises `ScaleError`
    for an inspection of another district, else what the acts of enforcement raise.
    """
    check_may(scale, "seize", actor)
    matter = Matter.objects.filter(pk=seen.matter, kind=Matter.Kind.INSPECTION).first()
    if matter is None or matter.district != scale.district:
        raise ScaleError(
            "this is no inspection of the scale's district: choose one of the list",
            zh="这不是该秤所在区县的检查：请从列表中选择",
            field="matter",
        )
    listed = {**record, "items": "\n".join(filter(None, (_named(scale), record["items"])))}
    done = act(seen=seen, verb="seize", papers={"seizure_record": listed}, actor=actor, at=at)
    facts = {
        "matter": matter.pk, "number": matter.number, "reason": record["grounds"],
        "seizure": seizures.seizures_of(matter)[-1].number,
        **{name: record[name] for name in ("measure", "seized_on", "until_on", "grounds")},
    }  # fmt: skip
    take(scale, Step("seized", Scale.State.SUSPENDED, facts), actor, at)
    return done


@transaction.atomic
def release(*, scale: Scale, reason: str, actor: Actor, at: datetime) -> None:
    """Release a seized scale, for a reason: it is again what it was, or its verification expired."""
    check_may(scale, "release", actor)
    step = seizure.step_of(scale)
    if step is None:
        raise ScaleError("this scale is not seized", zh="这台秤没有被封存、扣押")
    matter = Matter.objects.get(pk=step.facts["matter"])
    held = seizures.numbered(matter, step.facts["seizure"])
    assert held is not None  # the step was taken with its paper
    paper = {"release_record": {
        "seizure": held.number, "items": _named(scale), "ends": len(held.items) == 1,
        "reason": reason,
    }}  # fmt: skip
    act(
        seen=Seen(matter.pk, matter.version),
        verb="release_seized",
        papers=paper,
        actor=actor,
        at=at,
    )
    _free(scale, step, reason, actor, at)


def free_released(*, at: datetime) -> int:
    """
    Let every scale go whose seizure was ended on the page of its inspection; how many.

    The paper is there already: the step of life follows it. A scale that changes hands at this
    very moment is left for the next time.
    """
    freed = 0
    seized = Scale.objects.filter(state=Scale.State.SUSPENDED, steps__kind="seized").distinct()
    for scale in seized.select_related("type_approval"):
        step = seizure.step_of(scale)
        matter = Matter.objects.filter(pk=step.facts["matter"]).first() if step else None
        held = seizures.numbered(matter, step.facts["seizure"]) if step and matter else None
        if step is None or held is None or held.ended is None:
            continue
        with suppress(ScaleError), transaction.atomic():
            _free(scale, step, held.ended.content["reason"], SYSTEM, at)
            freed += 1
    return freed


def _free(scale: Scale, step: LifeStep, reason: str, actor: Actor, at: datetime) -> None:
    facts = {"reason": reason, "matter": step.facts["matter"], "number": step.facts["number"]}
    take(scale, Step("released", _before(scale, step.from_state, at), facts), actor, at)


def _before(scale: Scale, before: str, at: datetime) -> str:
    live = Certificate.objects.filter(scale=scale, void_since=None).first()
    if before == Scale.State.VERIFIED and (live is None or live.valid_until < localdate(at)):
        return Scale.State.EXPIRED.value
    return before


def _named(scale: Scale) -> str:
    """The scale as a line of a list of items."""
    code, model = codes.in_fours(scale.production_code), scale.type_approval.model_no
    return f"电子计价秤 {model}，出厂编号 {scale.serial_no}，生产码 {code}，1台"
