"""The second person signs a sheet from their own account, and the paper is issued."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import standards, stock
from hengjian_portal.scales.actions import verifying
from hengjian_portal.scales.actions.requests import settle_requests
from hengjian_portal.scales.actions.sheets import (
    check_open,
    check_signer,
    last_day_to_sign,
    settle,
)
from hengjian_portal.scales.actions.steps import (
    Step,
    claim,
    end_marks,
    look_later,
    void_certificate,
    write_down,
)
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, Mark, Scale, Sheet, Standard, Verification

_S = Scale.State


@transaction.atomic
def sign_sheet(*, sheet: Sheet, actor: Actor, at: datetime) -> Verification:
    """
    Sign a sheet that a colleague drew up: the certificate or the rejection notice is issued.

    Dates, state, standards and seal are looked at again; of two who press at once, one acts.
    """
    check_signer(sheet, actor)
    _check_in_time(sheet, at)
    # The scale before its sheet, as whoever draws up another one takes them.
    scale = Scale.objects.select_for_update().get(pk=sheet.scale_id)
    settle(sheet, Sheet.Stage.ISSUED, at)
    in_service = sheet.visit["in_service"]
    check_open(scale, in_service, actor, at)
    _check_unchanged(sheet, scale)
    used = tuple(Standard.objects.filter(pk__in=sheet.visit["standard_ids"]))
    standards.check(used, sheet.body_id, sheet.verified_on, scale.type_approval.max_g)
    done = _verification(sheet, scale, at)
    if in_service and done.verdict == Verification.Verdict.PASS:
        step = Step("checked", scale.state, {**verifying.noted(done, ""), "sheet": sheet.pk})
        claim(scale, step)
    else:
        step = _issued(done, scale, sheet, at)
    write_down(scale, step, actor, at)
    if not in_service:
        settle_requests(scale=scale, actor=actor, at=at)
    look_later("verification", done.pk)
    return done


def _check_in_time(sheet: Sheet, at: datetime) -> None:
    last = last_day_to_sign(sheet)
    if localdate(at) > last:
        raise ScaleError(
            f"this sheet was to be signed by {last} and has lapsed: verify the scale again",
            zh=f"该检定记录应在{last}前核验，已逾期失效：请重新检定",
        )


def _check_unchanged(sheet: Sheet, scale: Scale) -> None:
    """Nothing happened to the scale since; that its old certificate ended meanwhile is no change."""
    later = scale.steps.filter(number__gt=sheet.scale_version).exclude(kind="expired")
    if later.exists():
        raise ScaleError(
            f"scale {scale} was changed since this sheet was drawn up: it is to be verified again",
            zh=f"秤{scale}在拟写之后又有新的办理：须重新检定",
        )


def _verification(sheet: Sheet, scale: Scale, at: datetime) -> Verification:
    visit, report, result = sheet.visit, sheet.report, sheet.result
    opened = datetime.fromisoformat(visit["opened_at"]) if visit["opened_at"] else None
    return Verification.objects.create(
        scale=scale, body_id=sheet.body_id, verifier_id=sheet.verifier_id,
        checker_id=sheet.checker_id, regulation=report["regulation"], kind=report["kind"],
        verified_on=sheet.verified_on, place=visit["place"],
        temperature_c=Decimal(visit["temperature_c"]), standards=visit["standards"],
        identity={**visit["identity"], "standards": visit["standard_facts"]},
        minutes=max(0, int((at - opened).total_seconds() // 60)) if opened else None,
        report=report, result=result, verdict=result["verdict"], at=at,
    )  # fmt: skip


def _issued(done: Verification, scale: Scale, sheet: Sheet, at: datetime) -> Step:
    """Pass or fail: the certificate before ends, codes and seal change, the scale is claimed."""
    passed = done.verdict == Verification.Verdict.PASS
    step = Step("verified" if passed else "failed", _S.VERIFIED if passed else _S.FAILED)
    batch = stock.batch_of(sheet.body_id, sheet.visit["seal_no"]) if passed else None
    claim(scale, step)
    reason = Certificate.Ended.VERIFIED_AGAIN if passed else Certificate.Ended.FAILED
    voided = void_certificate(scale, reason, at)
    step.facts.update({**verifying.noted(done, voided), "sheet": sheet.pk})
    if batch is not None:
        seal = sheet.visit["seal_no"]
        step.facts.update(verifying.noted_of(verifying.certify(done, scale, seal, batch)))
    else:
        end_marks(scale, {Mark.Kind.VERIFICATION_CODE}, Mark.State.VOID, at)
    return step
