"""What does not fit is noted for a person to look at; nobody is judged by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import F

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales.identity import IdentityError, Read, compare, facts_of
from hengjian_portal.scales.models import Scale, Suspicion


class About(TypedDict, total=False):
    """What a suspicion is about; the district is empty where none is known."""

    district: Required[str]
    facts: Required[dict[str, Any]]
    scale: Scale | None
    body: Body | None
    person: Person | None


@transaction.atomic
def note_mismatch(
    *, check_code: str, key: str, actor: Actor, at: datetime, **about: Unpack[About]
) -> Suspicion:
    """
    Note that something does not fit. One oddity is one row while it is open: seen again, it counts.

    Call it outside the transaction of the act that is refused, or the refusal undoes it.
    """
    held = _seen_again(key, at) or _new(
        Suspicion(check_code=check_code, key=key, found_at=at, seen_at=at, **about)
    )
    scale, body, person = (about.get(name) for name in ("scale", "body", "person"))
    record(
        kind="scales.suspected", obj=f"suspicion:{held.pk}", actor=actor.ref, at=at,
        check_code=check_code, key=key, times_seen=held.times_seen, facts=about["facts"],
        district=about["district"], scale=scale.pk if scale else None,
        body=body.pk if body else None, person=f"person:{person.pk}" if person else None,
    )  # fmt: skip
    return held


def _seen_again(key: str, at: datetime) -> Suspicion | None:
    seen = Suspicion.objects.filter(key=key, stage=Suspicion.Stage.OPEN)
    if not seen.update(times_seen=F("times_seen") + 1, seen_at=at):
        return None
    return seen.get()


def _new(suspicion: Suspicion) -> Suspicion:
    """Keep a new one; where another wrote it in the same moment, it was seen again."""
    try:
        with transaction.atomic():
            suspicion.save(force_insert=True)
    except IntegrityError:
        found = _seen_again(suspicion.key, suspicion.seen_at)
        if found is None:
            raise
        return found
    return suspicion


@dataclass(frozen=True, slots=True)
class Spot:
    """In which act something was read (`sale`, `put_into_use`), and in whose district."""

    act: str
    district: str


def refuse_mismatch(*, scale: Scale, read: Read, spot: Spot, actor: Actor, at: datetime) -> None:
    """
    Raise `IdentityError` where what was read is not what is registered, after noting it.

    The note has a transaction of its own: call this before the transaction of the act begins.
    """
    found = compare(scale, read)
    if not found:
        return
    note_mismatch(
        check_code="identity", key=f"identity:{scale.production_code}:{spot.act}:{spot.district}",
        district=spot.district, facts=facts_of(scale, read, found), scale=scale,
        actor=actor, at=at,
    )  # fmt: skip
    raise IdentityError(found)
