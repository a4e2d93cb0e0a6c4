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
    scale = _like_new(approval)
    scale.production_code, scale.serial_no = line.code, made.serial_no
    scale.made_on, scale.software_id = made.made_on, made.software_id
    try:
        with transaction.atomic():
            scale.save(force_insert=True)
            Mark.objects.bulk_create(
                Mark(
                    scale=scale, kind=kind, value=value, carrier=carrier, batch_id=batch,
                    issuer_id=approval.maker_id, issued_at=at,
                )
                for kind, value, carrier, batch in _carried(line)
            )  # fmt: skip
    except IntegrityError as error:
        raise already_registered(made.serial_no) from error
    facts = _noted(approval, made, line.code)
    step = _like_first_step(approval, actor, at)
    step.scale, step.facts = scale, facts
    LifeStep.objects.bulk_create([step])
    record(
        kind="scales.registered", obj=f"scale:{scale.pk}", actor=actor.ref, at=at, **_entered(facts)
    )
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
    new = [
        (line, line.made) for line in lines if line.outcome is Outcome.NEW and line.made is not None
    ]
    keyed = [
        (key, line, made, _noted(approval, made, line.code))
        for key, (line, made) in zip(new_keys(Scale, len(new)), new, strict=True)
    ]
    scale = _like_new(approval)
    scale.run = run
    copy_in(
        scale, ("id", "production_code", "serial_no", "made_on", "software_id"),
        (
            (key, line.code, made.serial_no, made.made_on, made.software_id)
            for key, line, made, _facts in keyed
        ),
    )  # fmt: skip
    copy_in(
        Mark(issuer_id=approval.maker_id, issued_at=at),
        ("scale_id", "kind", "value", "carrier", "batch_id"),
        ((key, *mark) for key, line, _made, _facts in keyed for mark in _carried(line)),
    )
    copy_in(
        _like_first_step(approval, actor, at), ("scale_id", "facts"),
        ((key, facts) for key, _line, _made, facts in keyed),
    )  # fmt: skip
    record_first(
        (
            Act("scales.registered", f"scale:{key}", actor.ref, _entered(facts))
            for key, _line, _made, facts in keyed
        ),
        at=at,
    )
    return len(new)


def _like_new(approval: TypeApproval) -> Scale:
    """What every scale of a type has in common when it leaves the factory."""
    return Scale(
        type_approval=approval, state=Scale.State.PRODUCED, district=approval.maker.district
    )


def _carried(line: Line) -> list[tuple[str, str, str, int | None]]:
    """What a scale carries when it leaves the factory: its code, and the seal where it has one."""
    kinds, carriers = Mark.Kind, Mark.Carrier
    found: list[tuple[str, str, str, int | None]] = [
        (kinds.PRODUCTION_CODE.value, line.code, carriers.LABEL.value, None)
    ]
    if line.made is not None and line.made.seal_no:
        batch = line.batch.pk if line.batch else None
        found.append((kinds.SEAL.value, line.made.seal_no, carriers.LEAD.value, batch))
    return found


def _noted(approval: TypeApproval, made: Made, code: str) -> dict[str, Any]:
    """What the first step and the first entry of a scale say."""
    facts = {
        "production_code": code, "code_profile": codes.production_profile().name,
        "type": approval.number, "made_on": made.made_on.isoformat(),
        "software_id": made.software_id,
    }  # fmt: skip
    return facts | ({"seal_no": made.seal_no} if made.seal_no else {})


def _like_first_step(approval: TypeApproval, actor: Actor, at: datetime) -> LifeStep:
    return LifeStep(
        district=approval.maker.district, number=1, kind="registered", from_state="",
        to_state=Scale.State.PRODUCED.value, by_ref=actor.ref, by_body_id=actor.body_id, at=at,
    )  # fmt: skip


def _entered(facts: dict[str, Any]) -> dict[str, Any]:
    return {"from_state": "", "to_state": Scale.State.PRODUCED.value, "step": 1, **facts}
