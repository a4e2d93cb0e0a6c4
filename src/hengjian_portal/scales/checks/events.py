"""What is worth checking when something happened to one scale; the rest waits for the night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from hengjian.metrology.checks import identity, opening
from hengjian.metrology.checks.finding import Finding
from hengjian_portal.scales.checks import nightly, rows_identity, rows_opening, rows_readings
from hengjian_portal.scales.checks.scope import Scope, only
from hengjian_portal.scales.models import RepairOrder, Scan, UnlockTicket, Verification


def after_verification(verification: Verification, now: datetime) -> Iterator[Finding]:
    """F02, F05, F06, F09, F11, F12, F16 of the scale that was verified."""
    scope = only(verification.scale_id, now)
    yield from identity.seals(rows_identity.seals(scope))
    yield from identity.software(rows_identity.software(scope))
    yield from identity.certificates(rows_identity.certificates(scope))
    yield from nightly.of_counters(scope)
    for sheets in rows_readings.by_scale(scope):
        yield from nightly.of_sheets(sheets)


def after_repair(order: RepairOrder, now: datetime) -> Iterator[Finding]:
    """F05, F06, F07, F09 of the scale that was repaired."""
    scope = only(order.scale_id, now)
    yield from identity.software(rows_identity.software(scope))
    yield from nightly.of_counters(scope)
    yield from opening.never_closed(rows_opening.orders(scope), now)


def after_ticket(ticket: UnlockTicket, now: datetime) -> Iterator[Finding]:
    """F06 of the scale, F20 of the scale and of who asked."""
    scope = only(ticket.scale_id, now)
    yield from opening.bypassed(rows_opening.lock_counters(scope))
    yield from opening.harvested(rows_opening.tickets(scope, ticket.technician_id))


def after_scan(scan: Scan, now: datetime) -> Iterator[Finding]:
    """F03, F04, F08, F17, F19 of the scale, or of a code that is not registered."""
    if scan.scale_id is None:
        scope = Scope(now, only(0, now).since)
        yield from nightly.of_scans(scope, scan.code)
    else:
        yield from nightly.of_scans(only(scan.scale_id, now))


_LOOKS: dict[str, tuple[type, Callable[..., Iterator[Finding]]]] = {
    "verification": (Verification, after_verification),
    "repair": (RepairOrder, after_repair),
    "ticket": (UnlockTicket, after_ticket),
    "scan": (Scan, after_scan),
}


def look_at(kind: str, pk: int, now: datetime) -> Iterator[Finding]:
    """What one event leads to, by the kind and number of its row."""
    model, look = _LOOKS[kind]
    row = model.objects.filter(pk=pk).first()  # type: ignore[attr-defined]
    if row is not None:
        yield from look(row, now)
