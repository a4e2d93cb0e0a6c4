"""Verifying a scale: who it is, then what it weighs, then a certificate or a rejection notice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from procrastinate.contrib.django import app as jobs

from hengjian.law.decision_table import DecisionTable
from hengjian.ledger.canonical import canonical
from hengjian.metrology import marks
from hengjian.metrology.report import parse_report
from hengjian.metrology.transition import Act, Permission
from hengjian.metrology.verification import Outcome, Result, evaluate
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import by_date, codes, weighing
from hengjian_portal.scales.actions.steps import (
    NewMark,
    Step,
    check_may,
    claim,
    end_marks,
    put_mark,
    void_certificate,
    write_down,
)
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, Mark, Scale, Verification


@dataclass(frozen=True, slots=True)
class Identity:
    """What stands on the scale itself: its code, the software it names, whether it is sealed."""

    production_code: str
    software_id: str
    seal_present: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """One verification as it was done; `readings` are the tests of a weighing report."""

    checker: Person
    place: str
    temperature_c: Decimal
    standards: str
    identity: Identity
    readings: dict[str, Any]
    seal_no: str = ""


@transaction.atomic
def verify(*, scale: Scale, visit: Visit, actor: Actor, at: datetime) -> Verification:
    """
    Verify a scale, by two persons of one body.

    A pass with every test done gives a certificate, a fail gives a rejection notice; either ends
    the certificate before. Raises `ScaleError`, and what the engine says of impossible readings.
    """
    check_may(scale, "verify", actor)
    day = localdate(at)
    check_dates(scale, day)
    check_reviewed(scale)
    check_identity(scale, visit.identity)
    _check_persons(visit.checker, actor)
    report = draft(scale, visit.readings, day)
    result = evaluate(parse_report(report, "report"))
    passed = result.verdict is Outcome.PASS
    if passed:
        _check_whole(result)
    step = Step("verified" if passed else "failed", _S.VERIFIED if passed else _S.FAILED)
    claim(scale, step)
    done = _verification(scale, visit, actor, at, (report, result))
    reason = Certificate.Ended.VERIFIED_AGAIN if passed else Certificate.Ended.FAILED
    step.facts.update(noted(done, void_certificate(scale, reason, at)))
    if passed:
        step.facts.update(noted_of(_certificate(done, scale, visit.seal_no)))
    else:
        end_marks(scale, {Mark.Kind.VERIFICATION_CODE}, Mark.State.VOID, at)
    write_down(scale, step, actor, at)
    jobs.configure_task("scales.look_at").defer(kind="verification", pk=done.pk)
    return done


_S = Scale.State


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


def check_identity(scale: Scale, identity: Identity) -> None:
    """Raise `ScaleError` where what stands on the scale is not what is registered of it."""
    marks.check_code(codes.production_profile(), identity.production_code)
    if marks.tidy_code(identity.production_code) != scale.production_code:
        raise ScaleError(
            f"the code on this scale is not {scale.production_code}: it may be another scale, or "
            "a copied label; do not verify it, tell the bureau",
            zh=f"秤上的生产码与登记的{scale.production_code}不一致：可能不是同一台秤，或标签被仿冒；"
            "不得检定，请报告市场监管部门",
            field="production_code",
        )
    known = scale.type_approval.software_ids
    if known and identity.software_id.strip() not in {scale.software_id} & set(known):
        raise ScaleError(
            f"software {identity.software_id!r} is not {scale.software_id}, which was registered: "
            "the program may have been changed; do not verify it, tell the bureau",
            zh=f"软件标识“{identity.software_id}”与登记的{scale.software_id}不一致：程序可能被更换；"
            "不得检定，请报告市场监管部门",
            field="software_id",
        )
    if not identity.seal_present:
        raise ScaleError(
            "without a whole seal no verification: report the scale as opened",
            zh="铅封不完好不得检定：请先报告“机壳被打开”",
            field="seal_present",
        )


def draft(scale: Scale, readings: dict[str, Any], day: date) -> dict[str, Any]:
    """The weighing report of a scale, as `hengjian weigh` reads it."""
    return {
        "instrument": weighing.nameplate(scale.type_approval),
        "regulation": by_date.regulation_for(scale, day),
        "kind": kind_of(scale),
        **readings,
    }


def kind_of(scale: Scale) -> str:
    """Initial for a scale that was never verified, subsequent from then on."""
    known = scale.verifications.exists()
    return Verification.Kind.SUBSEQUENT.value if known else Verification.Kind.INITIAL.value


def noted(done: Verification, voided: str) -> dict[str, Any]:
    """What the step and the entry of a verification say of it."""
    facts: dict[str, Any] = {
        "verification": done.pk, "regulation": done.regulation, "verification_kind": done.kind,
        "checker": f"person:{done.checker_id}",
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


def _check_persons(checker: Person, actor: Actor) -> None:
    if checker.pk == actor.person_id or checker.body_id != actor.body_id or not checker.is_active:
        raise ScaleError(
            "a verification takes two different persons of the same verification body",
            zh="检定须由同一机构的两名不同人员完成",
            field="checker",
        )


def _check_whole(result: Result) -> None:
    missing = [*result.not_tested, *(shortfall.item for shortfall in result.incomplete)]
    if missing:
        raise ScaleError(
            "no certificate while tests are missing or incomplete: " + ", ".join(missing),
            zh="以下项目未检或读数不足，不能出具检定证书："
            + "、".join(weighing.TEST_WORDS[name] for name in missing),
        )


def _verification(
    scale: Scale, visit: Visit, actor: Actor, at: datetime,
    weighed: tuple[dict[str, Any], Result],
) -> Verification:  # fmt: skip
    report, result = weighed
    return Verification.objects.create(
        scale=scale, body_id=actor.body_id, verifier_id=actor.person_id, checker=visit.checker,
        regulation=report["regulation"], kind=report["kind"], verified_on=localdate(at),
        place=visit.place, temperature_c=visit.temperature_c, standards=visit.standards,
        report=report, result=weighing.as_json(result), verdict=result.verdict.value, at=at,
    )  # fmt: skip


def _certificate(done: Verification, scale: Scale, seal_no: str) -> Certificate:
    seal = marks.tidy_code(seal_no)
    if not seal:
        raise ScaleError(
            "give the number of the new seal", zh="请填写新铅封的编号", field="seal_no"
        )
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
    put_mark(scale, NewMark(Mark.Kind.SEAL, seal, of, Mark.Carrier.LEAD), done.at)
    return certificate
