"""What is under way with the demonstration's verifiers: requests, a day out, sheets that wait."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales import actions, by_date, gate
from hengjian_portal.scales.actions import field_days, requests
from hengjian_portal.scales.actions.verifying import kind_of
from hengjian_portal.scales.demo import KNOWN
from hengjian_portal.scales.demo.lives import World
from hengjian_portal.scales.demo.sheets import Asked, sheet_of
from hengjian_portal.scales.gate import Identity
from hengjian_portal.scales.models import Scale, SealBatch, Sheet, Standard, VerificationRequest
from hengjian_portal.scales.platforms import Said
from hengjian_portal.scales.requests import may_be_asked_for

_S = Scale.State
_HEAD = ("instrument", "regulation", "kind")


def make_visits(world: World, at: datetime) -> None:
    """Three markets ask, two are given a day, two sheets wait, one was given back."""
    first, second = world.actors["demo-verifier"], world.actors["demo-verifier-2"]
    near = [body for body in world.bodies["market"] if body.district == first.district]
    asked = [_ask(world, market, at - timedelta(days=1)) for market in near]
    far = next(body for body in world.bodies["market"] if body.district != first.district)
    _ask(world, far, at - timedelta(hours=7))
    people = [Person.objects.get(pk=one.person_id) for one in (first, second)]
    outing = field_days.Outing(localdate(at) + timedelta(days=3), *people, note="带 30 kg 砝码组")
    planned = at - timedelta(hours=6)
    day = field_days.plan_field_day(outing=outing, actor=first, at=planned)
    for number, request in enumerate(one for one in asked if one is not None):
        arrives = time(9 + number, 30)
        field_days.appoint(request=request, day=day, arrives=arrives, actor=first, at=planned)
    _ask_ahead(world.actors["demo-market"], at)
    _sheets(world, at)


def _ask_ahead(market: Actor, at: datetime) -> None:
    """A market asks in time for scales whose certificate ends soon; nobody has given it a day."""
    today = localdate(at)
    known = list(KNOWN.values())
    due = may_be_asked_for(market, today).filter(state=_S.VERIFIED).exclude(serial_no__in=known)
    if due:
        wish = requests.Wish(tuple(due[:2]), today, today + timedelta(days=14))
        requests.ask_for_verification(wish=wish, actor=market, at=at - timedelta(hours=3))


def _waiting(market: Body) -> list[Scale]:
    """Scales of a market to verify, none of those that stories look for."""
    return list(
        Scale.objects.filter(
            market=market, state__in=[_S.REGISTERED, _S.EXPIRED, _S.FAILED], use_reviewed=True,
            sheets=None, type_approval__accuracy_class__in=["III", "IIII"],
            type_approval__max_g__lte=30000, type_approval__norm="JJF2184-2025",
        )
        .exclude(serial_no__in=KNOWN.values())
        .select_related("type_approval", "market", "owner")
        .order_by("pk")
    )  # fmt: skip


def _ask(world: World, market: Body, at: datetime) -> VerificationRequest | None:
    scales = _waiting(market)[:3]
    if not scales:
        return None
    start = localdate(at)
    wish = requests.Wish(tuple(scales), start, start + timedelta(days=10), "早市九点以后方便")
    return requests.ask_for_verification(wish=wish, actor=world.someone(market), at=at)


def _sheets(world: World, at: datetime) -> None:
    """One sheet for each of the two to sign, and one that was given back."""
    first, second = world.actors["demo-verifier"], world.actors["demo-verifier-2"]
    free = [scale for market in world.bodies["market"] for scale in _waiting(market)]
    free = [scale for scale in free if not scale.requests.exists()][:3]
    for scale, (draws, signs) in zip(
        free, ((first, second), (second, first), (first, second)), strict=False
    ):
        begun = at - timedelta(hours=2)
        visit = _visit(scale, signs.person_id, begun)
        actions.draw_up_sheet(
            scale=scale, visit=visit, actor=draws, at=begun + timedelta(minutes=29)
        )
    last = Sheet.objects.filter(stage=Sheet.Stage.WAITING).order_by("-pk").first()
    if last is not None:
        actions.return_sheet(
            sheet=last, reason="检定地点没有写摊位", actor=second, at=at - timedelta(hours=1)
        )


def _visit(scale: Scale, checker: int | None, begun: datetime) -> actions.Visit:
    regulation = by_date.regulation_for(scale, localdate(begun))
    report, _result = sheet_of(Asked(scale, regulation, kind_of(scale)), scale.pk % 6)
    weights = Standard.objects.get()
    run = SealBatch.objects.get(body_id=weights.body_id)
    known = gate.registered(scale)
    return actions.Visit(
        checker=Person.objects.get(pk=checker), place=f"{scale.market} {scale.stall}",
        temperature_c=Decimal("17.5"), standards=(weights,),
        identity=Identity(
            scale.production_code, scale.software_id, seal_whole=True,
            serial_no=scale.serial_no,
            **{gate.FIELDS[mark][0]: known.get(mark, "") for mark in gate.due(scale)
               if gate.FIELDS[mark][0] != "production_code"},
            said=(Said("registry", "agrees"),),
        ),
        readings={name: rows for name, rows in report.items() if name not in _HEAD},
        seal_no=f"{run.prefix}{run.last - scale.pk:0{run.width}d}", opened_at=begun,
    )  # fmt: skip
