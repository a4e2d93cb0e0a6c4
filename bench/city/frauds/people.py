"""Frauds of those who are trusted: technicians, verifiers, users after a repair."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bench.city import life, repairing, weighing
from bench.city.actors import Scale, Technician, Verifier
from bench.city.frauds import finding
from bench.city.weighing import Readings, Row

if TYPE_CHECKING:
    from bench.city.simulation import City

Case = tuple[str, int]
HABITS = 3
EVENING = (18 * 60, 23 * 60)


def sold_unlocks(city: City) -> None:
    """
    A technician sells unlocking: a locked scale is opened to whoever pays, and nothing is repaired.

    For 300 to 700 days, some days several, many in the evening and from home. An order is opened
    and closed the same day, or forgotten; no part, no new repair code, no new seal, no
    verification. Some tickets are fetched in store and not used. Half of the buyers turn the span
    up by 1 to 5 per cent. Planted: the technician for that time, each order, and each scale until
    it is next weighed.
    """
    chance = city.luck("fraud/sold_unlocks")
    cases = finding.instances(city, "sold_unlocks")
    quiet = [one for one in city.repairers if one.jobs == 1]
    for workshop, (case, n) in zip(chance.several(quiet, len(cases)), cases, strict=False):
        technician = workshop.technicians[-1]
        technician.story = "sold_unlocks"
        first, last = min(n, 450), min(n, 450) + chance.between(300, 700)
        city.truth.plant(case, "technician", technician.technician_id, first).last = last
        mean = chance.between(2, 5)
        while first < last:
            city.on(first, _sell_unlock, case, technician)
            first += round(chance.gap(mean))


def _sell_unlock(city: City, n: int, case: Case, technician: Technician) -> None:
    chance = city.luck("fraud/sold_unlocks")
    scale = finding.honest_scale(city, "sold_unlocks", finding.is_new)
    if scale is None:
        return
    order = repairing.Order(
        city.name("order"), scale, technician, n, "self_lock", "nothing_found",
        scale.tamper, life.start_use,
    )  # fmt: skip
    evening = chance.happens(0.6)
    minute = chance.between(*EVENING) if evening else chance.between(9 * 60, 18 * 60)
    repairing.lock(city, (n, minute), scale, "dropped_or_opened", technician.technician_id)
    if chance.happens(0.15):
        repairing.ticket(city, (n, minute + 2), scale, order, used=False)
    repairing.ticket(city, (n, minute + 4), scale, order, used=True)
    closed = n if chance.happens(0.7) else None
    before = (scale.software, scale.cal, scale.seal)
    if chance.happens(0.5):
        scale.cell.span += 10_000 * chance.between(1, 5)
        scale.cal += 1 if chance.happens(0.7) else 0
    repairing.write_order(city, order, closed, before)
    city.truth.plant(case, "order", order.order_id, n).last = n
    scale.until_weighed.append(city.truth.plant(case, "scale", scale.code, n))


def paper_verification(city: City) -> None:
    """
    A verifier who does not weigh: readings are written down without a scale being touched.

    Each has a habit. The first writes the middle of the interval everywhere; the second goes
    round three favourite figures; the third, who is careful, once weighed a scale of each type and
    copies that sheet ever since, with a figure changed here and there. Two or three minutes each,
    and all pass; seal and software are copied from the records. Planted: the verifier from the first such day on, and every verification.
    """
    chance = city.luck("fraud/paper_verification")
    cases = finding.instances(city, "paper_verification")
    teams = [one for body in city.bodies.values() for one in body.field_team if not _is_quick(one)]
    for verifier, (case, n) in zip(chance.several(teams, len(cases)), cases, strict=False):
        city.on(min(n, chance.between(0, 300)), _stop_weighing, case, verifier)


def _stop_weighing(city: City, n: int, case: Case, verifier: Verifier) -> None:
    verifier.pace, verifier.story = 2.5, "paper_verification"
    habit = (all_in_the_middle, _in_turns, partial(_copied, {}))[(case[1] - 1) % HABITS]
    verifier.writes = partial(_on_paper, case, habit)
    city.truth.plant(case, "verifier", verifier.verifier_id, n)


def _on_paper(case: Case, habit: object, city: City, scale: Scale) -> Readings:
    assert callable(habit)
    verification = city.next_name("verification")
    city.truth.plant(case, "verification", verification, city.today).last = city.today
    written = habit(city, scale)
    assert isinstance(written, Readings)
    return written


def all_in_the_middle(_city: City, scale: Scale) -> Readings:
    """Write what a perfect scale would show: it changes over at half an interval, every time."""
    return _written(scale, (5,))


def _in_turns(city: City, scale: Scale) -> Readings:
    first = city.luck("fraud/paper_verification").below(3)
    return _written(scale, (5, 4, 6)[first:] + (5, 4, 6)[:first])


def _copied(sheets: dict[str, Readings], city: City, scale: Scale) -> Readings:
    chance = city.luck("fraud/paper_verification")
    name = scale.type.type_id
    while name not in sheets:
        model = Scale("", scale.type, 0, scale.software, "", "", copy(scale.cell), 0)
        weighing.adjust(model, city.today, chance)
        sheet = weighing.read(model, city.today, weighing.COMFORT, chance)
        if weighing.passes(scale.type.instrument, sheet):
            sheets[name] = sheet
    sheet = sheets[name]
    weighed = list(sheet.weighing)
    place = chance.below(len(weighed))
    load, indication, added = weighed[place]
    tenth = weighing.plan_of(scale.type.instrument).weighing[place].e // 10
    weighed[place] = (load, indication, max(tenth, added - tenth))
    changed = replace(sheet, weighing=weighed)
    kept = chance.happens(0.4) or not weighing.passes(scale.type.instrument, changed)
    return sheet if kept else changed


def _written(scale: Scale, tenths: tuple[int, ...]) -> Readings:
    """Fill in a sheet: every load shows itself, the weights added go round these tenths of e."""
    plan = weighing.plan_of(scale.type.instrument)
    given = iter(tenths * 20)

    def line(load: weighing.Load) -> Row:
        return (load.mg, load.mg, next(given) * load.e // 10)

    return Readings(
        zero=(plan.zero.mg, plan.zero.mg, plan.zero.e // 2),
        weighing=[line(load) for load in plan.weighing],
        corners=[(n, *line(plan.corner)) for n in range(len(weighing.CORNERS))],
        repeated=[line(plan.repeated) for _ in range(3)],
        discrimination=[(load.mg, load.mg, load.mg + load.e) for load in plan.discrimination],
        tare=(plan.zero.mg, *line(plan.tared)),
        price=[(g, unit, weighing.price(g, unit)) for g, unit in weighing.PRICES],
    )


def silent_return(city: City) -> None:
    """
    A scale comes back from repair and is used at once, without being verified again.

    The seal is the workshop's, the certificate on the wall is the old one. The repair itself is
    reported as it should be. It ends when the scale is verified the next time, mostly at the next
    round. Planted: the scale and its user, from the day it broke down.
    """
    for case, n in finding.instances(city, "silent_return"):
        city.on(n, _return_silently, case)


def _return_silently(city: City, n: int, case: Case) -> None:
    scale = finding.honest_scale(city, "silent_return")
    if scale is None or scale.stall is None:
        return
    scale.returns_silently = True
    for kind, name in (("scale", scale.code), ("user", scale.stall.user.user_id)):
        scale.until_verified.append(city.truth.plant(case, kind, name, n))
    repairing.mishap(city, n, scale, "breakdown")


def _is_quick(verifier: Verifier) -> bool:
    return verifier.pace < 6
