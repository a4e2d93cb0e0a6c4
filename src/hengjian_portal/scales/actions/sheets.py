"""The sheet of a verification: drawn up by one person, returned by the other, dropped, lapsed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian.law.profile import shipped_profile
from hengjian.metrology import marks
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import Outcome, Result, evaluate
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.actions import record
from hengjian_portal.messages.actions import Letter, tell
from hengjian_portal.scales import gate, standards, stock, weighing
from hengjian_portal.scales.actions import verifying
from hengjian_portal.scales.actions.steps import check_may
from hengjian_portal.scales.actions.suspicion import note_mismatch
from hengjian_portal.scales.actions.verifying import Visit
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, Sheet, Verification

_W = Sheet.Stage.WAITING


def check_identity(*, scale: Scale, identity: gate.Identity, actor: Actor, at: datetime) -> None:
    """
    Raise `GateError` where the scale is not the one registered, or its marks are not whole.

    What does not fit is left for the bureau, in a transaction that the refusal does not undo.
    """
    try:
        gate.check(scale, identity)
    except gate.GateError as error:
        if error.odd:
            note_mismatch(
                check_code="identity", key=f"identity:{scale.production_code}:verification",
                district=scale.district, scale=scale, actor=actor, at=at,
                facts={
                    "registered_code": scale.production_code, "read": identity.as_json(),
                    "reasons": [one.as_json() for one in error.odd],
                },
            )  # fmt: skip
        raise


def draw_up_sheet(*, scale: Scale, visit: Visit, actor: Actor, at: datetime) -> Sheet:
    """
    Draw up the record of a verification, computed and frozen; it waits for the second person.

    Raises `ScaleError`, and what the engine says of impossible readings. A scale whose identity
    does not fit leaves a suspicion.
    """
    check_open(scale, visit.in_service, actor, at)
    check_identity(scale=scale, identity=visit.identity, actor=actor, at=at)
    return _drawn_up(scale, visit, actor, at)


@transaction.atomic
def _drawn_up(scale: Scale, visit: Visit, actor: Actor, at: datetime) -> Sheet:
    day = localdate(at)
    _check_persons(visit.checker, actor)
    verifying.check_conditions(visit.temperature_c)
    standards.check(visit.standards, actor.body_id, day, scale.type_approval.max_g)
    kind = Verification.Kind.IN_SERVICE.value if visit.in_service else ""
    report = verifying.draft(scale, visit.readings, day, kind)
    result = evaluate(parse_report(report, "report"))
    _check_issuable(result, visit, actor)
    _check_seen(scale)
    sheet = Sheet(
        scale=scale, scale_version=scale.version, body_id=actor.body_id,
        verifier_id=actor.person_id, checker=visit.checker, visit=_kept(visit), report=report,
        result=weighing.as_json(result), verified_on=day, drawn_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
    except IntegrityError as error:
        raise ScaleError(
            "a sheet of this scale waits for signature already",
            zh="该秤已有一份检定记录待核验：请先核验、退回或作废",
        ) from error
    record(
        kind="scales.sheet_drawn", obj=f"scale:{scale.pk}", actor=actor.ref, at=at,
        sheet=sheet.pk, checker=f"person:{visit.checker.pk}", verdict=result.verdict.value,
        verified_on=day.isoformat(), scale_version=scale.version,
    )  # fmt: skip
    _tell(sheet, visit.checker, at)
    return sheet


@transaction.atomic
def return_sheet(*, sheet: Sheet, reason: str, actor: Actor, at: datetime) -> None:
    """Give a sheet back to who drew it up, saying what is wrong."""
    check_signer(sheet, actor)
    _check_said(reason)
    settle(sheet, Sheet.Stage.RETURNED, at, reason)
    _note("scales.sheet_returned", sheet, actor, at, reason)
    letter = Letter(
        f"sheet-returned:{sheet.pk}", f"检定记录被退回：{sheet.scale}", reason,
        f"/scales/sheets/{sheet.pk}/", f"Sheet returned: {sheet.scale}", reason,
    )  # fmt: skip
    tell(people=[sheet.verifier], letter=letter, at=at)


@transaction.atomic
def drop_sheet(*, sheet: Sheet, reason: str, actor: Actor, at: datetime) -> None:
    """Drop a sheet one drew up oneself, before it was signed."""
    policy.require(actor, "scales.verify")
    if actor.person_id != sheet.verifier_id:
        raise ScaleError("only who drew a sheet up drops it", zh="只有拟写人可以作废这份检定记录")
    _check_said(reason)
    settle(sheet, Sheet.Stage.DROPPED, at, reason)
    _note("scales.sheet_dropped", sheet, actor, at, reason)


def lapse_sheets(*, at: datetime) -> int:
    """Let every sheet lapse that nobody signed in time; how many."""
    last = localdate(at) - timedelta(days=_days())
    late = Sheet.objects.filter(stage=_W, verified_on__lt=last).select_related("scale")
    done = 0
    for sheet in late:
        # Whoever settled one in this moment was first; the others lapse all the same.
        with suppress(ScaleError), transaction.atomic():
            reason = "逾期未核验"
            settle(sheet, Sheet.Stage.DROPPED, at, reason)
            _note("scales.sheet_lapsed", sheet, SYSTEM, at, reason)
            done += 1
    return done


def last_day_to_sign(sheet: Sheet) -> date:
    """The last day on which a sheet may be signed."""
    return sheet.verified_on + timedelta(days=_days())


def _days() -> int:
    return shipped_profile().number("verification_sheet_days")


def check_open(scale: Scale, in_service: bool, actor: Actor, at: datetime) -> None:
    """Raise `ScaleError` unless this account may verify or check the scale now."""
    check_may(scale, "check" if in_service else "verify", actor)
    verifying.check_dates(scale, localdate(at))
    verifying.check_reviewed(scale)


def _check_persons(checker: Person, actor: Actor) -> None:
    if checker.pk == actor.person_id or checker.body_id != actor.body_id or not checker.is_active:
        raise ScaleError(
            "a verification takes two different persons of the same verification body",
            zh="检定须由同一机构的两名不同人员完成",
            field="checker",
        )


def _check_issuable(result: Result, visit: Visit, actor: Actor) -> None:
    """What passes needs every test and a seal of the body's stock; a check only its readings."""
    if visit.in_service or result.verdict is not Outcome.PASS:
        return
    verifying.check_whole(result)
    if not marks.tidy_code(visit.seal_no):
        raise ScaleError(
            "give the number of the new seal", zh="请填写新铅封的编号", field="seal_no"
        )
    stock.batch_of(actor.body_id or 0, visit.seal_no)
    seal = marks.tidy_code(visit.seal_no)
    if Sheet.objects.filter(stage=_W, visit__seal_no=seal).exists():
        raise ScaleError(
            f"seal {seal} stands on another sheet that waits: take another",
            zh=f"铅封{seal}已写在另一份待核验的检定记录上：请换一枚",
            field="seal_no",
        )


def _check_seen(scale: Scale) -> None:
    """Whoever saw an older page is told before the sheet is frozen."""
    seen = Scale.objects.select_for_update().filter(pk=scale.pk, version=scale.version)
    if not seen.filter(state=scale.state).exists():
        raise ScaleError(
            f"scale {scale} was changed by somebody else meanwhile: look at it again",
            zh=f"秤{scale}刚刚已被他人办理：请刷新后再看",
        )


def check_signer(sheet: Sheet, actor: Actor) -> None:
    """Raise `ScaleError` for anybody but the second person named on a sheet."""
    policy.require(actor, "scales.verify")
    if actor.person_id != sheet.checker_id or actor.body_id != sheet.body_id:
        raise ScaleError(
            "only the second person named on a sheet signs or returns it, from their own account",
            zh="只有记录上写明的核验员本人，才能用自己的账户核验或退回",
        )


def _check_said(reason: str) -> None:
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")


def settle(sheet: Sheet, stage: Sheet.Stage, at: datetime, reason: str = "") -> None:
    """Claim a waiting sheet; whoever comes second is refused."""
    waiting = Sheet.objects.filter(pk=sheet.pk, stage=_W)
    if waiting.update(stage=stage, settled_at=at, reason=reason) != 1:
        raise ScaleError(
            "this sheet was settled meanwhile: look at it again",
            zh="该检定记录刚刚已被办理：请刷新后再看",
        )
    sheet.stage, sheet.settled_at, sheet.reason = stage, at, reason


def _note(kind: str, sheet: Sheet, actor: Actor, at: datetime, reason: str) -> None:
    record(
        kind=kind, obj=f"scale:{sheet.scale_id}", actor=actor.ref, at=at, sheet=sheet.pk,
        reason=reason,
    )  # fmt: skip


def _kept(visit: Visit) -> dict[str, Any]:
    """A visit as the sheet keeps it."""
    return {
        "place": visit.place, "temperature_c": str(visit.temperature_c),
        "standards": standards.in_words(visit.standards)[:400],
        "standard_ids": [one.pk for one in visit.standards],
        "standard_facts": standards.facts_of(visit.standards),
        "identity": visit.identity.as_json(), "seal_no": marks.tidy_code(visit.seal_no),
        "in_service": visit.in_service,
        "opened_at": visit.opened_at.isoformat() if visit.opened_at else "",
    }  # fmt: skip


def _tell(sheet: Sheet, checker: Person, at: datetime) -> None:
    letter = Letter(
        f"sheet:{sheet.pk}", f"检定记录待您核验：{sheet.scale}",
        f"请在{last_day_to_sign(sheet):%Y-%m-%d}前用自己的账户核验。", f"/scales/sheets/{sheet.pk}/",
        f"A sheet waits for your signature: {sheet.scale}",
        f"Sign it from your own account by {last_day_to_sign(sheet):%Y-%m-%d}.",
    )  # fmt: skip
    tell(people=[checker], letter=letter, at=at)
