"""Openings, tickets, repairs and counters, as the tables show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from bench.checked.ledger import Ledger, moment
from bench.city.reading import Row, rows

from hengjian.metrology.checks.finding import Finding
from hengjian.metrology.checks.opening import (
    Counters,
    Order,
    Ticket,
    bypassed,
    calibrated,
    harvested,
    never_closed,
    too_many,
    without_order,
)

# The work of an order in which nothing was exchanged or set.
_IDLE = ("", "nothing_found", "cleaned")
_EVENING = "T23:59"


def findings(ledger: Ledger, end: datetime) -> Iterator[Finding]:
    """F06, F07, F09, F10, F20, as of the end."""
    orders = {row["order_id"]: row for row in rows(ledger.folder, "repairs")}
    counted = list(_counters(ledger, orders))
    yield from bypassed(counted)
    yield from calibrated(counted)
    tickets = list(_tickets(ledger, orders))
    yield from without_order(tickets)
    yield from never_closed(_unlocked(ledger, orders, tickets), end)
    yield from too_many(tickets)
    yield from harvested(tickets)


def _counters(ledger: Ledger, orders: dict[str, Row]) -> Iterator[Counters]:
    """Two readings one after another of the counters of a scale, and what was recorded in between."""
    read: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for table, when in (("verifications", "started_at"), ("inspections", "at")):
        for row in rows(ledger.folder, table):
            if row["tamper_counter"]:
                counters = (row[when], int(row["tamper_counter"]), int(row["cal_counter"]))
                read[row["code"]].append(counters)
    locks: dict[str, list[str]] = defaultdict(list)
    for row in rows(ledger.folder, "locks"):
        locks[row["code"]].append(row["at"])
    calibrations: dict[str, list[str]] = defaultdict(list)
    for row in orders.values():
        if row["cal_after"] and int(row["cal_after"]) > int(row["cal_before"]):
            calibrations[row["code"]].append(row["closed_at"])
    for code, found in read.items():
        found.sort()
        for (first, locked, cal), (then, locked_then, cal_then) in pairwise(found):
            yield Counters(
                ledger.scales.number(code), moment(first), moment(then), locked, locked_then,
                sum(first < at <= then for at in locks[code]), cal, cal_then,
                sum(first[:10] <= on <= then[:10] for on in calibrations[code]),
            )  # fmt: skip


def _tickets(ledger: Ledger, orders: dict[str, Row]) -> Iterator[Ticket]:
    for row in rows(ledger.folder, "tickets"):
        order = orders.get(row["order_id"])
        yield Ticket(
            ledger.scales.number(row["code"]), ledger.people.number(row["technician_id"]),
            int(row["order_id"][2:]) if row["order_id"] else None, int(row["lock_counter"]),
            moment(row["issued_at"]), bool(row["used_at"]), _did_something(order),
        )  # fmt: skip


def _did_something(order: Row | None) -> bool:
    """Whether a part was exchanged, the software changed or the span set; an open order says nothing yet."""
    if order is None or not order["closed_at"]:
        return order is not None and not order["closed_at"]
    return (
        order["work"] not in _IDLE
        or order["software_after"] != order["software_before"]
        or order["cal_after"] != order["cal_before"]
    )


def _unlocked(ledger: Ledger, orders: dict[str, Row], tickets: list[Ticket]) -> Iterator[Order]:
    first: dict[int, datetime] = {}
    for ticket in tickets:
        if ticket.used and ticket.order is not None:
            first.setdefault(ticket.order, ticket.issued)
    for row in orders.values():
        number = int(row["order_id"][2:])
        if number in first:
            closed = moment(row["closed_at"] + _EVENING) if row["closed_at"] else None
            yield Order(
                number, ledger.scales.number(row["code"]),
                ledger.people.number(row["technician_id"]), first[number], closed,
            )  # fmt: skip
