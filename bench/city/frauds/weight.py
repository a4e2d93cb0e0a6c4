"""Frauds with the weight and the price."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from bench.city import grounds, trading
from bench.city.actors import Scale, Stall
from bench.city.frauds import finding

if TYPE_CHECKING:
    from bench.city.simulation import City

Case = tuple[str, int]
KEYS = (0.10, 0.20, 0.30)  # what M1, M2 and M3 add


def multiplier(city: City) -> None:
    """
    A key sequence adds 10, 20 or 30 per cent until the scale is switched off.

    The user has a key of choice, now and then takes another, and charges regulars honestly. At a
    verification the scale is right, and its software is the maker's own. Planted: scale and user,
    for 90 to 700 days.
    """
    for case, n in finding.instances(city, "multiplier"):
        city.on(n, _teach_keys, case)


def _teach_keys(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/multiplier")
    scale = finding.honest_scale(city, "multiplier")
    if scale is None or scale.stall is None:
        return
    last = n + chance.between(90, 700)
    scale.bills = partial(_by_key, chance.among(KEYS), 0.35 + 0.3 * chance.draw(), last)
    city.truth.plant(case, "scale", scale.code, n).last = last
    city.truth.plant(case, "user", scale.stall.user.user_id, n).last = last
    finding.call_attention(city, n, scale, last, 55)


def _by_key(key: float, often: float, last: int, city: City, _scale: Scale, n: int) -> float:
    chance = city.luck("fraud/multiplier")
    if n > last or not chance.happens(often):
        return 1.0
    return 1 + (chance.among(KEYS) if chance.happens(0.12) else key)


def swapped_chip(city: City) -> None:
    """
    The main chip is exchanged for one with other software while the housing switch is held down.

    No lock is reported and no ticket asked for; the new chip counts from its own beginnings. One
    in three shows a software of its own, the others the right name with another checksum; one in
    three can be pulled, and the user puts the old chip back for a verification. Planted: the
    scale, to the end.
    """
    for case, n in finding.instances(city, "swapped_chip"):
        city.on(n, _swap, case)


def _swap(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/swapped_chip")
    scale = finding.honest_scale(city, "swapped_chip", finding.is_new)
    if scale is None:
        return
    name = f"{scale.type.type_id}-X{chance.between(1, 3)}" if chance.happens(1 / 3) else ""
    shows = (name or scale.software.software_id, chance.word(8), chance.below(3), 0)
    if not name and chance.happens(0.3):  # a better forger copies the tamper counter too
        shows = (*shows[:3], scale.tamper)
    scale.face = shows
    scale.bills = partial(_by_chip, 1.05 + 0.05 * chance.between(0, 4))
    if chance.happens(1 / 3):
        scale.before_verification = partial(_old_chip_back, shows)
    city.truth.plant(case, "scale", scale.code, n)
    finding.call_attention(city, n, scale, None, 120)


def _by_chip(factor: float, city: City, scale: Scale, _n: int) -> float:
    fitted = scale.face is not None
    return factor if fitted and city.luck("fraud/swapped_chip").happens(0.7) else 1.0


def _old_chip_back(shows: tuple[str, str, int, int], city: City, scale: Scale, n: int) -> None:
    scale.face = None
    city.on(n + city.luck("fraud/swapped_chip").between(1, 12), _chip_in, scale, shows)


def _chip_in(_city: City, _n: int, scale: Scale, shows: tuple[str, str, int, int]) -> None:
    scale.face = shows


def dealer_shift(city: City) -> None:
    """
    A dealer has scales verified, then calibrates them anew before they are handed over.

    Everything the dealer sells from that day on weighs too much by the same share, 0.4 to 1.8 per
    cent (one in four dealers: too little, so as to be trusted by buyers of goods). It is done from
    the keypad; the seal stays whole, the calibration counter goes up by one. Users know nothing.
    Planted: the dealer to the end, and each scale from its sale until it is next weighed.
    """
    chance = city.luck("fraud/dealer_shift")
    early = [one for one in city.dealers if one.delivers_verified]
    cases = finding.instances(city, "dealer_shift")
    for dealer, (case, n) in zip(chance.several(early, len(cases)), cases, strict=False):
        first = min(n, chance.between(30, 240))  # most are sold in the first year
        share = chance.between(40, 180) * 100 * (-1 if chance.happens(0.25) else 1)
        city.truth.plant(case, "dealer", dealer.dealer_id, first)
        dealer.shift = partial(_calibrate, case, (first, share))


def _calibrate(case: Case, change: tuple[int, int], city: City, scale: Scale, n: int) -> None:
    first, share = change
    if n >= first and scale.verified_until is not None:
        scale.cell.span += share * city.luck("fraud/dealer_shift").normal(1.0, 0.04)
        scale.cal += 1
        scale.story = "dealer_shift"
        scale.until_weighed.append(city.truth.plant(case, "scale", scale.code, n))


def slow_ramp(city: City) -> None:
    """
    Software adds a little more each week, so that nobody notices a day on which it began.

    A quarter of a per cent a week, up to 8 per cent; a service code switches it off before a
    verification, and it begins anew after it. Planted: the scale, to the end.
    """
    for case, n in finding.instances(city, "slow_ramp"):
        city.on(n, _begin_ramp, case)


def _begin_ramp(city: City, n: int, case: Case) -> None:
    scale = finding.honest_scale(city, "slow_ramp")
    if scale is None:
        return
    scale.bills = partial(_by_week, n)
    scale.before_verification = _ramp_anew
    city.truth.plant(case, "scale", scale.code, n)
    finding.call_attention(city, n, scale, None, 100)


def _by_week(first: int, _city: City, _scale: Scale, n: int) -> float:
    return 1 + min(0.08, 0.0025 * max(0, n - first) / 7)


def _ramp_anew(_city: City, scale: Scale, n: int) -> None:
    scale.bills = partial(_by_week, n)


def price_trick(city: City) -> None:
    """
    The unit price is keyed in without its point, a hundredth of the true one.

    The customer is told to pay the figure as yuan that the scale shows as fen; every amount is
    rounded up on the way, dear on small purchases. Regulars get the ordinary price. Planted: the
    stall and its user, for 120 to 600 days.
    """
    for case, n in finding.instances(city, "price_trick"):
        city.on(n, _drop_the_point, case)


def _drop_the_point(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/price_trick")
    scale = finding.honest_scale(city, "price_trick")
    if scale is None or scale.stall is None:
        return
    stall = scale.stall
    stall.story = "price_trick"
    last = n + chance.between(120, 600)
    city.truth.plant(case, "stall", stall.stall_id, n).last = last
    city.truth.plant(case, "user", stall.user.user_id, n).last = last
    n += 1 + round(chance.gap(40))
    while n < last:
        city.on(n, _charge, stall)
        n += 1 + round(chance.gap(35))


def _charge(city: City, n: int, stall: Stall) -> None:
    chance, scale = city.luck("fraud/price_trick"), stall.scale
    if scale is None or scale.place < 0:
        return
    actual = chance.between(*trading.GRAMS)
    e = float(scale.type.instrument.e_at(Decimal(actual)))
    billed = int(max(e, round(actual / e) * e))
    usual = round(grounds.USUAL_PRICE[stall.goods] * chance.normal(1.0, 0.15) / 100)
    unit = max(1, usual)
    amount = -(-billed * unit // 1000)
    channel = "complaint" if chance.happens(0.7) else "fair_scale"
    trading.write_recheck(city, n, (channel, stall, scale.code), (unit, billed, actual, amount))
