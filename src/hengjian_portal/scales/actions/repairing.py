"""A repair from the fault to the closing seal; the code in between is `unlocking`'s."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from hengjian.metrology import marks
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.evidence.actions import record
from hengjian_portal.files.actions import keep
from hengjian_portal.files.models import Upload
from hengjian_portal.scales import codes, repairs, stock
from hengjian_portal.scales.actions.steps import (
    NewMark,
    Step,
    check_may,
    end_marks,
    look_later,
    put_mark,
    take,
    void_certificate,
)
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, Mark, RepairOrder, Scale, UnlockTicket

_OPEN, _UNLOCKED = RepairOrder.Stage.OPEN, RepairOrder.Stage.UNLOCKED
_TO_OPEN = (Scale.State.LOCKED, Scale.State.VERIFIED, Scale.State.EXPIRED, Scale.State.FAILED)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a scale, where it is mended, and by whom."""

    said: str
    place: str
    technician: Person


@dataclass(frozen=True, slots=True)
class Work:
    """What was done inside, the software it runs now, its calibration counter, the closing seal."""

    said: str
    software_after: str
    calibration_after: int
    seal_no: str
    parts: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic
def open_order(*, scale: Scale, fault: Fault, actor: Actor, at: datetime) -> RepairOrder:
    """Open a repair order on a locked scale, or on one that is to be opened for a repair."""
    policy.require(actor, "scales.open_repair")
    _check_technician(scale, fault.technician, actor, at)
    if scale.state not in _TO_OPEN:
        raise ScaleError(
            f"scale {scale} is {scale.state}: there is nothing to open",
            zh=f"秤{scale}当前“{scale.get_state_display()}”，不能开维修单",
        )
    if not fault.said.strip():
        raise ScaleError("say what is wrong", zh="请写明故障", field="fault")
    order = RepairOrder(
        number=_next_number(localdate(at).year), scale=scale, repairer_id=actor.body_id,
        technician=fault.technician, fault=fault.said.strip(), place=fault.place,
        district=scale.district, opened_at=at, software_before=scale.software_id,
        calibration_before=scale.calibration_count,
    )  # fmt: skip
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        raise ScaleError(
            f"a repair of scale {scale} is going on: it must be closed or cancelled first",
            zh=f"秤{scale}已有未结的维修单，请先办结或取消",
        ) from error
    _tell(order, "repair_opened", actor, at, {
        "scale": scale.pk, "fault": order.fault, "place": order.place,
        "technician": f"person:{fault.technician.pk}", "software_before": order.software_before,
    })  # fmt: skip
    return order


@transaction.atomic
def open_planned(*, order: RepairOrder, actor: Actor, at: datetime) -> None:
    """Open the housing of a scale for a repair: it locks, its certificate and seal end."""
    policy.require(actor, "scales.repair", repairs.ties_of(order))
    scale = order.scale
    check_may(scale, "open_planned", actor)
    _check_technician(scale, order.technician, actor, at)
    changes = {"seal_whole": False, "lock_count": scale.lock_count + 1}
    step = Step("opened_for_repair", Scale.State.LOCKED, {"order": order.number}, changes)
    step.facts["voided"] = void_certificate(scale, Certificate.Ended.OPENED, at)
    end_marks(scale, {Mark.Kind.SEAL}, Mark.State.BROKEN, at)
    end_marks(scale, {Mark.Kind.VERIFICATION_CODE}, Mark.State.VOID, at)
    take(scale, step, actor, at)


@transaction.atomic
def close_order(*, order: RepairOrder, work: Work, actor: Actor, at: datetime) -> str:
    """
    Close a repair: the new repair code, which is returned, and the closing seal are on the scale.

    It weighs for nobody until it is verified again.
    """
    policy.require(actor, "scales.repair", repairs.ties_of(order))
    scale = order.scale
    check_may(scale, "close_repair", actor)
    _check_work(order, work)
    body = Body.objects.get(pk=order.repairer_id)
    batch = stock.batch_of(body.pk, work.seal_no)
    _claim(order, _UNLOCKED, {
        "stage": RepairOrder.Stage.CLOSED, "closed_at": at, "work": work.said.strip(),
        "parts": work.parts, "software_after": work.software_after,
        "calibration_after": work.calibration_after,
    })  # fmt: skip
    code, seal = codes.repair_code(body, scale, order.pk), marks.tidy_code(work.seal_no)
    put_mark(scale, NewMark(Mark.Kind.REPAIR_CODE, code, body.pk, Mark.Carrier.MEMORY), at)
    put_mark(scale, NewMark(Mark.Kind.SEAL, seal, body.pk, Mark.Carrier.LEAD, batch), at)
    facts = {
        "order": order.number, "work": order.work, "parts": work.parts, "repair_code": code,
        "seal_no": seal, "software_before": order.software_before,
        "software_id": work.software_after, "calibration_before": order.calibration_before,
        "calibration_after": work.calibration_after,
    }  # fmt: skip
    changes = {
        "software_id": work.software_after, "calibration_count": work.calibration_after,
        "seal_whole": True,
    }  # fmt: skip
    take(scale, Step("repaired", Scale.State.REPAIRED, facts, changes), actor, at)
    _tell(order, "repair_closed", actor, at, facts)
    look_later("repair", order.pk)
    return code


@transaction.atomic
def cancel_order(*, order: RepairOrder, reason: str, actor: Actor, at: datetime) -> None:
    """Cancel a repair that was not begun; a code that is out is void."""
    policy.require(actor, "scales.repair", repairs.ties_of(order))
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    _claim(order, _OPEN, {"stage": RepairOrder.Stage.CANCELLED, "reason": reason.strip()})
    out = UnlockTicket.objects.filter(order=order, stage=UnlockTicket.Stage.ISSUED)
    voided = out.update(stage=UnlockTicket.Stage.VOID, settled_at=at)
    _tell(order, "repair_cancelled", actor, at, {"reason": reason.strip(), "codes": voided})


@transaction.atomic
def attach(*, order: RepairOrder, data: bytes, name: str, actor: Actor, at: datetime) -> Upload:
    """Keep a photo with a repair that is going on."""
    policy.require(actor, "scales.repair", repairs.ties_of(order))
    held = RepairOrder.objects.select_for_update().get(pk=order.pk)
    if held.stage not in repairs.RUNNING:
        raise ScaleError("this repair has ended", zh="该维修单已办结，不能再添加照片")
    return keep(data=data, name=name, about=f"repair:{order.pk}", actor=actor.ref, at=at)


def claim_unlocked(order: RepairOrder) -> None:
    """The code was used: the repair goes on inside the housing."""
    _claim(order, _OPEN, {"stage": _UNLOCKED})


def _check_technician(scale: Scale, technician: Person, actor: Actor, at: datetime) -> None:
    if technician.body_id != actor.body_id or not technician.is_active:
        raise ScaleError(
            "the technician must be somebody of your own body",
            zh="维修人员须为本单位在职人员",
            field="technician",
        )
    maker = scale.type_approval.maker
    if not repairs.is_authorised(technician.pk, maker.pk, localdate(at)):
        raise ScaleError(
            f"{technician} is not authorised by {maker.name} today: ask the maker first",
            zh=f"{technician}今天没有{maker.name}的有效授权，请先由生产企业授权",
            field="technician",
        )


def _check_work(order: RepairOrder, work: Work) -> None:
    if not work.said.strip():
        raise ScaleError("say what was done", zh="请写明维修内容", field="work")
    approved = order.scale.type_approval.software_ids
    if approved and work.software_after not in approved:
        raise ScaleError(
            f"software {work.software_after!r} is none of this type: {', '.join(approved)}",
            zh=f"软件标识“{work.software_after}”不属于该型式，应为{'、'.join(approved)}",
            field="software_after",
        )
    if work.calibration_after < order.calibration_before:
        raise ScaleError(
            f"the calibration counter was {order.calibration_before} before and never goes back",
            zh=f"校准计数维修前为{order.calibration_before}，只增不减",
            field="calibration_after",
        )


def _claim(order: RepairOrder, stage: str, changes: dict[str, Any]) -> None:
    seen = RepairOrder.objects.filter(pk=order.pk, stage=stage, version=order.version)
    if seen.update(version=F("version") + 1, **changes) != 1:
        raise ScaleError(
            f"repair {order.number} was changed meanwhile: look at it again",
            zh=f"维修单{order.number}刚刚已被他人办理：请刷新后再看",
        )
    order.version += 1
    for name, value in changes.items():
        setattr(order, name, value)


def _tell(order: RepairOrder, kind: str, actor: Actor, at: datetime, facts: dict[str, Any]) -> None:
    record(
        kind=f"scales.{kind}", obj=f"repair:{order.pk}", actor=actor.ref, at=at,
        number=order.number, stage=str(order.stage), **facts,
    )  # fmt: skip


def _next_number(year: int) -> str:
    """The next number of a year; the order table is locked by the row that comes after it."""
    start = f"WX{year}"
    last = RepairOrder.objects.select_for_update().filter(number__startswith=start)
    highest = last.order_by("-number").values_list("number", flat=True).first()
    return f"{start}{int(highest[len(start) :]) + 1 if highest else 1:06d}"
