"""The days of the city, one after another: what is due, and what simply happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.city import (
    VERSION,
    days,
    founding,
    frauds,
    grounds,
    life,
    oddities,
    repairing,
    stock,
    trading,
)
from bench.city.actors import Body, Dealer, District, Market, Repairer, Scale, Session, Stall, Type
from bench.city.chance import Chance
from bench.city.rates import rate
from bench.city.tables import Books
from bench.city.truth import Truth

Due = Callable[..., None]
MISHAPS = ("breakdown", "seal_accident", "self_lock")
A_YEAR = 365
REGULARS = 6
NAMES = {
    "technician": "K", "verifier": "J", "user": "U", "stall": "S", "batch": "SB", "order": "WO",
    "ticket": "TK", "recheck": "FC", "inspection": "XC", "verification": "Y", "session": "H",
}  # fmt: skip


class City:
    """Everything there is on a day, and what is due on later ones."""

    def __init__(self, books: Books, size: int, seed: int) -> None:
        self.books, self.size, self.seed = books, size, seed
        self.today = 0
        self.left_to_make = size
        self.truth = Truth()
        self.districts: list[District] = []
        self.bodies: dict[str, Body] = {}
        self.markets: list[Market] = []
        self.stalls: list[Stall] = []
        self.types: list[Type] = []
        self.dealers: list[Dealer] = []
        self.repairers: list[Repairer] = []
        self.in_use: list[Scale] = []
        self.withdrawn: list[Scale] = []
        self.shelves: dict[str, list[Scale]] = {}
        self.seals: dict[str, list[int]] = {}
        self.open_orders: dict[str, repairing.Order] = {}
        self.clocks: dict[str, int] = {}
        self.next_seal = 10_000_000
        self._numbers: dict[str, int] = {}
        self._regulars: dict[str, list[str]] = {}
        self._luck: dict[str, Chance] = {}
        self._agenda: list[list[tuple[Due, tuple[Any, ...]]]] = [[] for _ in range(days.DAYS)]
        self._sessions: dict[tuple[str, str], Session] = {}

    def luck(self, name: str) -> Chance:
        """Give the stream of luck of this name."""
        if name not in self._luck:
            self._luck[name] = Chance("city", VERSION, self.seed, self.size, name)
        return self._luck[name]

    def number(self, kind: str) -> int:
        """Count on: the next number of something of this kind, from 1."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return self._numbers[kind]

    def name(self, kind: str) -> str:
        """Name the next of a kind."""
        return f"{NAMES[kind]}{self.number(kind):07d}"

    def next_name(self, kind: str) -> str:
        """Say what `name` will answer."""
        return f"{NAMES[kind]}{self._numbers.get(kind, 0) + 1:07d}"

    def on(self, n: int, act: Due, *about: object) -> None:
        """Note what is to be done on a day; a day that is past means today, one too late never."""
        n = max(n, self.today)
        if n < days.DAYS:
            self._agenda[n].append((act, about))

    def person(self, market: str) -> str:
        """Name somebody who scans in a market: often one of its regulars."""
        chance = self.luck("persons")
        if not chance.happens(rate("share", "regular")):
            return chance.word(10)
        if market not in self._regulars:
            self._regulars[market] = [chance.word(10) for _ in range(REGULARS)]
        return chance.among(self._regulars[market])

    def session(self, body: Body, n: int, place: str, warmth: float = 0.0) -> Session:
        """Give the session of a body at a place on a day; its first scale opens it."""
        if (body.body_id, place) not in self._sessions:
            session = Session(self.name("session"), warmth)
            self._sessions[body.body_id, place] = session
            self.books.write("sessions", session.session_id, body.body_id, days.iso(n), place)
        return self._sessions[body.body_id, place]

    def live(self, n: int) -> None:
        """Do what is due on a day, then let the day's luck happen."""
        self.today = n
        self.clocks.clear()
        self._sessions.clear()
        for act, about in self._agenda[n]:  # what is added for the same day comes last
            act(self, n, *about)
        self._agenda[n].clear()
        self.today = n + 1
        self._trade(n)
        self._misfortunes(n)

    def _trade(self, n: int) -> None:
        for _ in range(self._many("scan")):
            one, two = self._somewhere(), self._somewhere()
            assert one.stall
            assert two.stall
            livelier = one if one.stall.market.liveliness > two.stall.market.liveliness else two
            trading.scan(self, n, livelier)
        for channel in ("fair_scale", "complaint"):
            for _ in range(self._many(channel)):
                trading.recheck(self, n, self._somewhere(), channel)
        for _ in range(self._many("inspection")):
            trading.inspect(self, n, self._somewhere())

    def _misfortunes(self, n: int) -> None:
        for reason in MISHAPS:
            for _ in range(self._many(reason)):
                repairing.mishap(self, n, self._somewhere(), reason)
        for _ in range(self._many("stall_move")):
            oddities.change_stall(self, n, self._somewhere())
        for _ in range(self._many("beyond_repair")):
            life.replace_scale(self, n, self._somewhere(), "beyond_repair")

    def _many(self, name: str) -> int:
        return self.luck("days").count(len(self.in_use) * rate("yearly", name) / A_YEAR)

    def _somewhere(self) -> Scale:
        return self.luck("days").among(self.in_use)


def simulate(folder: Path, size: int, seed: int) -> tuple[dict[str, int], dict[str, int]]:
    """Write the tables of a city; give the rows of each and the instances of each fraud."""
    with Books(folder) as books:
        city = City(books, size, seed)
        grounds.lay_out(city)
        founding.found(city)
        grounds.fill(city)
        oddities.settle(city)
        frauds.plant(city)
        for n in range(days.DAYS):
            city.live(n)
        for order in city.open_orders.values():
            repairing.write_order(city, order, None)
        stock.make_the_rest(city, days.DAYS - 1)
        city.truth.write(books)
        return dict(books.rows), city.truth.instances()
