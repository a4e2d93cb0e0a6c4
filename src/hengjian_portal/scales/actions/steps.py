"""One step in the life of a scale: claimed, written down, and entered in the evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from procrastinate.contrib.django import app as jobs

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import OFFICERS, Actor
from hengjian_portal.evidence.actions import Apart, record
from hengjian_portal.scales import seizure
from hengjian_portal.scales.acts import ACTS
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, LifeStep, Mark, Scale, SealBatch
from hengjian_portal.scales.queries import ties_for

# What is printed as a certificate or a notice of its result.
CERTIFYING = frozenset({"verified", "failed", "checked"})


@dataclass(frozen=True, slots=True)
class Step:
    """What an act does: its kind, the state it leads to, columns it sets, facts it notes (JSON)."""

    kind: str
    to_state: str
    facts: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)


def check_may(scale: Scale, verb: str, actor: Actor) -> None:
    """Raise `Refused` or `ScaleError` unless this account may do the act in this state."""
    policy.require(actor, ACTS[verb].right, ties_for(scale, verb))
    if scale.state not in ACTS[verb].starts_from:
        raise ScaleError(
            f"scale {scale} is {scale.state}: this act is not open in that state",
            zh=f"秤{scale}当前“{scale.get_state_display()}”，不能办理该事项",
        )
    if verb not in seizure.OPEN_WHILE_SEIZED and seizure.step_of(scale) is not None:
        raise ScaleError(
            f"scale {scale} is seized: nothing is done to it until the bureau releases it",
            zh=f"秤{scale}已被封存、扣押：解除之前不能办理其他事项",
        )
    if verb == "withdraw" and actor.kind not in OFFICERS and seizure.step_of(scale) is not None:
        raise ScaleError(
            f"scale {scale} is seized: only the bureau may withdraw it",
            zh=f"秤{scale}已被封存、扣押：只有市场监管部门可以办理报废",
        )


def claim(scale: Scale, step: Step) -> None:
    """Take the scale from the state and version that were seen; whoever comes second is refused."""
    seen = Scale.objects.filter(pk=scale.pk, state=scale.state, version=scale.version)
    if seen.update(state=step.to_state, version=F("version") + 1, **step.changes) != 1:
        raise ScaleError(
            f"scale {scale} was changed by somebody else meanwhile: look at it again",
            zh=f"秤{scale}刚刚已被他人办理：请刷新后再看",
        )


def write_down(scale: Scale, step: Step, actor: Actor, at: datetime) -> None:
    """Write the step of life and its entry, and bring the object in hand up to date."""
    from_state, scale.state = scale.state, step.to_state
    scale.version += 1
    for name, value in step.changes.items():
        setattr(scale, name, value)
    LifeStep.objects.create(
        district=scale.district, scale=scale, number=scale.version, kind=step.kind,
        from_state=from_state, to_state=step.to_state, by_ref=actor.ref, by_body_id=actor.body_id,
        facts=step.facts, at=at,
    )  # fmt: skip
    record(
        kind=f"scales.{step.kind}", obj=f"scale:{scale.pk}", actor=actor.ref, at=at,
        from_state=str(from_state), to_state=str(step.to_state), step=scale.version,
        **said(scale, step.kind, step.facts),
    )  # fmt: skip


def said(scale: Scale, kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    """What the entry says; of a certificate each detail apart, for its holder shows what is asked."""
    if kind not in CERTIFYING:
        return facts
    whole = {**facts, "production_code": scale.production_code}
    return {name: Apart(value) for name, value in whole.items()}


def take(scale: Scale, step: Step, actor: Actor, at: datetime) -> None:
    """Claim and write down in one go."""
    claim(scale, step)
    write_down(scale, step, actor, at)


def void_certificate(scale: Scale, reason: Certificate.Ended, at: datetime) -> str:
    """Void the certificate that is live, if any; its number, or nothing."""
    live = Certificate.objects.filter(scale=scale, void_since=None).first()
    if live is None:
        return ""
    Certificate.objects.filter(pk=live.pk).update(void_since=at, void_reason=reason)
    return live.number


@dataclass(frozen=True, slots=True)
class NewMark:
    """A code or seal to put on a scale; `issuer` is the id of the body that gives it."""

    kind: Mark.Kind
    value: str
    issuer: int
    carrier: Mark.Carrier
    batch: SealBatch | None = None


def put_mark(scale: Scale, new: NewMark, at: datetime) -> Mark:
    """
    Put a code or seal on a scale; the one it takes the place of is replaced.

    Raises `ScaleError` where this code or seal was given before, to whatever scale.
    """
    end_marks(scale, {new.kind}, Mark.State.REPLACED, at)
    try:
        with transaction.atomic():
            return Mark.objects.create(
                scale=scale, kind=new.kind, value=new.value, issuer_id=new.issuer,
                carrier=new.carrier, batch=new.batch, issued_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        kind = Mark.Kind(new.kind).label
        raise ScaleError(
            f"{new.kind} {new.value} was given before: each is bound to one scale at most",
            zh=f"{kind}{new.value}此前已经用过：每个编号最多用于一台秤",
            field="seal_no" if new.kind == Mark.Kind.SEAL else "",
        ) from error


def end_marks(scale: Scale, kinds: set[Mark.Kind], state: Mark.State, at: datetime) -> list[str]:
    """End the live marks of these kinds; their values."""
    live = Mark.objects.filter(scale=scale, kind__in=kinds, state=Mark.State.LIVE)
    ended = list(live.values_list("value", flat=True))
    live.update(state=state, ended_at=at)
    return ended


def look_later(kind: str, number: int) -> None:
    """Have the checks look at what just happened; the job is there with the act, or not at all."""
    jobs.configure_task("scales.look_at").defer(kind=kind, pk=number)
