"""Scales as they come into the world: one at a time, or a whole file in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import Act, record, record_first
from hengjian_portal.evidence.copying import copy_in, new_keys
from hengjian_portal.scales import codes
from hengjian_portal.scales.models import (
    LifeStep,
    Mark,
    ProductionRun,
    Scale,
    SealBatch,
    TypeApproval,
)
from hengjian_portal.scales.production import Line, Made, Outcome, Rule, already_registered, judged


@transaction.atomic
def register_scale(*, approval: TypeApproval, made: Made, actor: Actor, at: datetime) -> Scale:
    """
    Register one scale with its production code, issued under the active profile.

    Raises `ScaleError` where day, software, seal or type do not fit, `CodeError` for its serial
    number.
    """
    policy.require(actor, "scales.register", policy.Ties(bodies=frozenset({approval.maker_id})))
    made = made.tidied()
    codes.production_code(approval, made.serial_no)
    (line,) = judged(approval, [Rule(approval, localdate(at)).line(1, made)])
    if line.faults:
        raise line.faults[0]
    if line.outcome is Outcome.SAME:
        raise already_registered(made.serial_no)
    scale = new_scale(approval, made, line.code)
    try:
        with transaction.atomic():
            scale.save(force_insert=True)
            Mark.objects.bulk_create(new_marks(scale, approval, made, (line.batch, at)))
    except IntegrityError as error:
        raise already_registered(made.serial_no) from error
    facts = noted(scale, approval, made)
    LifeStep.objects.bulk_create([_first_step(scale, facts, actor, at)])
    record(kind="scales.registered", obj=f"scale:{scale.pk}", actor=actor.ref, at=at,
           **_entered(scale, facts))  # fmt: skip
    return scale


@transaction.atomic
def register_many(
    *, approval: TypeApproval, made: Sequence[Made], actor: Actor, at: datetime
) -> list[Line]:
    """
    Register many scales at once, all or none; rows are numbered from 1.

    What is registered already as it is counts as done. Where a line has a fault, nothing is
    written; the lines say which and why.
    """
    policy.require(actor, "scales.register", policy.Ties(bodies=frozenset({approval.maker_id})))
    hold(approval)
    rule = Rule(approval, localdate(at))
    lines = judged(approval, (rule.line(row, one) for row, one in enumerate(made, start=1)))
    if not any(line.faults for line in lines):
        write_lines(approval, lines, actor, at)
    return lines


def hold(approval: TypeApproval) -> None:
    """Let nobody else register many of this type until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"register {approval.pk}"]
        )


def write_lines(
    approval: TypeApproval, lines: Iterable[Line], actor: Actor, at: datetime,
    run: ProductionRun | None = None,
) -> int:  # fmt: skip
    """Write the new ones of judged lines: scales, marks, steps and entries, by COPY. How many."""
    new = [line for line in lines if line.outcome is Outcome.NEW and line.made is not None]
    keys = new_keys(Scale, len(new))
    scales, carried, steps, acts = [], [], [], []
    for key, line in zip(keys, new, strict=True):
        made = line.made
        assert made is not None
        scale = new_scale(approval, made, line.code)
        scale.pk, scale.run = key, run
        facts = noted(scale, approval, made)
        scales.append(scale)
        carried += new_marks(scale, approval, made, (line.batch, at))
        steps.append(_first_step(scale, facts, actor, at))
        acts.append(Act("scales.registered", f"scale:{key}", actor.ref, _entered(scale, facts)))
    for rows in (scales, carried, steps):
        copy_in(rows)
    record_first(acts, at=at)
    return len(new)


def new_scale(approval: TypeApproval, made: Made, code: str) -> Scale:
    """A scale as it leaves the factory; the caller keeps it."""
    return Scale(
        production_code=code, serial_no=made.serial_no, type_approval=approval,
        state=Scale.State.PRODUCED, made_on=made.made_on, software_id=made.software_id,
        district=approval.maker.district,
    )  # fmt: skip


def new_marks(
    scale: Scale, approval: TypeApproval, made: Made, given: tuple[SealBatch | None, datetime]
) -> list[Mark]:
    """What a scale carries when it leaves the factory: its code, and the seal where it has one."""
    batch, at = given
    found = [(Mark.Kind.PRODUCTION_CODE, scale.production_code, Mark.Carrier.LABEL, None)]
    if made.seal_no:
        found.append((Mark.Kind.SEAL, made.seal_no, Mark.Carrier.LEAD, batch))
    return [
        Mark(
            scale=scale, kind=kind, value=value, issuer_id=approval.maker_id, carrier=carrier,
            batch=run, issued_at=at,
        )
        for kind, value, carrier, run in found
    ]  # fmt: skip


def noted(scale: Scale, approval: TypeApproval, made: Made) -> dict[str, Any]:
    """What the first step and the first entry of a scale say."""
    facts = {
        "production_code": scale.production_code, "code_profile": codes.production_profile().name,
        "type": approval.number, "made_on": scale.made_on.isoformat(),
        "software_id": scale.software_id,
    }  # fmt: skip
    return facts | ({"seal_no": made.seal_no} if made.seal_no else {})


def _first_step(scale: Scale, facts: dict[str, Any], actor: Actor, at: datetime) -> LifeStep:
    return LifeStep(
        district=scale.district, scale=scale, number=1, kind="registered",
        from_state="", to_state=scale.state, by_ref=actor.ref, by_body_id=actor.body_id,
        facts=facts, at=at,
    )  # fmt: skip


def _entered(scale: Scale, facts: dict[str, Any]) -> dict[str, Any]:
    return {"from_state": "", "to_state": str(scale.state), "step": 1, **facts}
