"""Who may open a maker's scales, and the root keys their unlock codes come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.keyring import keyring
from hengjian_portal.scales.models import Authorisation, KeyUse, MakerKey


@dataclass(frozen=True, slots=True)
class Days:
    """From a day until a day, both included."""

    from_on: date
    until_on: date


@transaction.atomic
def authorise(*, technician: Person, days: Days, actor: Actor, at: datetime) -> Authorisation:
    """Let one person of a repairer open the scales of one's own make, for some time."""
    policy.require(actor, "scales.authorise")
    if technician.body is None or technician.body.kind != Kind.REPAIRER or not technician.is_active:
        raise ScaleError(
            "only somebody of a repairer can be authorised",
            zh="只能授权维修者的在职人员",
            field="technician",
        )
    if days.until_on < max(days.from_on, localdate(at)):
        raise ScaleError(
            "the last day lies before the first, or before today",
            zh="截止日期不能早于起始日期或今天",
            field="until_on",
        )
    try:
        with transaction.atomic():
            given = Authorisation.objects.create(
                maker_id=actor.body_id, repairer=technician.body, technician=technician,
                from_on=days.from_on, until_on=days.until_on, granted_by_id=actor.person_id,
                granted_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise ScaleError(
            "this person is authorised already: end that authorisation before giving another",
            zh="该人员已有授权：请先终止原授权，再重新授权",
            field="technician",
        ) from error
    record(
        kind="scales.authorised", obj=f"authorisation:{given.pk}", actor=actor.ref, at=at,
        maker=given.maker_id, repairer=given.repairer_id, technician=f"person:{technician.pk}",
        from_on=days.from_on.isoformat(), until_on=days.until_on.isoformat(),
    )  # fmt: skip
    return given


@transaction.atomic
def end_authorisation(
    *, authorisation: Authorisation, reason: str, actor: Actor, at: datetime
) -> None:
    """End an authorisation before its time; codes given before stay as they were."""
    own = policy.Ties(bodies=frozenset({authorisation.maker_id}))
    policy.require(actor, "scales.authorise", own)
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    running = Authorisation.objects.filter(pk=authorisation.pk, ended_at=None)
    if running.update(ended_at=at, ended_because=reason.strip()) != 1:
        raise ScaleError("this authorisation has ended already", zh="该授权已经终止")
    record(
        kind="scales.authorisation_ended", obj=f"authorisation:{authorisation.pk}",
        actor=actor.ref, at=at, reason=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def start_key(*, actor: Actor, at: datetime) -> MakerKey:
    """
    Begin a new root key of one's own; the one before serves only scales made under it.

    Raises `Refused` for all but the head of a maker.
    """
    policy.require(actor, "scales.keys")
    if not actor.is_head:
        raise policy.Refused(
            "a new root key is begun by the head of the maker",
            zh="根密钥须由生产企业负责人启用",
        )
    before = MakerKey.objects.select_for_update().filter(maker=actor.body_id).first()
    version = before.version + 1 if before else 1
    MakerKey.objects.filter(maker=actor.body_id, retired_at=None).update(retired_at=at)
    ring = keyring()
    key = MakerKey.objects.create(
        maker_id=actor.body_id, version=version, custody=ring.custody,
        fingerprint=ring.make(actor.body_id or 0, version), started_at=at,
    )  # fmt: skip
    record(
        kind="scales.key_started", obj=f"maker_key:{key.pk}", actor=actor.ref, at=at,
        maker=key.maker_id, version=version, custody=key.custody, fingerprint=key.fingerprint,
    )  # fmt: skip
    return key


def use_key(key: MakerKey, purpose: str, about: str, actor: Actor, at: datetime) -> None:
    """Write down that a root was used: which, for what, for whom."""
    KeyUse.objects.create(key=key, purpose=purpose, about=about, by_ref=actor.ref, at=at)
