"""What passers-by, customers and inspectors do: scans, goods weighed again, looks at a scale."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bench.city import days, grounds, life, weighing
from bench.city.actors import Market, Scale, Stall
from bench.city.chance import Chance
from bench.city.rates import rate

if TYPE_CHECKING:
    from bench.city.simulation import City

METRE = 1 / 111_000  # of latitude, in degrees
NEAR, FAR = 25, 1800  # metres a telephone is wrong by, as a rule and where it is lost
CITY_MIDDLE = (29.5630, 106.5515)  # where a telephone is put that gives no position
GRAMS = (150, 4200)
JIN = 2
CHEAP = 1500  # fen per kg
OPEN = (6 * 60, 20 * 60)


def scan(city: City, n: int, scale: Scale) -> None:
    """Somebody scans the label of a scale where it stands."""
    assert scale.stall is not None
    chance = city.luck("scans")
    minute, market = chance.between(*OPEN), scale.stall.market
    person = city.person(market.market_id)
    if market.bus_stop and chance.happens(0.5):
        _scan_from_bus_stop(city, (n, minute), scale, person)
        return
    scan_at(city, (n, minute), scale.code, person, market)


def scan_somewhere(city: City, n: int, code: str, market: Market) -> None:
    """A buyer, or whoever takes a scale for scrap, scans it near a market."""
    chance = city.luck("scans")
    scan_at(city, (n, chance.between(*OPEN)), code, chance.word(10), market)


def scan_at(city: City, when: tuple[int, int], code: str, person: str, market: Market) -> None:
    """Write a scan in a market, as well as the telephone knows where it is."""
    chance = city.luck("scans")
    if chance.happens(rate("share", "placed_by_network")):
        _write(city, when, code, person, (*CITY_MIDDLE, FAR))
        return
    wrong = FAR if chance.happens(rate("share", "poor_position")) else NEAR
    _write(city, when, code, person, (market.lat, market.lon, wrong))


def _scan_from_bus_stop(city: City, when: tuple[int, int], scale: Scale, person: str) -> None:
    """Scan what was photographed in both markets while one waits for the bus between them."""
    chance = city.luck("scans")
    market = scale.stall.market if scale.stall else None
    assert market is not None
    assert market.bus_stop is not None
    lat, lon, other = market.bus_stop
    n, minute = when
    _write(city, when, scale.code, person, (lat, lon, NEAR))
    neighbour = chance.among(other.stalls).scale
    if neighbour:
        later = (n, minute + chance.between(0, 4))
        _write(city, later, neighbour.code, person, (lat, lon, NEAR))


def _write(
    city: City, when: tuple[int, int], code: str, person: str, place: tuple[float, float, int]
) -> None:  # fmt: skip
    chance = city.luck("scans")
    lat, lon, wrong = place
    city.books.write(
        "scans", days.at(*when), code, person,
        round(lat + chance.normal(0, wrong) * METRE, 5),
        round(lon + chance.normal(0, wrong) * METRE * 1.15, 5),
    )  # fmt: skip


def recheck(city: City, n: int, scale: Scale, channel: str) -> None:
    """A customer has bought by this scale, and the goods are weighed again on a better one."""
    assert scale.stall is not None
    chance, stall = city.luck("rechecks"), scale.stall
    actual = chance.between(*GRAMS)
    factor = scale.bills(city, scale, n) if scale.bills else 1.0
    shift = weighing.shift_now(scale.cell, n, days.indoor(n) + stall.market.warmth)
    e = float(scale.type.instrument.e_at(Decimal(actual)))
    billed = max(e, round(actual * factor * (1 + shift / weighing.MILLION) / e) * e)
    price = asked_price(stall.goods, chance)
    amount = _rounded(weighing.price(int(billed), price), price, chance)
    if chance.happens(rate("share", "wrong_change")):
        actual = _otherwise(actual, stall.goods, chance)
    code = _code(city, scale, channel)
    write_recheck(city, n, (channel, stall, code), (price, int(billed), actual, amount))


def write_recheck(
    city: City, n: int, where: tuple[str, Stall, str], what: tuple[int, int, int, int]
) -> None:  # fmt: skip
    """Write down who checked which stall by which code, and unit price, grams and amount."""
    chance = city.luck("rechecks")
    channel, stall, code = where
    price, billed, actual, amount = what
    if channel == "complaint" and chance.happens(rate("share", "wrong_unit")):
        billed, actual, price = _slip(billed, actual, price, chance)
    city.books.write(
        "rechecks", city.name("recheck"), days.at(n, chance.between(*OPEN)), channel,
        stall.stall_id, code, stall.goods, price, billed, actual, amount,
    )  # fmt: skip


def asked_price(goods: str, chance: Chance) -> int:
    """Say what a trader asks, in fen per kg: the usual price, or what is to be gone by the evening."""
    share = chance.normal(1.0, 0.2)
    if chance.happens(rate("share", "special_offer")):
        share = 0.1 + 0.4 * chance.draw()
    return max(40, round(grounds.USUAL_PRICE[goods] * share / 10) * 10)


def _rounded(amount: int, price: int, chance: Chance) -> int:
    """Leave small change away on cheap goods, or ask for it."""
    if price > CHEAP or not chance.happens(rate("share", "small_change")):
        return amount
    down = chance.happens(0.7)
    return max(10, amount // 10 * 10 if down else -(-amount // 10) * 10)


def inspect(city: City, n: int, scale: Scale) -> None:
    """An officer looks at marks, software and counters of a scale on its stall."""
    assert scale.stall is not None
    chance = city.luck("inspections")
    city.books.write(
        "inspections", city.name("inspection"), scale.code,
        days.at(n, chance.between(9 * 60, 17 * 60)), scale.stall.stall_id,
        life.seen(city, scale.seal, "seal_misread"), scale.verification_code, *life.face(scale),
    )  # fmt: skip
    if chance.happens(0.3):
        recheck(city, n, scale, "inspection")


def _otherwise(actual: int, goods: str, chance: Chance) -> int:
    """Why goods weigh less at home than at the stall although nobody cheats; now and then more."""
    if goods == "鱼":
        return max(20, round(actual * (1 - abs(chance.normal(0.03, 0.02)))))  # water drips off
    if chance.happens(0.6):
        return max(20, actual - chance.between(5, 40))  # the bag was weighed along
    if chance.happens(0.5):
        return max(20, round(actual * chance.normal(0.99, 0.01)))  # it dried
    return actual + chance.between(1, 60)  # one more was put in


def _slip(billed: int, actual: int, price: int, chance: Chance) -> tuple[int, int, int]:
    """Mix up jin and kg, or what was paid for and what was found, or misplace a point."""
    which = chance.below(4)
    if which == 0:
        return billed, max(1, actual // JIN), price
    if which == 1:
        return actual, billed, price
    if which == 2:
        return billed, actual, price * JIN
    return billed * 10, actual, price


def _code(city: City, scale: Scale, channel: str) -> str:
    chance = city.luck("rechecks")
    if channel != "complaint":
        return scale.code
    if chance.happens(rate("share", "no_code")):
        return ""
    return life.seen(city, scale.code, "typing_error")
