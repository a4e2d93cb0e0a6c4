"""The repairs of the demonstration: keys, authorised people, one repair closed, one inside, one to begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import actions
from hengjian_portal.scales.actions.stock import Run, issue_seals
from hengjian_portal.scales.demo.lives import World
from hengjian_portal.scales.models import RepairOrder, Scale

SEAL_PREFIX = "WX"
CHALLENGES = ("30519264", "88120457")
# The invented technician's authenticator; the page shows its code, for nobody has that phone.
_APP = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"
_FAULTS = ("显示锁机，铅封断开", "按键失灵，打开后锁机", "巡查发现锁机，待维修")


def make_repairs(now: datetime, world: World) -> None:
    """Three locked scales: one repaired and closed, one open inside, one waiting for its code."""
    sun = world.actors["demo-repairer"]
    technician = Person.objects.get(pk=sun.person_id)
    if settings.DEMO:
        TOTP.activate(technician, _APP)
    _prepare(now, world, technician)
    since = now - timedelta(days=14)
    locked = Scale.objects.filter(state=Scale.State.LOCKED, type_approval__norm="JJF2184-2025")
    long_since = locked.exclude(steps__at__gte=since).exclude(market=None)
    # The first of the locked ones belongs to other stories.
    scales = list(long_since.select_related("type_approval__maker").order_by("pk")[1:4])
    orders = [
        _order(scale, said, technician, sun, now - timedelta(days=9 - 4 * n))
        for n, (scale, said) in enumerate(zip(scales, _FAULTS, strict=True))
    ]
    for order, challenge in zip(orders, CHALLENGES, strict=False):
        _open(order, challenge, sun, order.opened_at + timedelta(hours=1))
    _close(RepairOrder.objects.get(pk=orders[0].pk), sun, orders[0].opened_at)


def _prepare(now: datetime, world: World, technician: Person) -> None:
    """Each maker begins a root and authorises the technician; the bureau hands out seals."""
    for body in world.bodies["scale_maker"]:
        maker = world.someone(body)
        actions.start_key(actor=replace(maker, is_head=True), at=now - timedelta(days=300))
        since = localdate(now) - timedelta(days=200)
        days = actions.Days(since, since + timedelta(days=365))
        at = now - timedelta(days=199)
        actions.authorise(technician=technician, days=days, actor=maker, at=at)
    assert technician.body is not None  # a technician always has one
    run = Run(technician.body, f"{SEAL_PREFIX}0000001", f"{SEAL_PREFIX}0000500")
    issue_seals(run=run, actor=world.actors["demo-city"], at=now - timedelta(days=60))


def _order(scale: Scale, said: str, technician: Person, actor: Actor, at: datetime) -> RepairOrder:
    fault = actions.Fault(said, RepairOrder.Place.ON_SITE, technician)
    return actions.open_order(scale=scale, fault=fault, actor=actor, at=at)


def _open(order: RepairOrder, challenge: str, actor: Actor, at: datetime) -> None:
    scale = order.scale
    shown = actions.Display(
        counter=scale.lock_count, challenge=challenge, production_code=scale.production_code,
        second_factor_at=at, market=scale.market_id,
    )  # fmt: skip
    given = actions.ask_code(order=order, display=shown, actor=actor, at=at)
    actions.confirm_unlocked(ticket=given.ticket, actor=actor, at=at + timedelta(minutes=2))


def _close(order: RepairOrder, actor: Actor, at: datetime) -> None:
    work = actions.Work(
        said="更换按键板，重新校准", software_after=order.scale.software_id,
        calibration_after=order.calibration_before + 1, seal_no=f"{SEAL_PREFIX}0000001",
        parts=[{"name": "按键板", "old_no": "K-1107", "new_no": "K-2230"}],
    )  # fmt: skip
    actions.close_order(order=order, work=work, actor=actor, at=at + timedelta(hours=3))
