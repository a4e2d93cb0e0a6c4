"""What passers-by looked up in the demonstration city, what the checks make of it, and who decided on what."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from hengjian_portal.accounts.models import Person
from hengjian_portal.scales.actions.scanning import LookUp, Where, record_scan, say_where
from hengjian_portal.scales.actions.suspecting import Plan, dismiss, note_findings, take_up
from hengjian_portal.scales.checks.nightly import every_finding
from hengjian_portal.scales.checks.scope import whole
from hengjian_portal.scales.demo.lives import World
from hengjian_portal.scales.models import Scale, Suspicion

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# Begins as a production code of ours, and was never given.
_INVENTED = "PQILIN10000990000000X"


def make_suspicions(now: datetime, world: World, known: dict[str, Scale]) -> None:
    """A copied label, a scale that moved, a scrapped and an expired one in use, a made-up code."""
    here, there = world.bodies["market"][2], world.bodies["market"][0]
    copied, moved = known["sound"], known["due"]
    _seen(copied, "a", now - 30 * _HOUR, Where(here))
    _seen(copied, "b", now - 30 * _HOUR + timedelta(minutes=6), Where(there))
    for n in (9, 6, 4):
        _seen(moved, f"m{n}", now - n * _DAY, Where(there))
        _seen(known["withdrawn"], f"w{n}", now - n * _DAY, Where())
        _seen(known["expired"], f"e{n}", now - n * _HOUR, Where())
        _seen(None, f"u{n}", now - n * _HOUR, Where())
    note_findings(findings=every_finding(whole(now)), at=now - _HOUR)
    _decide(now, world)


def _seen(scale: Scale | None, visitor: str, at: datetime, where: Where) -> None:
    code = scale.production_code if scale else _INVENTED
    answer = "unknown" if scale is None else "sound" if scale.state == "verified" else "not_sound"
    scan = record_scan(look_up=LookUp(code, scale, answer, visitor), at=at)
    if where.market is not None:
        say_where(scan=scan.pk, where=where)


def _decide(now: datetime, world: World) -> None:
    """The copied label is taken up, the scale that moved turned out to have been lent."""
    found = {one.check_code: one for one in Suspicion.objects.filter(check_code__in=("F03", "F17"))}
    taken, gone = found["F03"], found["F17"]
    officers = Person.objects.filter(body__kind="district", body__district=taken.district)[:2]
    bureau = world.someone(
        next(b for b in world.bodies["district"] if b.district == taken.district)
    )
    city = Person.objects.filter(body__kind="city")[: 2 - len(officers)]
    plan = Plan(
        "同一个码六分钟内在两个市场被查询，请到两处各核对一台", (*officers, *city), "scale",
        localdate(now) + _DAY,
    )  # fmt: skip
    take_up(suspicion=taken, plan=plan, actor=bureau, at=now - _HOUR / 2)
    dismiss(
        suspicion=gone, reason="摊主临时借到另一市场参加展销，已核实",
        actor=world.actors["demo-city"], at=now - _HOUR / 3,
    )  # fmt: skip
