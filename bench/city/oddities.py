"""
What looks strange and is honest. Common slips are in `rates.yaml`; these are the rarer stories.

A market that moves with every stall; a workshop that has most of a district's jobs; a verifier
who is quick and right; seals lent to a neighbour; a bus stop between two markets where people
scan what they photographed; releases that are in the field before they are approved; users who
go to another market and take their scale along; market staff who scan a whole market in an hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.city import days, grounds, life, trading
from bench.city.actors import Body, Market, Scale, Software, Stall
from bench.city.rates import rate

if TYPE_CHECKING:
    from bench.city.simulation import City

QUICK = 5.0  # minutes a quick verifier takes
BUSY = 30.0
QUARTER = 91


def settle(city: City) -> None:
    """Lay the honest oddities out over the three years."""
    many = max(1, len(city.districts) // 6)
    _bodies(city, many)
    _workshops(city, many)
    _markets(city, many)
    for kind in city.types:
        if kind.networked:
            for release in kind.software[1:]:
                city.on(release.released, send_release, kind.type_id, release)


def _bodies(city: City, many: int) -> None:
    chance = city.luck("oddities")
    bodies = list(city.bodies.values())
    for body in chance.several(bodies, many):
        body.field_team[0].pace = QUICK
        body.counter[0].pace = QUICK + 1
    for _ in range(many):
        lender, borrower = chance.several(bodies, 2)
        city.on(chance.between(60, days.DAYS - 60), lend_seals, lender, borrower)


def _workshops(city: City, many: int) -> None:
    chance = city.luck("oddities")
    for district in chance.several(city.districts, many):
        workshop = chance.among([one for one in city.repairers if one.district is district])
        workshop.jobs = BUSY


def _markets(city: City, many: int) -> None:
    chance = city.luck("oddities")
    for district in chance.several(city.districts, many + 1):
        _share_a_bus_stop(district.markets)
    large = [one for one in city.markets if len(one.stalls) > 8 and not one.bus_stop]
    for market in chance.several(large, many):
        city.on(chance.between(150, days.DAYS - 150), move_market, market)
    for market in city.markets:
        if chance.happens(rate("share", "patrolled")):
            city.on(chance.below(QUARTER), patrol, market, chance.word(10))


def move_market(city: City, n: int, market: Market) -> None:
    """Move a whole market; the bureau learns of it some days before or weeks after."""
    chance = city.luck("oddities")
    market.lat = round(market.lat + chance.normal(0, 0.03), 5)
    market.lon = round(market.lon + chance.normal(0, 0.03), 5)
    filed = n + chance.between(-10, 40)
    city.books.write(
        "market_moves", market.market_id, days.iso(n), days.iso(filed), market.lat, market.lon
    )


def lend_seals(city: City, _n: int, lender: Body, borrower: Body) -> None:
    """A body that has run out of seals is given what is left of a neighbour's batch."""
    if lender.body_id in city.seals:
        city.seals[borrower.body_id] = city.seals.pop(lender.body_id)


def patrol(city: City, n: int, market: Market, person: str) -> None:
    """A market's staff scan every stall, one after another, and come again next quarter."""
    chance = city.luck("patrols")
    minute = chance.between(7 * 60, 15 * 60)
    for scale in [stall.scale for stall in market.stalls if stall.scale]:
        trading.scan_at(city, (n, minute), scale.code, person, market)
        minute += chance.below(2)
    city.on(n + QUARTER + chance.between(-6, 6), patrol, market, person)


def send_release(city: City, n: int, type_id: str, release: Software) -> None:
    """Send a release over the network to scales of a type, within two months."""
    chance = city.luck("releases")
    for scale in list(city.in_use):
        if scale.type.type_id == type_id and chance.happens(rate("share", "remote_update")):
            city.on(n + chance.below(60), update, scale, release)


def update(city: City, n: int, scale: Scale, release: Software) -> None:
    """Put a release on one scale, unless it has it or is gone."""
    if scale.place < 0 or scale.software.released >= release.released:
        return
    at = days.at(n, city.luck("releases").between(1 * 60, 4 * 60))
    city.books.write(
        "software_updates", scale.code, at, scale.software.software_id, release.software_id
    )
    scale.software = release


def change_stall(city: City, n: int, scale: Scale) -> None:
    """A user takes the scale to an empty stall, at home or in another market of the district."""
    assert scale.stall is not None
    chance = city.luck("moves")
    far = chance.happens(rate("share", "far_move"))
    market = chance.among(city.markets if far else scale.stall.market.district.markets)
    empty = [stall for stall in market.stalls if stall.scale is None and not stall.waiting]
    if empty and not scale.stall.waiting:
        late = chance.between(15, 45) if chance.happens(0.15) else chance.between(0, 7)
        left = scale.stall
        life.move(city, n, scale, chance.among(empty), late)
        city.on(n + chance.between(5, 60), reopen, left)


def reopen(city: City, n: int, stall: Stall) -> None:
    """Somebody new takes an empty stall and buys a scale."""
    if stall.scale is None and not stall.waiting:
        stall.user = grounds.new_user(city, stall.market.kind, stall.market.district)
        life.replace(city, n, stall, "reopened")


def _share_a_bus_stop(markets: list[Market]) -> None:
    """Let the two markets of a district that lie nearest to one another share a bus stop."""
    pairs = [(one, two) for number, one in enumerate(markets) for two in markets[:number]]
    if pairs:
        one, two = min(pairs, key=_apart)
        lat, lon = round((one.lat + two.lat) / 2, 5), round((one.lon + two.lon) / 2, 5)
        one.bus_stop, two.bus_stop = (lat, lon, two), (lat, lon, one)


def _apart(pair: tuple[Market, Market]) -> float:
    one, two = pair
    return (one.lat - two.lat) ** 2 + (one.lon - two.lon) ** 2
