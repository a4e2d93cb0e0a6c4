"""A type approved: recorded from elsewhere, granted or refused, given further software, revoked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian.metrology import limits, marks
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import codes, types, weighing
from hengjian_portal.scales.actions.types import check_stage, claim, shown, written_ranges
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import TypeApplication, TypeApproval

Stage = TypeApplication.Stage


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What a type approval says. Masses in g; `ranges` are (Max, e) of a multi-interval scale."""

    number: str
    short_code: str
    maker: Body
    model_no: str
    norm: str
    accuracy_class: str
    max_g: Decimal
    min_g: Decimal
    e_g: Decimal
    approved_on: date
    software_ids: tuple[str, ...] = ()
    ranges: tuple[tuple[Decimal, Decimal], ...] = field(default=())
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """How a type is approved: number and short code, and the last day of making, if there is one."""

    number: str
    short_code: str
    valid_until: date | None = None


@transaction.atomic
def record_type_approval(*, facts: TypeFacts, actor: Actor, at: datetime) -> TypeApproval:
    """
    Record a type that was approved elsewhere.

    Raises `MeasureError` for an instrument that cannot exist and `ScaleError` for a number or
    short code that is taken.
    """
    policy.require(actor, "scales.approve_type")
    if facts.approved_on > localdate(at):
        raise ScaleError("this day lies in the future", zh="日期不能晚于今天", field="approved_on")
    approval = TypeApproval(
        number=facts.number.strip(), short_code=marks.tidy_code(facts.short_code).zfill(6),
        maker=facts.maker, model_no=facts.model_no, norm=facts.norm,
        accuracy_class=facts.accuracy_class, max_g=facts.max_g, min_g=facts.min_g, e_g=facts.e_g,
        ranges=written_ranges(facts.ranges), software_ids=list(facts.software_ids),
        approved_on=facts.approved_on, valid_until=facts.valid_until,
        recorded_by_id=actor.person_id, recorded_at=at,
    )  # fmt: skip
    if facts.accuracy_class in limits.scope_classes():
        weighing.instrument(approval)
    _save_new(approval)
    record(
        kind="scales.type_recorded", obj=f"type_approval:{approval.pk}", actor=actor.ref, at=at,
        **_entered(approval),
    )  # fmt: skip
    return approval


def _entered(approval: TypeApproval) -> dict[str, object]:
    """What the entry of a new approval holds."""
    return {
        "number": approval.number, "short_code": approval.short_code, "maker": approval.maker_id,
        "norm": str(approval.norm), "approved_on": approval.approved_on.isoformat(),
        "valid_until": approval.valid_until.isoformat() if approval.valid_until else None,
        **shown(approval),
    }  # fmt: skip


def _save_new(approval: TypeApproval) -> None:
    if approval.valid_until and approval.valid_until < approval.approved_on:
        raise ScaleError(
            "the last day lies before the approval", zh="截止日期早于批准日期", field="valid_until"
        )
    codes.production_code(approval, "1")
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as error:
        taken = TypeApproval.objects.filter(number=approval.number).exists()
        raise ScaleError(
            "this type approval number or short code is recorded already: look in the list",
            zh="该型式批准证书编号或型式代号已登记：请在列表中查找",
            field="number" if taken else "short_code",
        ) from error


@transaction.atomic
def grant_type(
    *, application: TypeApplication, grant: Grant, actor: Actor, at: datetime
) -> TypeApproval:
    """Approve a type that was found to conform; the head of the city's bureau does it."""
    _check_decides(application, actor)
    if types.failed(application):
        raise ScaleError(
            "the evaluation found requirements that are not met: refuse it, or have it evaluated "
            "again",
            zh="型式评价结论为不符合要求：只能不予批准，或改进后重新评价",
        )
    _claim_decided(application, Stage.GRANTED, "", actor, at)
    approval = TypeApproval(
        number=grant.number.strip(), short_code=marks.tidy_code(grant.short_code).zfill(6),
        maker=application.maker, model_no=application.model_no, norm=TypeApproval.Norm.JJF_2184,
        accuracy_class=application.accuracy_class, max_g=application.max_g,
        min_g=application.min_g, e_g=application.e_g, ranges=application.ranges,
        software_ids=application.software_ids, key_parts=application.key_parts,
        approved_on=localdate(at), valid_until=grant.valid_until, application=application,
        recorded_by_id=actor.person_id, recorded_at=at,
    )  # fmt: skip
    _save_new(approval)
    record(
        kind="scales.type_granted", obj=f"type_approval:{approval.pk}", actor=actor.ref, at=at,
        application=application.pk, application_number=application.number, **_entered(approval),
    )  # fmt: skip
    return approval


@transaction.atomic
def refuse_type(*, application: TypeApplication, reason: str, actor: Actor, at: datetime) -> None:
    """Refuse to approve a type, with the reason."""
    _check_decides(application, actor)
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    _claim_decided(application, Stage.REFUSED, reason.strip(), actor, at)
    record(
        kind="scales.type_refused", obj=f"type_application:{application.pk}", actor=actor.ref,
        at=at, reason=reason.strip(),
    )  # fmt: skip


def _check_decides(application: TypeApplication, actor: Actor) -> None:
    policy.require(actor, "scales.decide_type", types.ties_of(application))
    _check_head(actor)
    check_stage(application, Stage.EVALUATED)


def _check_head(actor: Actor) -> None:
    """What binds a maker takes two officers: one assigns, the head decides."""
    if not actor.is_head:
        raise policy.Refused(
            "the head of the bureau decides this", zh="该事项由市局负责人决定", who_may=("city",)
        )


def _claim_decided(
    application: TypeApplication, to: str, reason: str, actor: Actor, at: datetime
) -> None:
    claim(application, to, decided_at=at, decided_by_id=actor.person_id, reason=reason)


@transaction.atomic
def add_software(
    *, approval: TypeApproval, software_id: str, evidence: str, actor: Actor, at: datetime
) -> None:
    """Add a software identification to an approved type, on evidence that it was evaluated."""
    policy.require(actor, "scales.add_software")
    _check_not_revoked(approval)
    software = software_id.strip()
    if not software or software in approval.software_ids:
        raise ScaleError(
            "give a software identification the type does not have yet",
            zh="请填写该型式尚没有的软件标识",
            field="software_id",
        )
    if not evidence.strip():
        raise ScaleError("say on what evidence", zh="请写明依据", field="evidence")
    now_held = [*approval.software_ids, software]
    seen = TypeApproval.objects.filter(
        pk=approval.pk, software_ids=approval.software_ids, revoked_on=None
    )
    if seen.update(software_ids=now_held) != 1:
        raise _changed(approval)
    approval.software_ids = now_held
    record(
        kind="scales.software_added", obj=f"type_approval:{approval.pk}", actor=actor.ref, at=at,
        software_id=software, evidence=evidence.strip(), software_ids=now_held,
    )  # fmt: skip


@transaction.atomic
def revoke_type(*, approval: TypeApproval, reason: str, actor: Actor, at: datetime) -> None:
    """Revoke an approval; what is made from this day on is not of an approved type."""
    policy.require(actor, "scales.revoke_type")
    _check_head(actor)
    _check_not_revoked(approval)
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    day = localdate(at)
    seen = TypeApproval.objects.filter(pk=approval.pk, revoked_on=None)
    if seen.update(revoked_on=day, revoked_because=reason.strip()) != 1:
        raise _changed(approval)
    approval.revoked_on, approval.revoked_because = day, reason.strip()
    record(
        kind="scales.type_revoked", obj=f"type_approval:{approval.pk}", actor=actor.ref, at=at,
        revoked_on=day.isoformat(), reason=reason.strip(),
    )  # fmt: skip


def _check_not_revoked(approval: TypeApproval) -> None:
    if approval.revoked_on is not None:
        raise ScaleError(
            f"this approval was revoked on {approval.revoked_on}",
            zh=f"该型式批准已于{approval.revoked_on}撤销",
        )


def _changed(approval: TypeApproval) -> ScaleError:
    return ScaleError(
        f"type {approval.number} was changed by somebody else: look at it again",
        zh=f"型式{approval.number}刚刚已被他人办理：请刷新后再看",
    )
