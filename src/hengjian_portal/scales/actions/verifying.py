"""What holds of every verification, and what is kept of one: the record, the certificate, the codes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from hengjian.law.decision_table import DecisionTable
from hengjian.ledger.canonical import canonical
from hengjian.metrology import limits
from hengjian.metrology.transition import Act, Permission
from hengjian.metrology.verification import Outcome, Result
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import by_date, codes, weighing
from hengjian_portal.scales.actions.steps import NewMark, put_mark
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.gate import Identity
from hengjian_portal.scales.models import (
    Certificate,
    Mark,
    Scale,
    SealBatch,
    Standard,
    Verification,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """
    One verification as it was done; `readings` are the tests of a weighing report.

    `in_service` is a check between verifications: it gives no certificate. `opened_at` is when
    the form was opened first, None where that is not known.
    """

    checker: Person
    place: str
    temperature_c: Decimal
    standards: tuple[Standard, ...]
    identity: Identity
    readings: dict[str, Any]
    seal_no: str = ""
    in_service: bool = False
    opened_at: datetime | None = None


def check_dates(scale: Scale, day: date) -> None:
    """Raise `ScaleError` where the rules are not about this scale, or no longer let it be used."""
    answer = by_date.decision(scale.type_approval, Act.USE, day, networked=scale.networked)
    if answer.decision is not Permission.ALLOW:
        raise ScaleError(
            f"this scale is not verified any more: {answer.reason_en} ({answer.cite})",
            zh=f"该秤不再检定：{answer.reason_zh}（{answer.cite}）",
        )


def check_reviewed(scale: Scale) -> None:
    """Raise `ScaleError` while the district has not said that an old scale was in use before."""
    if not scale.use_reviewed:
        raise ScaleError(
            "the district has yet to review that this old scale was in use before",
            zh="该旧型式秤的补登依据尚待区县局核实，核实后方可检定",
        )


def check_conditions(temperature_c: Decimal) -> None:
    """Raise `ScaleError` where it is too cold or too warm to try a scale."""
    low, high = limits.number("conditions", "from_c"), limits.number("conditions", "to_c")
    if not low <= temperature_c <= high:
        where = limits.ground("conditions")
        raise ScaleError(
            f"{temperature_c} °C: scales are tried between {low} and {high} °C ({where})",
            zh=f"{temperature_c} ℃：检定应在{low} ℃至{high} ℃之间进行（{where}）",
            field="temperature_c",
        )


def check_whole(result: Result) -> None:
    """Raise `ScaleError` while a test that a certificate needs is missing or incomplete."""
    missing = [*result.not_tested, *(shortfall.item for shortfall in result.incomplete)]
    if missing:
        raise ScaleError(
            "no certificate while tests are missing or incomplete: " + ", ".join(missing),
            zh="以下项目未检或读数不足，不能出具检定证书："
            + "、".join(weighing.TEST_WORDS[name] for name in missing),
        )


def draft(scale: Scale, readings: dict[str, Any], day: date, kind: str = "") -> dict[str, Any]:
    """The weighing report of a scale, as `hengjian weigh` reads it."""
    return {
        "instrument": weighing.nameplate(scale.type_approval),
        "regulation": by_date.regulation_for(scale, day),
        "kind": kind or kind_of(scale),
        **readings,
    }


def kind_of(scale: Scale) -> str:
    """Initial for a scale that was never verified, subsequent from then on."""
    known = scale.verifications.exclude(kind=Verification.Kind.IN_SERVICE).exists()
    return Verification.Kind.SUBSEQUENT.value if known else Verification.Kind.INITIAL.value


def noted(done: Verification, voided: str) -> dict[str, Any]:
    """What the step and the entry of a verification say of it."""
    facts: dict[str, Any] = {
        "verification": done.pk, "regulation": done.regulation, "verification_kind": done.kind,
        "verifier": f"person:{done.verifier_id}", "checker": f"person:{done.checker_id}",
        "verified_on": done.verified_on.isoformat(),
        "report_sha256": hashlib.sha256(canonical(done.report)).hexdigest(), "voided": voided,
    }  # fmt: skip
    if done.verdict == Verification.Verdict.FAIL:
        facts["failed_items"] = failed_items(done)
    return facts


def new_certificate(
    done: Verification, scale: Scale, seal: str, law: DecisionTable | None = None
) -> Certificate:
    """Draw up the certificate of a verification that passed; the caller keeps it."""
    day = done.verified_on
    return Certificate(
        number=f"JD{day.year}{done.pk:08d}", verification=done, scale=scale,
        verification_code=codes.verification_code(done.body, day.year, done.pk), seal_no=seal,
        valid_until=by_date.certificate_end(scale, day, law),
    )  # fmt: skip


def noted_of(certificate: Certificate) -> dict[str, Any]:
    """What the step and the entry of a verification say of its certificate."""
    return {
        "certificate": certificate.number, "verification_code": certificate.verification_code,
        "seal_no": certificate.seal_no, "valid_until": certificate.valid_until.isoformat(),
    }  # fmt: skip


def failed_items(done: Verification) -> list[str]:
    """The names of the tests that failed, each once, in the order of the report."""
    failed = [i["item"] for i in done.result["items"] if i["verdict"] == Outcome.FAIL.value]
    return list(dict.fromkeys(failed))


def certify(done: Verification, scale: Scale, seal: str, batch: SealBatch) -> Certificate:
    """Issue the certificate; its code and seal go on the scale. The old ones must be void by now."""
    try:
        with transaction.atomic():
            certificate = new_certificate(done, scale, seal)
            certificate.save(force_insert=True)
    except IntegrityError as error:
        raise ScaleError(
            f"seal {seal} was used on another scale: a seal is used once",
            zh=f"铅封{seal}已用于其他秤或此前的检定：每个铅封只能用一次",
            field="seal_no",
        ) from error
    code, of = certificate.verification_code, done.body_id
    put_mark(scale, NewMark(Mark.Kind.VERIFICATION_CODE, code, of, Mark.Carrier.LABEL), done.at)
    put_mark(scale, NewMark(Mark.Kind.SEAL, seal, of, Mark.Carrier.LEAD, batch), done.at)
    return certificate
