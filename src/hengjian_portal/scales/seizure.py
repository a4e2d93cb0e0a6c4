"""Whether a scale lies under a seizure, and by which inspection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hengjian_portal.accounts.actor import OFFICERS, Actor
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import readable_by, visible_to
from hengjian_portal.enforcement.seizures import numbered
from hengjian_portal.scales.models import LifeStep, Scale

_KINDS = ("seized", "suspended", "released")
# What officers may still do to a scale that is seized.
OPEN_WHILE_SEIZED = frozenset({"release", "withdraw"})


@dataclass(frozen=True, slots=True)
class Seizure:
    """A seizure that stands: sealed or detained, when, until when, why, and its matter's number."""

    measure: str
    seized_on: date
    until_on: date
    grounds: str
    matter: Matter
    may_read: bool

    @property
    def is_sealed(self) -> bool:
        """Sealed where it stands; otherwise it was taken away."""
        return self.measure == "sealed"


def step_of(scale: Scale) -> LifeStep | None:
    """The step by which a scale is seized now, or None."""
    if scale.state != Scale.State.SUSPENDED:
        return None
    last = scale.steps.filter(kind__in=_KINDS).order_by("-number").first()
    return last if last is not None and last.kind == "seized" else None


def of_scale(scale: Scale, actor: Actor) -> Seizure | None:
    """The seizure of a scale as its page shows it; the matter is linked for who may read it."""
    step = step_of(scale)
    if step is None:
        return None
    matter = Matter.objects.get(pk=step.facts["matter"])
    held = numbered(matter, step.facts["seizure"])
    assert held is not None  # the step was taken with its paper
    return Seizure(
        step.facts["measure"], date.fromisoformat(step.facts["seized_on"]), held.until_on, step.facts["grounds"], matter,
        readable_by(actor).filter(pk=matter.pk).exists(),
    )  # fmt: skip


def still_open(verbs: list[str], held: Seizure | None, actor: Actor) -> list[str]:
    """Of the acts an account may do, those open now: a seized scale is released or scrapped only."""
    if held is None:
        return [verb for verb in verbs if verb != "release"]
    return [verb for verb in verbs if verb in OPEN_WHILE_SEIZED and actor.kind in OFFICERS]


def inspections_for(scale: Scale, actor: Actor) -> QuerySet[Matter]:
    """The inspections under which this officer may seize a scale: assigned to them, in its district."""
    return visible_to(actor).filter(
        kind=Matter.Kind.INSPECTION, stage__in=("planned", "submitted"),
        district=scale.district, officers=actor.person_id,
    )  # fmt: skip
