"""Verification: rounds through the markets, the body's counter, and one scale on the table."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING

from bench.city import days, life, marks, repairing, weighing
from bench.city.actors import Body, Market, Scale, Sitting, Then, Verifier
from bench.city.rates import rate

if TYPE_CHECKING:
    from bench.city.simulation import City

A_DAY = 44  # scales a pair takes on a day in a market
COUNTER = 26  # and a verifier at the counter
MORNING = 9 * 60
RENEWABLE = 270  # days left up to which a round takes a scale along
ROUNDS = (0, 359, 718, 1077)  # a little early each year
WAIT = 40  # days for which users wait for a round rather than go to the counter


def plan_rounds(city: City, market: Market, phase: int) -> None:
    """Fix the days on which two verifiers come to a market, once a year."""
    parts = ceil(len(market.stalls) / A_DAY)
    for start in ROUNDS:
        n = days.next_open(phase + start)
        for part in range(parts):
            n, team = _free_pair(market.body, n)
            city.on(n, hold_round, market, (part, parts), team)
        market.rounds.append(n)


def hold_round(
    city: City, n: int, market: Market, part: tuple[int, int], team: list[Verifier]
) -> None:
    """Verify a part of a market where it stands; whoever is not there comes to the counter later."""
    chance = city.luck("rounds")
    here = [stall.scale for stall in market.stalls[part[0] :: part[1]] if stall.scale]
    for number, scale in enumerate(here):
        left = -1 if scale.verified_until is None else scale.verified_until - n
        if scale.in_repair or left > RENEWABLE or life.is_over(scale, n) or life.is_settled(scale):
            continue
        if chance.happens(rate("share", "late_for_round")):
            book(city, scale, market.body, n + chance.between(15, 150), life.start_use)
            continue
        session = city.session(market.body, n, market.market_id, market.warmth)
        sitting = Sitting(session, team[number % 2], team[1 - number % 2])
        verify(city, scale, n, sitting, life.start_use)


def book(city: City, scale: Scale, body: Body, n: int, then: Then) -> None:
    """Find the next day on which the counter has room; `then` follows a pass."""
    n = days.next_open(max(n, city.today))
    room = COUNTER * len(body.counter)
    while len(body.queue.get(n, ())) >= room:
        n = days.next_open(n + 1)
    if n not in body.queue:
        body.queue[n] = []
        city.on(n, hold_counter, body)
    body.queue[n].append((scale, then))


def hold_counter(city: City, n: int, body: Body) -> None:
    """Verify whoever is booked for the day."""
    for number, (scale, then) in enumerate(body.queue.pop(n)):
        if scale.withdrawn or scale.in_repair or life.is_over(scale, n):
            continue
        session = city.session(body, n, "counter")
        count = len(body.counter)
        sitting = Sitting(session, body.counter[number % count], body.counter[(number + 1) % count])
        verify(city, scale, n, sitting, then)


def renew(city: City, n: int, scale: Scale, code: str) -> None:
    """Have a scale verified whose certificate ends soon, unless that has happened or a round comes."""
    if scale.stall is None or scale.withdrawn or scale.in_repair:
        return
    if scale.verification_code != code or life.is_settled(scale):
        return
    comes = [last for last in scale.stall.market.rounds if n <= last <= n + WAIT]
    if comes:
        city.on(comes[0] + 1, renew, scale, code)
        return
    chance = city.luck("renewals")
    late = chance.between(15, 150) if chance.happens(rate("share", "late_for_round")) else 0
    book(city, scale, scale.stall.market.body, n + late, life.start_use)


def verify(city: City, scale: Scale, n: int, sitting: Sitting, then: Then) -> None:
    """Put one scale on the table, write down what is seen and read, and what follows."""
    chance, verifier = city.luck("verifications"), sitting.verifier
    if scale.before_verification:
        scale.before_verification(city, scale, n)
    degrees = weighing.temperature(n, sitting.session.warmth, chance)
    if verifier.writes:
        readings = verifier.writes(city, scale)
    else:
        readings = weighing.read(scale, n, degrees, chance)
    passed = weighing.passes(scale.type.instrument, readings)
    code = marks.verification_code(verifier.body, n) if passed else ""
    seal_found, face = _looked_at(city, scale, verifier)
    seal = marks.seal(city, "body", verifier.body.body_id, n) if passed else ""
    minutes = _minutes(city, verifier)
    forgotten = chance.happens(rate("share", "session_forgotten"))
    city.books.write(
        "verifications", city.name("verification"), code, scale.code,
        _start(city, verifier, n, minutes), minutes, verifier.body.body_id, verifier.verifier_id,
        sitting.checker.verifier_id, "" if forgotten else sitting.session.session_id,
        _regulation(scale, n), "subsequent" if scale.verifications else "initial", degrees,
        "pass" if passed else "fail", days.iso(_valid_until(scale, n)) if passed else "",
        seal_found, seal, scale.repair_code, *face, *weighing.packed(readings),
    )  # fmt: skip
    scale.verifications += 1
    _end_what_was_planted(scale, n, weighed=verifier.writes is None)
    if not passed:
        repairing.after_failure(city, scale, n, then)
        return
    scale.seal = scale.recorded_seal = seal
    scale.verification_code, scale.verified_until = code, _valid_until(scale, n)
    city.on(scale.verified_until - chance.between(5, 25), renew, scale, code)
    then(city, scale, n)
    life.file_certificate(city, n, scale, verifier.body)


def _end_what_was_planted(scale: Scale, n: int, *, weighed: bool) -> None:
    scale.returns_silently = False
    for rows in (scale.until_verified, scale.until_weighed)[: 1 + weighed]:
        for planted in rows:
            planted.last = n
        rows.clear()


def _looked_at(city: City, scale: Scale, verifier: Verifier) -> tuple[str, life.Face]:
    """Read seal and software off the scale; who does not weigh copies them from the records."""
    if verifier.writes:
        return scale.recorded_seal, life.true_face(scale)
    return life.seen(city, scale.seal, "seal_misread"), life.face(scale)


def _start(city: City, verifier: Verifier, n: int, minutes: int) -> str:
    start = city.clocks.get(verifier.verifier_id, MORNING + city.luck("verifications").below(20))
    city.clocks[verifier.verifier_id] = start + minutes + city.luck("verifications").below(3)
    return days.at(n, min(start, 23 * 60 + 59))


def _minutes(city: City, verifier: Verifier) -> int:
    pace = verifier.pace
    return max(1, round(city.luck("verifications").normal(pace, 0.18 * pace)))


def _regulation(scale: Scale, n: int) -> str:
    stays = not scale.type.new
    return "JJG539-2016" if stays or n < days.regulation_changes() else "JJG1204-2025"


def _valid_until(scale: Scale, n: int) -> int:
    end = days.a_year_later(n)
    kept = scale.type.new or scale.type.networked
    return end if kept else min(end, days.old_types_end())


def _free_pair(body: Body, n: int) -> tuple[int, list[Verifier]]:
    for day in _open_days(n):
        busy = body.busy.setdefault(day, set())
        free = [one for one in body.field_team if one.verifier_id not in busy]
        if len(free) > 1:
            start = day % (len(free) - 1)
            pair = free[start : start + 2]
            busy.update(one.verifier_id for one in pair)
            return day, pair
    raise AssertionError("days never end")


def _open_days(n: int) -> Iterator[int]:
    while True:
        n = days.next_open(n)
        yield n
        n += 1
