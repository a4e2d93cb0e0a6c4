"""F06, F07, F09, F10, F20: openings, tickets and repairs that do not add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, pstdev

from hengjian.metrology.checks.finding import Finding, shipped_checks


@dataclass(frozen=True, slots=True)
class Counters:
    """
    The counters of a scale at two moments, and what was recorded between them.

    `locks` are the openings recorded, `repairs` the repairs closed that calibrated it.
    """

    scale: int
    first: datetime
    then: datetime
    locks_first: int
    locks_then: int
    locks: int
    calibrations_first: int
    calibrations_then: int
    repairs: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """An unlock code: for which scale, by whom, under which repair order (None: none)."""

    scale: int
    technician: int
    order: int | None
    counter: int
    issued: datetime
    used: bool
    # Whether the repair exchanged a part, changed the software or calibrated.
    did_something: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """A repair order that was unlocked; `closed` None while it is not."""

    order: int
    scale: int
    technician: int
    unlocked: datetime
    closed: datetime | None


def bypassed(counted: Iterable[Counters]) -> Iterator[Finding]:
    """F06: the lock counter grew by another number than openings were recorded."""
    for one in counted:
        grown = one.locks_then - one.locks_first
        if grown != one.locks:
            facts = {
                "grown": grown, "recorded": one.locks, "since": one.first.isoformat(),
                "until": one.then.isoformat(),
            }  # fmt: skip
            yield Finding("F06", f"F06:{one.scale}:{one.then:%Y%m%d}", one.scale, facts=facts)


def calibrated(counted: Iterable[Counters]) -> Iterator[Finding]:
    """F09: the calibration counter grew though no repair was recorded."""
    for one in counted:
        grown = one.calibrations_then - one.calibrations_first
        if grown > 0 and one.repairs == 0:
            facts = {
                "grown": grown, "since": one.first.isoformat(), "until": one.then.isoformat(),
            }  # fmt: skip
            yield Finding("F09", f"F09:{one.scale}:{one.then:%Y%m%d}", one.scale, facts=facts)


def without_order(tickets: Iterable[Ticket]) -> Iterator[Finding]:
    """F07: a code was issued though no repair order was open."""
    for ticket in tickets:
        if ticket.order is None:
            key = f"F07:{ticket.scale}:{ticket.counter}"
            facts = {"counter": ticket.counter, "issued": ticket.issued.isoformat()}
            yield Finding("F07", key, ticket.scale, person=ticket.technician, facts=facts)


def never_closed(orders: Iterable[Order], now: datetime) -> Iterator[Finding]:
    """F07: a repair was not closed within the days it may take."""
    limit = timedelta(days=float(shipped_checks()["F07"].thresholds["days_open"]))
    for order in orders:
        if (order.closed or now) - order.unlocked > limit:
            facts = {
                "order": order.order, "unlocked": order.unlocked.isoformat(),
                "days": ((order.closed or now) - order.unlocked).days,
            }  # fmt: skip
            key = f"F07:order:{order.order}"
            yield Finding("F07", key, order.scale, person=order.technician, facts=facts)


def too_many(tickets: Iterable[Ticket]) -> Iterator[Finding]:
    """
    F10: in one stretch of days a technician used far more codes than others, mostly for nothing.

    Many repairs alone are no oddity; many in which nothing was exchanged, written or calibrated
    are. The stretches are laid one after another from the first ticket.
    """
    limits = shipped_checks()["F10"].thresholds
    used = sorted((one for one in tickets if one.used), key=lambda one: one.issued)
    if not used:
        return
    first, stretch = used[0].issued, timedelta(days=float(limits["days"]))
    by_stretch: dict[int, dict[int, list[Ticket]]] = defaultdict(lambda: defaultdict(list))
    for ticket in used:
        by_stretch[(ticket.issued - first) // stretch][ticket.technician].append(ticket)
    for number, people in by_stretch.items():
        numbers = [len(own) for own in people.values()]
        most = fmean(numbers) + float(limits["standard_deviations"]) * pstdev(numbers)
        for technician, own in people.items():
            idle = sum(not one.did_something for one in own)
            many = len(own) >= limits["least_unlocks"]
            if (
                many
                and (len(own) > most or idle >= limits["least_unlocks"])
                and (idle >= float(limits["idle_share"]) * len(own))
            ):
                facts = {
                    "unlocks": len(own), "idle": idle, "others_up_to": round(most, 1),
                    "since": (first + number * stretch).date().isoformat(),
                }  # fmt: skip
                key = f"F10:{technician}:{number}"
                yield Finding("F10", key, person=technician, facts=facts)


def harvested(tickets: Iterable[Ticket]) -> Iterator[Finding]:
    """F20: several codes of one technician were never used, or one counter was asked for again."""
    limits = shipped_checks()["F20"].thresholds
    stretch = timedelta(days=float(limits["days"]))
    by_person: dict[int, list[Ticket]] = defaultdict(list)
    asked: dict[tuple[int, int], list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        asked[ticket.scale, ticket.counter].append(ticket)
        if not ticket.used:
            by_person[ticket.technician].append(ticket)
    for technician, unused in by_person.items():
        unused.sort(key=lambda one: one.issued)
        span = int(limits["unused"]) - 1
        for at in range(len(unused) - span):
            if unused[at + span].issued - unused[at].issued <= stretch:
                facts = {"unused": len(unused), "first": unused[at].issued.isoformat()}
                key = f"F20:{technician}:{unused[at].issued:%Y%m}"
                yield Finding("F20", key, person=technician, facts=facts)
                break
    for (scale, counter), same in asked.items():
        if len(same) >= limits["asked_again"]:
            facts = {"counter": counter, "times": len(same)}
            yield Finding("F20", f"F20:{scale}:C{counter}", scale, facts=facts)
