"""Requests for verification, and the days on which a body goes out for them."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.scales.acts import ACTS
from hengjian_portal.scales.models import (
    FieldDay,
    Scale,
    Sheet,
    Stop,
    Verification,
    VerificationRequest,
)
from hengjian_portal.scales.queries import by_need, visible_to

Stage = VerificationRequest.Stage
OPEN = (Stage.ASKED, Stage.APPOINTED)


def requests_visible_to(actor: Actor) -> QuerySet[VerificationRequest]:
    """The requests an account may see: an applicant its own, a district those in its area."""
    found = VerificationRequest.objects.select_related(
        "applicant", "market", "stop__field_day__body"
    ).prefetch_related("scales")
    needed = policy.tie_needed(actor, "scales.see_requests")
    if needed is policy.Tie.ANY:
        return found
    if needed is policy.Tie.AREA:
        return found.filter(district=actor.district)
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return found.filter(Q(applicant=actor.body_id) | Q(market=actor.body_id))
    return found.none()


def ties_of(request: VerificationRequest) -> policy.Ties:
    """What binds accounts to a request: who asked."""
    return policy.Ties(
        districts=frozenset({request.district}), bodies=frozenset({request.applicant_id})
    )


def may_be_asked_for(actor: Actor, day: date) -> QuerySet[Scale]:
    """The scales this account may ask verification for now, what is due first."""
    waiting = VerificationRequest.objects.filter(scales=OuterRef("pk"), stage__in=OPEN)
    mine = visible_to(actor).filter(
        Q(owner=actor.body_id) | Q(market=actor.body_id),
        state__in=[state.value for state in ACTS["verify"].starts_from], use_reviewed=True,
    )  # fmt: skip
    return by_need(mine.exclude(Exists(waiting)), day)


def still_to_verify(request: VerificationRequest) -> list[Scale]:
    """The scales of a request that nobody verified since it was asked."""
    done = Verification.objects.filter(
        scale__in=request.scales.all(), at__gte=request.asked_at
    ).exclude(kind=Verification.Kind.IN_SERVICE)
    since = set(done.values_list("scale", flat=True))
    return [scale for scale in request.scales.all() if scale.pk not in since]


def days_visible_to(actor: Actor) -> QuerySet[FieldDay]:
    """The field days an account may see."""
    found = FieldDay.objects.select_related("body", "verifier", "checker")
    needed = policy.tie_needed(actor, "scales.see_field_days")
    if needed is policy.Tie.ANY:
        return found
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return found.filter(body=actor.body_id)
    return found.none()


def stops_of(day: FieldDay) -> list[Stop]:
    """The stops of a day in their order, with the requests at each."""
    stops = day.stops.select_related("market").prefetch_related(
        "requests__scales__type_approval", "requests__applicant", "requests__market"
    )
    return list(stops.order_by("position"))


def sheets_visible_to(actor: Actor) -> QuerySet[Sheet]:
    """The sheets an account may see; a verification body its own."""
    found = Sheet.objects.select_related(
        "scale__type_approval", "scale__market", "body", "verifier", "checker"
    )
    needed = policy.tie_needed(actor, "scales.see_sheets")
    if needed is policy.Tie.ANY:
        return found
    if needed is policy.Tie.AREA:
        return found.filter(scale__district=actor.district)
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return found.filter(body=actor.body_id)
    return found.none()


def sheets_waiting_for(actor: Actor) -> QuerySet[Sheet]:
    """Sheets that this person has to sign, and those returned to them that they have not redone."""
    again = Sheet.objects.filter(scale=OuterRef("scale"), pk__gt=OuterRef("pk"))
    to_sign = Q(checker=actor.person_id, stage=Sheet.Stage.WAITING)
    to_redo = Q(verifier=actor.person_id, stage=Sheet.Stage.RETURNED)
    return (
        sheets_visible_to(actor)
        .filter(to_sign | (to_redo & ~Q(Exists(again))))
        .order_by("verified_on", "pk")
    )


def asked(actor: Actor) -> QuerySet[VerificationRequest]:
    """For a verification body: requests of its own district that nobody has given a day."""
    if actor.kind is not Kind.VERIFICATION_BODY:
        return VerificationRequest.objects.none()
    waiting = requests_visible_to(actor).filter(stage=Stage.ASKED, district=actor.district)
    return waiting.order_by("wanted_to", "pk")


def appointed(actor: Actor, day: date) -> QuerySet[VerificationRequest]:
    """For an applicant: what was given a day that is still to come."""
    if policy.tie_needed(actor, "scales.see_requests") is not policy.Tie.OWN:
        return VerificationRequest.objects.none()
    mine = requests_visible_to(actor).filter(stage=Stage.APPOINTED, stop__field_day__day__gte=day)
    return mine.order_by("stop__field_day__day", "pk")


def days_ahead(actor: Actor, day: date) -> QuerySet[FieldDay]:
    """For one of a body's people: the days on which they go out."""
    mine = Q(verifier=actor.person_id) | Q(checker=actor.person_id)
    ahead = days_visible_to(actor).filter(mine, day__gte=day, called_off_because="")
    return ahead.order_by("day", "pk")
