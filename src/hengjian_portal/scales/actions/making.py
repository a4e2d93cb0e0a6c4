"""Types and scales as they come into the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian.metrology import limits, marks
from hengjian.metrology.transition import Act
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import by_date, codes, weighing
from hengjian_portal.scales.actions.steps import NewMark, put_mark
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import LifeStep, Mark, Scale, TypeApproval


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


@dataclass(frozen=True, slots=True)
class Made:
    """One scale as its maker made it."""

    serial_no: str
    made_on: date
    software_id: str = ""


@transaction.atomic
def record_type_approval(*, facts: TypeFacts, actor: Actor, at: datetime) -> TypeApproval:
    """
    Record a type the province approved.

    Raises `MeasureError` for an instrument that cannot exist and `ScaleError` for a number or
    short code that is taken.
    """
    policy.require(actor, "scales.approve_type")
    if facts.approved_on > localdate(at):
        raise _not_yet("approved_on")
    approval = TypeApproval(
        number=facts.number.strip(), short_code=marks.tidy_code(facts.short_code).zfill(6),
        maker=facts.maker, model_no=facts.model_no, norm=facts.norm,
        accuracy_class=facts.accuracy_class, max_g=facts.max_g, min_g=facts.min_g, e_g=facts.e_g,
        ranges=[
            {"max_g": weighing.written(most), "e_g": weighing.written(e)}
            for most, e in facts.ranges
        ],
        software_ids=list(facts.software_ids), approved_on=facts.approved_on,
        recorded_by_id=actor.person_id, recorded_at=at,
    )  # fmt: skip
    if facts.accuracy_class in limits.scope_classes():
        weighing.instrument(approval)
    codes.production_code(approval, "1")
    _save_new(approval)
    record(
        kind="scales.type_recorded", obj=f"type_approval:{approval.pk}", actor=actor.ref, at=at,
        number=approval.number, short_code=approval.short_code, maker=facts.maker.pk,
        model_no=facts.model_no, norm=str(facts.norm), approved_on=facts.approved_on.isoformat(),
        software_ids=list(facts.software_ids), **weighing.nameplate(approval),
    )  # fmt: skip
    return approval


def _save_new(approval: TypeApproval) -> None:
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
def register_scale(*, approval: TypeApproval, made: Made, actor: Actor, at: datetime) -> Scale:
    """
    Register one scale with its production code, issued under the active profile.

    Raises `ScaleError` where day, software or type do not fit, `CodeError` for its serial number.
    """
    policy.require(actor, "scales.register", policy.Ties(bodies=frozenset({approval.maker_id})))
    _check_made(approval, made, localdate(at))
    serial_no = marks.tidy_code(made.serial_no)
    scale = Scale(
        production_code=codes.production_code(approval, serial_no), serial_no=serial_no,
        type_approval=approval, state=Scale.State.PRODUCED, made_on=made.made_on,
        software_id=made.software_id, district=approval.maker.district,
    )  # fmt: skip
    try:
        with transaction.atomic():
            scale.save(force_insert=True)
    except IntegrityError as error:
        raise ScaleError(
            f"serial number {serial_no} of this type is registered already: check the number",
            zh=f"该型式的出厂编号{serial_no}已登记：请核对编号",
            field="serial_no",
        ) from error
    _enter(scale, approval, actor, at)
    return scale


def _enter(scale: Scale, approval: TypeApproval, actor: Actor, at: datetime) -> None:
    """Give a new scale its mark, its first step and its entry."""
    code = scale.production_code
    new = NewMark(Mark.Kind.PRODUCTION_CODE, code, approval.maker_id, Mark.Carrier.LABEL)
    put_mark(scale, new, at)
    facts = {
        "production_code": code, "code_profile": codes.production_profile().name,
        "type": approval.number, "made_on": scale.made_on.isoformat(),
        "software_id": scale.software_id,
    }  # fmt: skip
    LifeStep.objects.create(
        district=scale.district, scale=scale, number=1, kind="registered", to_state=scale.state,
        by_ref=actor.ref, by_body_id=actor.body_id, facts=facts, at=at,
    )  # fmt: skip
    record(
        kind="scales.registered", obj=f"scale:{scale.pk}", actor=actor.ref, at=at,
        from_state="", to_state=str(scale.state), step=1, **facts,
    )  # fmt: skip


def _check_made(approval: TypeApproval, made: Made, today: date) -> None:
    if made.made_on > today:
        raise _not_yet("made_on")
    if made.made_on < approval.approved_on:
        raise ScaleError(
            f"made on {made.made_on}, before its type was approved on {approval.approved_on}",
            zh=f"出厂日期{made.made_on}早于型式批准日期{approval.approved_on}",
            field="made_on",
        )
    if approval.software_ids and made.software_id not in approval.software_ids:
        raise ScaleError(
            f"software {made.software_id!r} is not of this type: it has "
            + ", ".join(approval.software_ids),
            zh=f"软件标识“{made.software_id}”不属于该型式，应为{'、'.join(approval.software_ids)}",
            field="software_id",
        )
    by_date.check_allowed(approval, Act.PRODUCE, made.made_on, field="made_on")


def _not_yet(field: str) -> ScaleError:
    return ScaleError("this day lies in the future", zh="日期不能晚于今天", field=field)
