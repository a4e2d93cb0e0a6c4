"""Whom a fraud befalls, and what the city sees of a scale that stands in no ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bench.city import days, trading, weighing
from bench.city.actors import Scale, Stall
from bench.city.rates import planted

if TYPE_CHECKING:
    from bench.city.simulation import City

TRIES = 400
SCANS, RECHECKS = 110, 150  # days between two of them at a stall that is not what it seems
RUN_IN = 40  # frauds begin between the first weeks and the last months
RUN_OUT = 150


def instances(city: City, name: str) -> list[tuple[tuple[str, int], int]]:
    """Number the instances of a fraud and give each the day it begins."""
    chance = city.luck(f"fraud/{name}")
    fraud = f"F-{name.replace('_', '-')}"
    many = range(1, planted(name, city.size) + 1)
    return [((fraud, k), chance.between(RUN_IN, days.DAYS - RUN_OUT)) for k in many]


def honest_scale(
    city: City, name: str, fits: Callable[[Scale], bool] = lambda _scale: True
) -> Scale | None:  # fmt: skip
    """Find a scale in use that no fraud has touched yet, and mark it; None where none turns up."""
    chance = city.luck(f"fraud/{name}")
    for _ in range(TRIES):
        scale = chance.among(city.in_use)
        if not scale.story and scale.stall and not scale.stall.story and fits(scale):
            scale.story = name
            return scale
    return None


def stall_elsewhere(city: City, name: str, scale: Scale, *, far: bool = False) -> Stall:
    """Find a stall in another market than where a scale stands (`far`: in another district)."""
    chance = city.luck(f"fraud/{name}")
    home = scale.stall.market if scale.stall else None
    while True:
        stall = chance.among(city.stalls)
        market = stall.market
        other = home is None or (
            market.district is not home.district if far else market is not home
        )
        if other and not stall.story:
            stall.story = name
            return stall


def is_new(scale: Scale) -> bool:
    """Tell a scale of a new type, with lock and counters."""
    return scale.type.new


def haunt(city: City, code: str, stall: Stall, span: tuple[int, int], factor: float) -> None:
    """Let a scale that is in no ledger sell at a stall: scans and rechecks under the code it shows."""
    chance = city.luck("fraud/haunting")
    for mean, act in ((SCANS, _scanned), (RECHECKS, _rechecked)):
        n = span[0] + chance.between(1, 20)
        while n <= span[1]:
            city.on(n, act, code, stall, factor)
            n += 1 + round(chance.gap(mean))


def call_attention(city: City, n: int, scale: Scale, until: int | None, mean: float) -> None:
    """Let customers notice at one stall more often than at others, until a day."""
    chance = city.luck("fraud/attention")
    end = days.DAYS if until is None else until
    n += 1 + round(chance.gap(mean))
    while n < end:
        city.on(n, _noticed, scale)
        n += 1 + round(chance.gap(mean))


def _noticed(city: City, n: int, scale: Scale) -> None:
    if scale.place >= 0 and scale.bills:
        channel = "complaint" if city.luck("fraud/attention").happens(0.6) else "fair_scale"
        trading.recheck(city, n, scale, channel)


def _scanned(city: City, n: int, code: str, stall: Stall, _factor: float) -> None:
    chance = city.luck("fraud/haunting")
    when = (n, chance.between(*trading.OPEN))
    trading.scan_at(city, when, code, chance.word(10), stall.market)


def _rechecked(city: City, n: int, code: str, stall: Stall, factor: float) -> None:
    chance = city.luck("fraud/haunting")
    actual = chance.between(*trading.GRAMS)
    billed = max(5, round(actual * factor / 5) * 5)
    unit = trading.asked_price(stall.goods, chance)
    channel = "complaint" if chance.happens(0.5) else "fair_scale"
    what = (unit, billed, actual, weighing.price(billed, unit))
    trading.write_recheck(city, n, (channel, stall, code), what)
