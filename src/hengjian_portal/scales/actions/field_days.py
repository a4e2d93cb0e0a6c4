"""A day out: planned for two persons, given its stops in an order, called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.evidence.actions import record
from hengjian_portal.messages.actions import Letter, tell_body
from hengjian_portal.scales.actions.requests import take
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import FieldDay, Stop, VerificationRequest

_R = VerificationRequest.Stage
_APART = 1000  # further than any position, so that stops can change places one by one


@dataclass(frozen=True, slots=True)
class Outing:
    """A day and the two who go."""

    day: date
    verifier: Person
    checker: Person
    note: str = ""


@transaction.atomic
def plan_field_day(*, outing: Outing, actor: Actor, at: datetime) -> FieldDay:
    """Plan a day out. Raises `ScaleError` where one of the two goes out elsewhere that day."""
    policy.require(actor, "scales.plan_field_days")
    if outing.day < localdate(at):
        raise ScaleError("this day has passed", zh="日期不能早于今天", field="day")
    two = {outing.verifier.pk, outing.checker.pk}
    ours = {person.body_id for person in (outing.verifier, outing.checker) if person.is_active}
    if len(two) != 2 or ours != {actor.body_id}:
        raise ScaleError(
            "two different persons of your own body go out together",
            zh="外出检定须安排本机构的两名不同人员", field="checker",
        )  # fmt: skip
    Body.objects.select_for_update().get(pk=actor.body_id)
    _check_free(outing)
    try:
        with transaction.atomic():
            day = FieldDay.objects.create(
                body_id=actor.body_id, day=outing.day, verifier=outing.verifier,
                checker=outing.checker, note=outing.note.strip(), planned_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise _not_free(outing.verifier, outing.day, "verifier") from error
    record(
        kind="scales.field_day_planned", obj=f"field_day:{day.pk}", actor=actor.ref, at=at,
        day=outing.day.isoformat(), verifier=f"person:{outing.verifier.pk}",
        checker=f"person:{outing.checker.pk}", body=actor.body_id, note=day.note,
    )  # fmt: skip
    return day


@transaction.atomic
def appoint(
    *, request: VerificationRequest, day: FieldDay, arrives: time, actor: Actor, at: datetime
) -> Stop:
    """Put a request onto a day, at the stop of its market; the applicant is told day and time."""
    _require_open(day, actor, at)
    _claim_day(day)
    stop = _stop_for(request, day, arrives)
    take(request, _R.APPOINTED, (_R.ASKED,), {"stop": stop, "reason": ""})
    record(
        kind="scales.request_appointed", obj=f"request:{request.pk}", actor=actor.ref, at=at,
        number=request.number, field_day=day.pk, day=day.day.isoformat(), stop=stop.pk,
        arrives=f"{stop.arrives:%H:%M}", body=day.body_id, version=request.version,
    )  # fmt: skip
    _tell_day(request, day, stop.arrives, at)
    return stop


@transaction.atomic
def order_stops(*, day: FieldDay, order: list[int], actor: Actor, at: datetime) -> None:
    """
    Put the stops of a day (their ids) into another order; who is visited at another time is told.

    The arrival times stay with the places in the order: whoever comes first has the first time.
    """
    _require_open(day, actor, at)
    _claim_day(day)
    stops = {stop.pk: stop for stop in day.stops.all()}
    if sorted(order) != sorted(stops):
        raise ScaleError("the stops have changed: look again", zh="停靠点已有变化：请刷新后再看")
    times = sorted(stop.arrives for stop in stops.values())
    moved = [
        stops[pk] for number, pk in enumerate(order, start=1)
        if (stops[pk].position, stops[pk].arrives) != (number, times[number - 1])
    ]  # fmt: skip
    day.stops.update(position=F("position") + _APART)
    for number, pk in enumerate(order, start=1):
        Stop.objects.filter(pk=pk).update(position=number, arrives=times[number - 1])
    record(
        kind="scales.field_day_ordered", obj=f"field_day:{day.pk}", actor=actor.ref, at=at,
        stops=order, arrives=[f"{one:%H:%M}" for one in times], version=day.version,
    )  # fmt: skip
    for stop in moved:
        arrives = times[order.index(stop.pk)]
        if arrives != stop.arrives:
            for request in stop.requests.filter(stage=_R.APPOINTED):
                _tell_day(request, day, arrives, at)


@transaction.atomic
def call_off_field_day(*, day: FieldDay, reason: str, actor: Actor, at: datetime) -> None:
    """Call a day off: its requests wait again, and everybody who expected a visit is told."""
    _require_open(day, actor, at)
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    _claim_day(day, called_off_because=reason.strip())
    record(
        kind="scales.field_day_called_off", obj=f"field_day:{day.pk}", actor=actor.ref, at=at,
        reason=reason.strip(), version=day.version,
    )  # fmt: skip
    expected = VerificationRequest.objects.filter(stop__field_day=day, stage=_R.APPOINTED)
    for request in expected.select_related("applicant"):
        take(request, _R.ASKED, (_R.APPOINTED,), {"stop": None})
        record(
            kind="scales.request_waits_again", obj=f"request:{request.pk}", actor=actor.ref,
            at=at, number=request.number, field_day=day.pk, reason=reason.strip(),
            version=request.version,
        )  # fmt: skip
        letter = Letter(
            f"field-day-off:{day.pk}:{request.pk}", f"{day.day:%Y-%m-%d}的检定取消：{request.number}",
            f"{reason}。申请仍然有效，另行安排。", f"/scales/requests/{request.pk}/",
            f"Verification on {day.day:%Y-%m-%d} called off: {request.number}",
            f"{reason}. Your request stands; another day will be given.",
        )  # fmt: skip
        tell_body(body=request.applicant, letter=letter, at=at)


def suggested(stops: list[Stop]) -> list[int]:
    """An order to begin with, by district and name: nothing else is known of where markets lie."""
    ordered = sorted(
        stops, key=lambda stop: (stop.district, str(stop.market or stop.place), stop.pk)
    )
    return [stop.pk for stop in ordered]


def _require_open(day: FieldDay, actor: Actor, at: datetime) -> None:
    policy.require(actor, "scales.plan_field_days", policy.Ties(bodies=frozenset({day.body_id})))
    if day.called_off_because or day.day < localdate(at):
        raise ScaleError(
            "this day was called off, or has passed", zh="该外出日已取消或已过去"
        )  # fmt: skip


def _claim_day(day: FieldDay, **changes: object) -> None:
    """Take a day at the version that was seen; whoever comes second is refused."""
    seen = FieldDay.objects.filter(pk=day.pk, version=day.version, called_off_because="")
    if seen.update(version=F("version") + 1, **changes) != 1:
        raise ScaleError(
            "this day was changed by somebody else meanwhile: look at it again",
            zh="该外出日刚刚已被他人更改：请刷新后再看",
        )
    day.version += 1
    for name, value in changes.items():
        setattr(day, name, value)


def _check_free(outing: Outing) -> None:
    """One person goes out once a day, whichever of the two they are."""
    for person, field in ((outing.verifier, "verifier"), (outing.checker, "checker")):
        goes = Q(verifier=person) | Q(checker=person)
        if FieldDay.objects.filter(goes, day=outing.day, called_off_because="").exists():
            raise _not_free(person, outing.day, field)


def _not_free(person: Person, day: date, field: str) -> ScaleError:
    return ScaleError(
        f"{person.name} goes out elsewhere on {day}: choose another person or day",
        zh=f"{person.name}在{day}已有外出安排：请换人或换一天",
        field=field,
    )


def _stop_for(request: VerificationRequest, day: FieldDay, arrives: time) -> Stop:
    """The stop of the request's place on that day, a new last one where there is none."""
    place = "" if request.market_id else request.applicant.address or request.applicant.name
    same = day.stops.filter(market=request.market, place=place[:120]).first()
    if same is not None:
        return same
    last = day.stops.order_by("-position").first()
    if last is not None and arrives < last.arrives:
        raise ScaleError(
            f"the stop before is at {last.arrives:%H:%M}: give a later time, then change the order",
            zh=f"前一个停靠点是{last.arrives:%H:%M}：请填更晚的时间，再调整顺序",
            field="arrives",
        )
    return Stop.objects.create(
        field_day=day, position=last.position + 1 if last else 1, market=request.market,
        place=place[:120], district=request.district, arrives=arrives,
    )  # fmt: skip


def _tell_day(request: VerificationRequest, day: FieldDay, arrives: time, at: datetime) -> None:
    when = f"{day.day:%Y-%m-%d} {arrives:%H:%M}"
    letter = Letter(
        f"appointed:{request.pk}:{day.pk}:{when}:{request.version}",
        f"检定已安排：{when}（{request.number}）",
        f"{day.body.name}（{day.verifier.name}、{day.checker.name}）约{arrives:%H:%M}到达，"
        f"请备好秤，届时停止使用。",
        f"/scales/requests/{request.pk}/",
        f"Verification on {when} ({request.number})",
        f"{day.body.name_en or day.body.name}: {day.verifier.name} and {day.checker.name} arrive "
        f"about {arrives:%H:%M}. Have the scales ready and out of use.",
    )  # fmt: skip
    tell_body(body=request.applicant, letter=letter, at=at)
