"""Repairs, their codes, who is authorised, and with which key a scale was made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Max, Q, QuerySet

from hengjian.law.profile import shipped_profile as law_profile
from hengjian.unlock import ticket as unlock_ticket
from hengjian.unlock.key import Key, scale_key
from hengjian.unlock.ticket import Earlier, Ticket
from hengjian.unlock.unlock_profile import UnlockProfile
from hengjian.unlock.unlock_profile import shipped_profile as unlock_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.keyring import keyring
from hengjian_portal.scales.models import (
    Authorisation,
    KeyUse,
    MakerKey,
    RepairOrder,
    Scale,
    UnlockTicket,
    UnlockTry,
)

WRONG_CODE = "wrong_code"
RUNNING = (RepairOrder.Stage.OPEN, RepairOrder.Stage.UNLOCKED)


@cache
def profile() -> UnlockProfile:
    """How codes are made here; ours, for none is public."""
    return unlock_profile(law_profile().choice("unlock_profile"))


def orders_visible_to(actor: Actor) -> QuerySet[RepairOrder]:
    """The repairs an account may see, the newest first."""
    orders = RepairOrder.objects.select_related(
        "scale__type_approval__maker", "scale__market", "scale__owner", "repairer", "technician"
    )
    needed = policy.tie_needed(actor, "scales.see_repairs")
    if needed is policy.Tie.ANY:
        return orders
    if needed is policy.Tie.AREA:
        return orders.filter(district=actor.district)
    if needed is policy.Tie.OWN and actor.body_id is not None:
        body = actor.body_id
        return orders.filter(
            Q(repairer=body) | Q(scale__type_approval__maker=body) | Q(scale__owner=body)
            | Q(scale__market=body)
        )  # fmt: skip
    return orders.none()


def ties_of(order: RepairOrder) -> policy.Ties:
    """A repair is its repairer's to work on."""
    return policy.Ties(
        districts=frozenset({order.district}), bodies=frozenset({order.repairer_id}),
        called=frozenset({f"body:{order.repairer_id}"}),
    )  # fmt: skip


def authorisations_visible_to(actor: Actor) -> QuerySet[Authorisation]:
    """The authorisations an account may see, running ones first."""
    given = Authorisation.objects.select_related("maker", "repairer", "technician", "granted_by")
    given = given.order_by("ended_at", "-granted_at")
    needed = policy.tie_needed(actor, "scales.see_authorisations")
    if needed is policy.Tie.ANY:
        return given
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return given.filter(Q(maker=actor.body_id) | Q(repairer=actor.body_id))
    return given.none()


def is_authorised(technician: int, maker: int, day: date) -> bool:
    """Whether a maker lets this person open its scales on a day."""
    return Authorisation.objects.filter(
        technician=technician, maker=maker, ended_at=None, from_on__lte=day, until_on__gte=day
    ).exists()


def running_order(scale: Scale) -> RepairOrder | None:
    """The repair that is going on, if any."""
    return RepairOrder.objects.filter(scale=scale, stage__in=RUNNING).first()


def key_of(scale: Scale) -> MakerKey:
    """
    The root a scale was made under: the one that ran when it was registered.

    A scale older than its maker's first root got the first one at its conversion.
    """
    roots = MakerKey.objects.filter(maker=scale.type_approval.maker_id).order_by("version")
    born = scale.steps.order_by("at").values_list("at", flat=True).first()
    held = [key for key in roots if born is not None and key.started_at <= born]
    key = held[-1] if held else roots.first()
    if key is None:
        raise ScaleError(
            f"{scale.type_approval.maker} has no root key yet: it must begin one before a code "
            "can be given",
            zh=f"{scale.type_approval.maker}尚未启用根密钥，启用后才能发放口令",
        )
    return key


def secret_of(scale: Scale, key: MakerKey) -> Key:
    """The key inside a scale, derived from its maker's root; it is kept nowhere."""
    return scale_key(keyring().root(key.maker_id, key.version), key.version, scale.production_code)


@dataclass(frozen=True, slots=True)
class Openings:
    """What is known of the locks of a scale: the highest one a code opened, the challenge seen."""

    opened: int
    challenge: str


def openings(scale: Scale, counter: int) -> Openings:
    """What was opened before, and the challenge that was seen at this counter."""
    used = UnlockTicket.objects.filter(scale=scale, stage=UnlockTicket.Stage.USED)
    same = UnlockTicket.objects.filter(scale=scale, counter=counter).first()
    return Openings(
        used.aggregate(most=Max("counter"))["most"] or 0, same.challenge if same else ""
    )


def earlier(scale: Scale, at: datetime) -> Earlier:
    """Wrong codes in a row at this scale, and the code that is out, if any."""
    used = UnlockTicket.objects.filter(scale=scale, stage=UnlockTicket.Stage.USED)
    since = used.aggregate(last=Max("settled_at"))["last"]
    wrong = UnlockTry.objects.filter(scale=scale, reasons__contains=[WRONG_CODE])
    if since is not None:
        wrong = wrong.filter(at__gt=since)
    last = wrong.first()
    out = _issued(scale)
    return Earlier(wrong.count(), last.at if last else None, out.expires_at if out else None)


def live_ticket(scale: Scale, at: datetime) -> UnlockTicket | None:
    """The code that is out and may still be used."""
    out = _issued(scale)
    return out if out is not None and is_live(out, at) else None


def is_live(ticket: UnlockTicket, at: datetime) -> bool:
    """Whether a code serves at this moment, as the engine has it."""
    given = Ticket(ticket.counter, ticket.challenge, ticket.issued_at, ticket.expires_at)
    return unlock_ticket.is_live(given, at)


def _issued(scale: Scale) -> UnlockTicket | None:
    """The one code of a scale that was given and neither used nor ended yet."""
    return UnlockTicket.objects.filter(scale=scale, stage=UnlockTicket.Stage.ISSUED).first()


def known_as(uses: Iterable[KeyUse]) -> list[tuple[KeyUse, UnlockTicket | None, str]]:
    """Uses of a root key, each with the ticket it made, or else the code of its scale."""
    held = [(use, *use.about.split(":")) for use in uses]
    tickets = UnlockTicket.objects.select_related("order").in_bulk(
        [int(number) for _use, kind, number in held if kind == "ticket"]
    )
    scales = Scale.objects.in_bulk([int(number) for _use, kind, number in held if kind == "scale"])
    return [
        (use, tickets[int(number)], "")
        if kind == "ticket"
        else (use, None, scales[int(number)].production_code)
        for use, kind, number in held
    ]
