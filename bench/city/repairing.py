"""Locks, unlock tickets and repair orders. A scale of an old type has neither lock nor ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.city import days, life, marks, trading, verifying, weighing
from bench.city.actors import Body, Repairer, Scale, Software, Technician, Then
from bench.city.rates import rate

if TYPE_CHECKING:
    from bench.city.simulation import City

# Why an order is opened, and the work that may follow.
WORK = {
    "breakdown": ("keypad", "battery", "load_cell", "main_board", "display"),
    "failed_verification": ("adjusted",),
    "seal_accident": ("nothing_found", "pan_support"),
    "self_lock": ("nothing_found", "cleaned"),
}
CALIBRATED = ("load_cell", "main_board", "adjusted")
DAYS_OPEN = (0, 0, 0, 1, 1, 2, 3, 5)


@dataclass(slots=True)
class Order:
    """A repair under way."""

    order_id: str
    scale: Scale
    technician: Technician
    opened: int
    reason: str
    work: str
    tamper: int
    then: Then


def after_failure(city: City, scale: Scale, n: int, then: Then) -> None:
    """Scrap a scale that failed, or have it adjusted and verified again."""
    life.stop_use(city, scale)
    chance = city.luck("failures")
    if scale.stall and chance.happens(rate("share", "failed_is_scrapped")):
        life.replace(city, n, scale.stall, "failed")
        return
    open_order(city, n + chance.between(1, 8), scale, "failed_verification", then)


def open_order(city: City, n: int, scale: Scale, reason: str, then: Then) -> None:
    """Bring a scale to a workshop; the housing is opened there, and that locks it."""
    scale.in_repair = True
    city.on(n, _opened, scale, reason, then)


def _opened(city: City, n: int, scale: Scale, reason: str, then: Then) -> None:
    if scale.withdrawn:
        return
    life.stop_use(city, scale)
    chance = city.luck("repairs")
    technician = chance.among(_workshop(city, scale).technicians)
    order = Order(
        city.name("order"), scale, technician, n, reason,
        chance.among(WORK[reason]), scale.tamper, then,
    )  # fmt: skip
    minute = chance.between(8 * 60, 17 * 60)
    if scale.type.new:
        if reason != "self_lock":
            lock(city, (n, minute), scale, "opened_for_repair", technician.technician_id)
        unlock(city, n, minute + 5, scale, order)
    if chance.happens(rate("share", "order_left_open")):
        write_order(city, order, None)
        _back(city, n + 1, order)
        return
    city.open_orders[order.order_id] = order
    city.on(n + chance.among(DAYS_OPEN), _closed, order)


def _closed(city: City, n: int, order: Order) -> None:
    scale, chance = order.scale, city.luck("repairs")
    del city.open_orders[order.order_id]
    before = (scale.software, scale.cal, scale.seal)
    if scale.type.new and order.work == "main_board":
        scale.software = scale.type.software_on(n)
    if order.work in CALIBRATED:
        weighing.adjust(scale, n, chance)
    repairer = order.technician.repairer
    scale.repair_code = marks.repair_code(city, repairer, scale)
    scale.seal = scale.recorded_seal = _seal(city, order.technician, scale, n)
    write_order(city, order, n, before)
    _back(city, n, order)


def _back(city: City, n: int, order: Order) -> None:
    """Have a repaired scale verified, as the law has it, before it is used again."""
    scale = order.scale
    scale.in_repair = False
    if scale.returns_silently:
        life.start_use(city, scale, n)
        return
    chance = city.luck("repairs")
    wait = chance.between(0, 14)
    if scale.stall and chance.happens(rate("share", "scan_while_waiting")):
        market = scale.stall.market
        city.on(n + chance.between(0, wait), trading.scan_somewhere, scale.code, market)
    verifying.book(city, scale, _body(city, scale, order.technician), n + wait, order.then)


def write_order(
    city: City, order: Order, closed: int | None, before: tuple[Software, int, str] | None = None
) -> None:
    """Enter an order as the workshop reports it; `before` is software, counter and seal."""
    scale, technician = order.scale, order.technician
    software, cal, seal = before or (scale.software, scale.cal, scale.seal)
    now = closed is not None
    counted = scale.type.new
    put = life.seen(city, scale.seal, "seal_misread")
    city.books.write(
        "repairs", order.order_id, scale.code, technician.repairer.repairer_id,
        technician.technician_id, days.iso(order.opened), days.iso(closed), order.reason,
        order.work if now else "", software.software_id, scale.software.software_id if now else "",
        cal if counted else "", scale.cal if counted and now else "",
        order.tamper if counted else "", scale.tamper if counted and now else "",
        scale.repair_code if now else "", seal, put if now else "",
    )  # fmt: skip


def lock(city: City, when: tuple[int, int], scale: Scale, cause: str, by: str) -> None:
    """The switch under the housing was released: the scale locks and counts."""
    scale.tamper += 1
    city.books.write("locks", scale.code, days.at(*when), scale.tamper, cause, by)


def unlock(city: City, n: int, minute: int, scale: Scale, order: Order) -> None:
    """Ask for a ticket and use it; who is too slow asks once more."""
    if city.luck("tickets").happens(rate("share", "ticket_expires")):
        ticket(city, (n, minute), scale, order, used=False)
        minute += 20
    ticket(city, (n, minute), scale, order, used=True)


def ticket(city: City, when: tuple[int, int], scale: Scale, order: Order, *, used: bool) -> None:
    """Write one ticket."""
    chance = city.luck("tickets")
    n, minute = when
    issued = minute + chance.between(0, 2)
    city.books.write(
        "tickets", city.name("ticket"), scale.code, scale.tamper, order.order_id,
        order.technician.technician_id, order.technician.phone, f"{chance.below(10**8):08d}",
        days.at(n, minute), days.at(n, issued),
        days.at(n, issued + chance.between(1, 9)) if used else "",
    )  # fmt: skip


def mishap(city: City, n: int, scale: Scale, reason: str) -> None:
    """Something happens to a scale in use, and its user reports it."""
    chance = city.luck("mishaps")
    if reason == "self_lock" and scale.type.new:
        by = chance.among(("user", "user", "market", "inspector"))
        lock(city, (n, chance.between(6 * 60, 19 * 60)), scale, "dropped_or_opened", by)
    life.stop_use(city, scale)
    open_order(city, n + chance.between(0, 3), scale, reason, life.start_use)


def _seal(city: City, technician: Technician, scale: Scale, n: int) -> str:
    if technician.seals:
        return technician.seals(city, scale, n)
    return marks.seal(city, "repairer", technician.repairer.repairer_id, n)


def _workshop(city: City, scale: Scale) -> Repairer:
    chance = city.luck("repairs")
    if scale.stall is None:
        return chance.among(city.repairers)
    here = [one for one in city.repairers if one.district is scale.stall.market.district]
    busiest = max(here, key=lambda one: one.jobs)
    return busiest if busiest.jobs > 1 and chance.happens(0.7) else chance.among(here)


def _body(city: City, scale: Scale, technician: Technician) -> Body:
    district = scale.stall.market.district if scale.stall else technician.repairer.district
    return city.bodies[district.code]
