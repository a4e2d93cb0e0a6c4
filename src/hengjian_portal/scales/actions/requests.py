"""Asking for verification: asked, withdrawn, turned away, done when every scale was verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.messages.actions import Letter, tell, tell_body
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import FieldDay, Scale, Stop, VerificationRequest
from hengjian_portal.scales.requests import OPEN, may_be_asked_for, still_to_verify, ties_of

Stage = VerificationRequest.Stage
_PREFIX = "JQ"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which scales, between which days, and what else the verifiers should know."""

    scales: tuple[Scale, ...]
    wanted_from: date
    wanted_to: date
    note: str = ""


@transaction.atomic
def ask_for_verification(*, wish: Wish, actor: Actor, at: datetime) -> VerificationRequest:
    """Ask for verification of some scales of one market (or of one's own place)."""
    policy.require(actor, "scales.ask_verification")
    _check_days(wish, at)
    # Who asks twice at the same time is one account: its second request waits here for the first.
    Body.objects.select_for_update().get(pk=actor.body_id)
    _check_scales(wish, actor, at)
    first = wish.scales[0]
    request = VerificationRequest.objects.create(
        number=_next_number(localdate(at).year), applicant_id=actor.body_id,
        market=first.market, district=first.district, wanted_from=wish.wanted_from,
        wanted_to=wish.wanted_to, note=wish.note.strip(), asked_at=at,
    )  # fmt: skip
    request.scales.set(wish.scales)
    record(
        kind="scales.verification_asked", obj=f"request:{request.pk}", actor=actor.ref, at=at,
        number=request.number, scales=sorted(scale.pk for scale in wish.scales),
        market=request.market_id, district=request.district, note=request.note,
        wanted_from=wish.wanted_from.isoformat(), wanted_to=wish.wanted_to.isoformat(),
    )  # fmt: skip
    return request


@transaction.atomic
def withdraw_request(
    *, request: VerificationRequest, reason: str, actor: Actor, at: datetime
) -> None:
    """Take a request back; who was to come is told."""
    policy.require(actor, "scales.ask_verification", ties_of(request))
    stop = request.stop
    if stop is not None:
        # The day before its requests, as whoever plans or calls it off takes them.
        FieldDay.objects.select_for_update().get(pk=stop.field_day_id)
    take(request, Stage.WITHDRAWN, OPEN, {"reason": reason.strip(), "stop": None})
    _note("scales.request_withdrawn", request, actor, at)
    if stop is not None:
        _leave(stop)
        day = stop.field_day
        letter = Letter(
            f"request-withdrawn:{request.pk}", f"检定申请已撤回：{request.number}",
            f"{day.day:%Y-%m-%d}不必前往：{request.applicant.name}已撤回申请。",
            f"/scales/days/{day.pk}/", f"Request withdrawn: {request.number}",
            f"No need to go there on {day.day:%Y-%m-%d}.",
        )  # fmt: skip
        tell(people=[day.verifier, day.checker], letter=letter, at=at)


@transaction.atomic
def turn_away_request(
    *, request: VerificationRequest, reason: str, actor: Actor, at: datetime
) -> None:
    """Decline a request that nobody has given a day, with the reason; the applicant is told."""
    policy.require(actor, "scales.plan_field_days")
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    take(request, Stage.TURNED_AWAY, (Stage.ASKED,), {"reason": reason.strip()})
    _note("scales.request_turned_away", request, actor, at)
    letter = Letter(
        f"request-turned-away:{request.pk}", f"检定申请不予受理：{request.number}", reason,
        f"/scales/requests/{request.pk}/", f"Request turned away: {request.number}", reason,
    )  # fmt: skip
    tell_body(body=request.applicant, letter=letter, at=at)


def settle_requests(*, scale: Scale, actor: Actor, at: datetime) -> None:
    """A request is done when each of its scales was verified since; in the caller's transaction."""
    for request in VerificationRequest.objects.filter(scales=scale, stage__in=OPEN):
        if not still_to_verify(request):
            take(request, Stage.DONE, OPEN, {})
            _note("scales.request_done", request, actor, at)


def take(
    request: VerificationRequest, to: str, before: tuple[Stage, ...], changes: dict[str, object]
) -> None:
    """Claim a request from the stage and version that were seen; whoever comes second is refused."""
    seen = VerificationRequest.objects.filter(
        pk=request.pk, version=request.version, stage__in=before
    )
    if seen.update(stage=to, version=F("version") + 1, **changes) != 1:
        raise ScaleError(
            f"request {request} was settled meanwhile: look at it again",
            zh=f"检定申请{request}刚刚已被办理：请刷新后再看",
        )
    request.stage, request.version = to, request.version + 1
    for name, value in changes.items():
        setattr(request, name, value)


def _note(kind: str, request: VerificationRequest, actor: Actor, at: datetime) -> None:
    record(
        kind=kind, obj=f"request:{request.pk}", actor=actor.ref, at=at, number=request.number,
        stage=str(request.stage), reason=request.reason, version=request.version,
    )  # fmt: skip


def _leave(stop: Stop) -> None:
    """A stop where nobody waits any more goes; who saw the day with it is told to look again."""
    seen = FieldDay.objects.filter(pk=stop.field_day_id)
    seen.update(version=F("version") + 1)
    if not stop.requests.exists():
        stop.delete()


def _check_days(wish: Wish, at: datetime) -> None:
    if wish.wanted_from < localdate(at):
        raise ScaleError(
            "this day has passed", zh="起始日期不能早于今天", field="wanted_from"
        )  # fmt: skip
    if wish.wanted_to < wish.wanted_from:
        raise ScaleError(
            "the last day lies before the first", zh="截止日期早于起始日期", field="wanted_to"
        )


def _check_scales(wish: Wish, actor: Actor, at: datetime) -> None:
    if not wish.scales:
        raise ScaleError("choose the scales", zh="请选择要检定的秤", field="scales")
    open_ones = set(may_be_asked_for(actor, localdate(at)).values_list("pk", flat=True))
    for scale in wish.scales:
        if scale.pk not in open_ones:
            raise ScaleError(
                f"scale {scale} is not yours, cannot be verified now, or is asked for already",
                zh=f"秤{scale}不属于本单位、当前不能检定，或已经申请过",
                field="scales",
            )
    if len({(scale.market_id, scale.district) for scale in wish.scales}) > 1:
        raise ScaleError(
            "these scales stand in different places: ask for each place by itself",
            zh="所选的秤不在同一处：请按市场分别申请",
            field="scales",
        )


def _next_number(year: int) -> str:
    """The next number of a year, without gaps: `JQ2026-0001`. The pattern is ours."""
    start = f"{_PREFIX}{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [start])
    last = VerificationRequest.objects.filter(number__startswith=start).order_by("-pk").first()
    return f"{start}{int(last.number.removeprefix(start)) + 1 if last else 1:04d}"
