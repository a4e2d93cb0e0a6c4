"""The register of standards: entered, calibrated anew, retired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import weighing
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Standard


@dataclass(frozen=True, slots=True)
class NewStandard:
    """A standard as it is entered; `up_to_g` is the heaviest load it can lay on."""

    name: str
    number: str
    accuracy: str
    up_to_g: Decimal
    certificate_no: str
    certificate_until: date


@transaction.atomic
def add_standard(*, facts: NewStandard, actor: Actor, at: datetime) -> Standard:
    """Enter a standard of one's own body. Raises `ScaleError` for a number entered before."""
    policy.require(actor, "scales.keep_standards")
    _check_holds(facts.certificate_until, at)
    standard = Standard(
        body_id=actor.body_id, name=facts.name.strip(), number=facts.number.strip(),
        accuracy=facts.accuracy.strip(), up_to_g=facts.up_to_g,
        certificate_no=facts.certificate_no.strip(), certificate_until=facts.certificate_until,
    )  # fmt: skip
    try:
        with transaction.atomic():
            standard.save(force_insert=True)
    except IntegrityError as error:
        raise ScaleError(
            f"standard {standard.number} is in your register already",
            zh=f"编号{standard.number}的标准器已在本机构登记",
            field="number",
        ) from error
    record(
        kind="scales.standard_added", obj=f"standard:{standard.pk}", actor=actor.ref, at=at,
        body=actor.body_id, name=standard.name, number=standard.number,
        accuracy=standard.accuracy, up_to_g=weighing.written(standard.up_to_g),
        **_certificate(standard),
    )  # fmt: skip
    return standard


@transaction.atomic
def renew_standard(
    *, standard: Standard, certificate_no: str, certificate_until: date, actor: Actor, at: datetime
) -> None:
    """Note the new certificate of a standard; verifications before keep the one they were done by."""
    _require_own(standard, actor)
    _check_holds(certificate_until, at)
    new = (certificate_no.strip(), certificate_until)
    if new == (standard.certificate_no, standard.certificate_until):
        return
    _change(standard, certificate_no=new[0], certificate_until=new[1])
    record(
        kind="scales.standard_renewed", obj=f"standard:{standard.pk}", actor=actor.ref, at=at,
        **_certificate(standard),
    )  # fmt: skip


@transaction.atomic
def retire_standard(*, standard: Standard, reason: str, actor: Actor, at: datetime) -> None:
    """Retire a standard from today on."""
    _require_own(standard, actor)
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    _change(standard, retired_on=localdate(at))
    record(
        kind="scales.standard_retired", obj=f"standard:{standard.pk}", actor=actor.ref, at=at,
        retired_on=localdate(at).isoformat(), reason=reason,
    )  # fmt: skip


def _require_own(standard: Standard, actor: Actor) -> None:
    ties = policy.Ties(bodies=frozenset({standard.body_id}))
    policy.require(actor, "scales.keep_standards", ties)


def _check_holds(until: date, at: datetime) -> None:
    if until < localdate(at):
        raise ScaleError(
            f"this certificate ended on {until}", zh=f"证书有效期至{until}，已过期",
            field="certificate_until",
        )  # fmt: skip


def _change(standard: Standard, **columns: object) -> None:
    """Change a standard as long as it was not retired; of two who press at once, one is told."""
    if Standard.objects.filter(pk=standard.pk, retired_on=None).update(**columns) != 1:
        raise ScaleError("this standard was retired", zh=f"标准器{standard}已停用")
    for name, value in columns.items():
        setattr(standard, name, value)


def _certificate(standard: Standard) -> dict[str, str]:
    return {
        "certificate_no": standard.certificate_no,
        "certificate_until": standard.certificate_until.isoformat(),
    }
