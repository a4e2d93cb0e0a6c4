"""Every check over every scale, group by group; what is big is read as it is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from hengjian.metrology.checks import identity, opening, readings, sales, scans
from hengjian.metrology.checks.finding import Finding
from hengjian.metrology.checks.readings import Sheet
from hengjian_portal.scales.checks import (
    rows_identity,
    rows_opening,
    rows_readings,
    rows_sales,
    rows_scans,
)
from hengjian_portal.scales.checks.scope import Scope


def every_finding(scope: Scope) -> Iterator[Finding]:
    """What the twenty checks find in a scope, F01 to F20 in no order."""
    yield from of_identity(scope)
    yield from of_opening(scope)
    yield from of_readings(scope)
    yield from of_sales(scope)
    yield from of_scans(scope)


def of_identity(scope: Scope) -> Iterator[Finding]:
    """F01, F02, F05, F16, F18."""
    yield from identity.twice(rows_identity.identities(scope))
    yield from identity.seals(rows_identity.seals(scope))
    yield from identity.software(rows_identity.software(scope))
    yield from identity.certificates(rows_identity.certificates(scope))
    yield from identity.late_old_types(rows_identity.first_uses(scope), rows_identity.transition())


def of_opening(scope: Scope) -> Iterator[Finding]:
    """F06, F07, F09, F10, F20."""
    yield from of_counters(scope)
    yield from opening.never_closed(rows_opening.orders(scope), scope.now)
    tickets = list(rows_opening.tickets(scope))
    yield from opening.without_order(tickets)
    yield from opening.too_many(tickets)
    yield from opening.harvested(tickets)


def of_counters(scope: Scope) -> Iterator[Finding]:
    """F06, F09."""
    yield from opening.bypassed(rows_opening.lock_counters(scope))
    yield from opening.calibrated(rows_opening.calibration_counters(scope))


def of_readings(scope: Scope) -> Iterator[Finding]:
    """F11, F12, F13. Of each scale only what its dealer sold is kept in mind."""
    sold: list[Sheet] = []
    for sheets in rows_readings.by_scale(scope):
        yield from of_sheets(sheets)
        sold += [sheet for sheet in sheets if sheet.first]
    yield from readings.dealers(sold)
    for sheets in rows_readings.by_verifier(scope):
        yield from readings.on_paper(sheets)


def of_sheets(sheets: list[Sheet]) -> Iterator[Finding]:
    """F11, and F12 of one scale."""
    yield from readings.proportional(sheets)
    yield from readings.jumps(sheets)


def of_sales(scope: Scope) -> Iterator[Finding]:
    """F14, F15."""
    found = list(rows_sales.sales(scope))
    yield from sales.modes(found)
    yield from sales.prices(found)


def of_scans(scope: Scope, code: str = "") -> Iterator[Finding]:
    """F03, F04, F08, F17, F19."""
    for seen in rows_scans.in_groups(scope, code):
        scales = {one.scale for one in seen if one.scale is not None}
        yield from scans.travel(seen)
        yield from scans.strangers(seen)
        yield from scans.elsewhere(seen)
        yield from scans.after_repair(seen, rows_scans.repaired(scales))
        yield from scans.after_the_end(seen, rows_scans.ended(scales))
