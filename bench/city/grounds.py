"""Districts, bodies, markets, stalls and their users, and what stands there on the first day."""

from __future__ import annotations

import csv
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from bench.city import days, life, oddities, stock, verifying
from bench.city.actors import Body, District, Market, Stall, Type, User, Verifier
from bench.city.rates import rate

if TYPE_CHECKING:
    from bench.city.simulation import City

_DISTRICTS = Path(__file__).with_name("districts.csv")
KINDS = (("农贸市场", 0.62), ("超市", 0.16), ("沿街商铺", 0.18), ("批发市场", 0.04))
WORDS = (
    "新民",
    "和平",
    "大石",
    "黄桷",
    "临江",
    "桥头",
    "白鹤",
    "南门",
    "青杠",
    "双龙",
    "石板",
    "红光",
    "松林",
    "清水",
)
# Goods, how many sell them, and the usual price in fen per kg.
GOODS = (
    ("蔬菜", 0.27, 600), ("水果", 0.20, 1000), ("猪肉", 0.15, 3200), ("鱼", 0.10, 2400), ("禽蛋", 0.07, 1400),
    ("豆制品", 0.06, 800), ("干货", 0.06, 7000), ("牛肉", 0.04, 8800), ("糕点", 0.03, 2600), ("茶叶", 0.02, 30000),
)  # fmt: skip
USUAL_PRICE = {name: price for name, _, price in GOODS}
OLD_AGES = (60, 2600)
NEXT_DOOR = 0.08


def lay_out(city: City) -> None:
    """Set up districts, bodies and markets; whoever sells scales comes after them."""
    rows = list(csv.DictReader(_DISTRICTS.open(encoding="utf-8", newline="")))
    rows = rows[: min(len(rows), max(5, city.size // 4000))]
    stalls = round(city.size * rate("shape", "stalls_a_scale"))
    whole = sum(int(row["weight"]) for row in rows)
    for row in rows:
        district = District(row["code"], row["name"], float(row["lat"]), float(row["lon"]))
        city.districts.append(district)
        city.books.write("districts", district.code, district.name, district.lat, district.lon)
        here = stalls * int(row["weight"]) // whole
        body = _body(city, district, here)
        while here > 0:
            here -= _market(city, district, body, here)


def fill(city: City) -> None:
    """Put a scale on every stall, as the first ledger found them."""
    chance = city.luck("ledger")
    old = [kind for kind in city.types if not kind.new and not kind.networked]
    networked = [kind for kind in city.types if not kind.new and kind.networked]
    new = [kind for kind in city.types if kind.new]
    for market in city.markets:
        phase = chance.below(days.a_year_later(0))
        verifying.plan_rounds(city, market, phase)
        for stall in market.stalls:
            if chance.happens(rate("shape", "empty_at_start")):
                city.on(chance.below(2 * days.DAYS), oddities.reopen, stall)
            elif not chance.happens(rate("shape", "old_at_start")):
                _standing(city, stall, chance.among(new), phase)
            elif chance.happens(rate("shape", "networked_old")):
                _standing(city, stall, chance.among(networked), phase)
            else:
                _standing(city, stall, chance.among(old), phase)
                life.plan_replacement(city, stall)


def _standing(city: City, stall: Stall, kind: Type, phase: int) -> None:
    chance = city.luck("ledger")
    first = max(kind.approved, -chance.between(*OLD_AGES))
    scale = stock.made(city, kind, min(first, -1))
    if chance.happens(0.6):  # it has been adjusted since, at some repair
        scale.cell.adjusted = -chance.between(1, -min(first, -1))
    scale.verified_until = max(0, phase + chance.between(-4, 25))
    scale.verifications = 1
    life.install(city, scale, stall, 0, "ledger")


def _body(city: City, district: District, stalls: int) -> Body:
    body = Body(f"JD{district.code[2:]}", district)
    city.bodies[district.code] = body
    city.books.write("bodies", body.body_id, district.code)
    chance = city.luck("verifiers")
    counter, team = 2 + stalls // 1500, 2 * max(2, ceil(stalls / 2500))
    for number in range(counter + team):
        pace = min(24.0, max(8.0, chance.normal(14, 3)))
        verifier = Verifier(city.name("verifier"), body, pace)
        (body.counter if number < counter else body.field_team).append(verifier)
        city.books.write("verifiers", verifier.verifier_id, body.body_id)
    return body


def _market(city: City, district: District, body: Body, left: int) -> int:
    chance = city.luck("markets")
    kind = _drawn(KINDS, chance.draw())
    mean = rate("shape", "stalls_a_market") * (0.35 if kind in ("超市", "沿街商铺") else 1.35)
    size = min(left, 3 + round(chance.gap(mean)))
    lat, lon = _place(city, district)
    number = len(city.markets) + 1
    market = Market(
        f"M{number:04d}", kind, district, body, lat, lon, 0.3 + chance.gap(0.7), chance.normal(0, 2)
    )
    city.markets.append(market)
    district.markets.append(market)
    name = f"{district.name}{chance.among(WORDS)}{kind}{number}号"
    city.books.write("markets", market.market_id, name, kind, district.code, lat, lon)
    user = None
    for _ in range(size):
        if user is None or not chance.happens(0.9 if kind == "超市" else 0.08):
            user = new_user(city, kind, district)
        _stall(city, market, user)
    return size


def _place(city: City, district: District) -> tuple[float, float]:
    """Somewhere in the district; now and then only some streets from another market."""
    chance = city.luck("markets")
    if district.markets and chance.happens(NEXT_DOOR):
        other = chance.among(district.markets)
        return round(other.lat + 0.003, 5), round(other.lon + 0.0035, 5)
    lat, lon = chance.normal(0, 0.035), chance.normal(0, 0.04)
    return round(district.lat + lat, 5), round(district.lon + lon, 5)


def new_user(city: City, kind: str, district: District) -> User:
    """Somebody new who sells in a district."""
    user = User(city.name("user"))
    city.books.write("users", user.user_id, kind, district.code)
    return user


def _stall(city: City, market: Market, user: User) -> None:
    shares = [(name, share) for name, share, _ in GOODS]
    goods = _drawn(tuple(shares), city.luck("markets").draw())
    stall = Stall(city.name("stall"), market, user, goods)
    market.stalls.append(stall)
    city.stalls.append(stall)
    city.books.write("stalls", stall.stall_id, market.market_id, goods, user.user_id)


def _drawn(shares: tuple[tuple[str, float], ...], point: float) -> str:
    for name, share in shares:
        point -= share
        if point < 0:
            return name
    return shares[-1][0]
