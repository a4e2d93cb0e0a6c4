"""Rows of F06, F07, F09, F10, F20: counters, tickets and repairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from django.db.models import F, Min, Q

from hengjian.metrology.checks.opening import Counters, Order, Ticket
from hengjian_portal.scales.checks.scope import Scope
from hengjian_portal.scales.models import LifeStep, RepairOrder, UnlockTicket, Verification

_OPENINGS = ("opening_reported", "opened_for_repair")
_Read = dict[int, list[tuple[datetime, int]]]


def lock_counters(scope: Scope) -> Iterator[Counters]:
    """Two readings of a lock counter one after another, and the openings recorded in between."""
    read = _verified(scope, "lock_count")
    tickets = scope.of(UnlockTicket.objects.filter(issued_at__gte=scope.since))
    for scale, at, counter in tickets.values_list("scale", "issued_at", "counter"):
        read[scale].append((at, counter))
    opened = _openings(read)
    for scale, first, then, before, after in _pairs(read):
        recorded = sum(many for at, many in opened[scale] if first < at <= then)
        yield Counters(scale, first, then, before, after, recorded, 0, 0, 0)


def calibration_counters(scope: Scope) -> Iterator[Counters]:
    """The same of a calibration counter, and the repairs closed in between that calibrated."""
    read = _verified(scope, "calibration_count")
    orders = scope.of(RepairOrder.objects.filter(opened_at__gte=scope.since))
    calibrated: dict[int, list[datetime]] = defaultdict(list)
    names = ("scale", "opened_at", "closed_at", "calibration_before", "calibration_after")
    for scale, opened, closed, before, after in orders.values_list(*names):
        read[scale].append((opened, before))
        if closed is not None and after is not None:
            read[scale].append((closed, after))
            if after > before:
                calibrated[scale].append(closed)
    for scale, first, then, before, after in _pairs(read):
        repairs = sum(first < at <= then for at in calibrated[scale])
        yield Counters(scale, first, then, 0, 0, 0, before, after, repairs)


def _verified(scope: Scope, counter: str) -> _Read:
    """A counter as it was read at verifications, by scale."""
    found: _Read = defaultdict(list)
    rows = Verification.objects.filter(at__gte=scope.since, identity__has_key=counter)
    for scale, at, read in scope.of(rows).values_list("scale", "at", f"identity__{counter}"):
        if isinstance(read, int):
            found[scale].append((at, read))
    return found


def _pairs(read: _Read) -> Iterator[tuple[int, datetime, datetime, int, int]]:
    for scale, readings in read.items():
        readings.sort()
        for (first, before), (then, after) in pairwise(readings):
            yield scale, first, then, before, after


def _openings(read: _Read) -> dict[int, list[tuple[datetime, int]]]:
    """By scale, when how many openings were recorded; one taken back counts no more."""
    twice = [scale for scale, readings in read.items() if len(readings) > 1]
    steps = LifeStep.objects.filter(
        Q(kind__in=(*_OPENINGS, "counter_noted"))
        | Q(kind="taken_back", facts__taken_back="opening_reported"),
        scale__in=twice,
    )
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for scale, kind, at, facts in steps.values_list("scale", "kind", "at", "facts"):
        many = {"taken_back": -1, "counter_noted": _noted(facts)}.get(kind, 1)
        found[scale].append((at, many))
    return found


def _noted(facts: dict[str, int]) -> int:
    """An officer who took a counter over from the scale has accounted for what it grew by."""
    return facts.get("counter", 0) - facts.get("before", 0)


def tickets(scope: Scope, technician: int | None = None) -> Iterator[Ticket]:
    """
    Every code that is settled, from the first on: stretches of days are counted from there.

    With a technician, theirs and those of the scales in scope.
    """
    rows = UnlockTicket.objects.exclude(stage=UnlockTicket.Stage.ISSUED)
    if technician is not None:
        rows = rows.filter(Q(technician=technician) | Q(scale__in=scope.scales or ()))
    idle = _idle()
    for one in rows.order_by("issued_at").iterator(chunk_size=2000):
        yield Ticket(
            one.scale_id, one.technician_id, one.order_id, one.counter, one.issued_at,
            one.stage == UnlockTicket.Stage.USED, one.order_id not in idle,
        )  # fmt: skip


def _idle() -> set[int]:
    """The closed orders in which nothing was exchanged, written or calibrated."""
    return set(
        RepairOrder.objects.filter(
            stage=RepairOrder.Stage.CLOSED, parts=[], software_after=F("software_before"),
            calibration_after=F("calibration_before"),
        ).values_list("pk", flat=True)
    )  # fmt: skip


def orders(scope: Scope) -> Iterator[Order]:
    """Repairs that were unlocked, with the moment of it; a cancelled one was closed then."""
    used = Q(tickets__stage=UnlockTicket.Stage.USED)
    rows = scope.of(RepairOrder.objects.filter(opened_at__gte=scope.since))
    unlocked = rows.annotate(unlocked=Min("tickets__settled_at", filter=used))
    names = ("pk", "scale", "technician", "unlocked", "closed_at")
    for pk, scale, technician, since, closed in unlocked.exclude(unlocked=None).values_list(*names):
        yield Order(pk, scale, technician, since, closed)
