"""Names as numbers, and where scales stand from day to day, as the ledgers of the markets have it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from bench.city.reading import Row, rows

from hengjian.metrology.checks.scans import Place

BEIJING = timezone(timedelta(hours=8))


class Names:
    """Each name its own number, the same for the same name; numbers go back to names."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []

    def number(self, name: str) -> int:
        """The number of a name; a new name gets the next one."""
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self._names)
            self._names.append(name)
        return found

    def known(self, name: str) -> int | None:
        """The number of a name that was seen before, or None."""
        return self._numbers.get(name)

    def name(self, number: int) -> str:
        """The name of a number."""
        return self._names[number]


class Ledger:
    """What every check needs of a city: its scales and their types, its stalls and its markets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scales, self.people, self.bodies = Names(), Names(), Names()
        self.types: dict[str, Row] = {row["type_id"]: row for row in self.rows("types")}
        self.type_of: dict[str, Row] = {}
        for row in self.rows("scales"):
            self.scales.number(row["code"])
            self.type_of[row["code"]] = self.types[row["type_id"]]
        self.withdrawn = {row["code"]: row["withdrawn_on"] for row in self.rows("withdrawals")}
        self._markets()
        self._standing()

    def rows(self, table: str) -> list[Row]:
        """A table as a list; the big ones are read row by row instead."""
        return list(rows(self.folder, table))

    def _markets(self) -> None:
        self.market_of = {row["stall_id"]: row["market_id"] for row in self.rows("stalls")}
        self.district_of = {row["market_id"]: row["district"] for row in self.rows("markets")}
        numbers = {market: n for n, market in enumerate(self.district_of)}
        self._places: dict[str, tuple[list[str], list[Place]]] = {
            row["market_id"]: (
                [""], [Place(float(row["lat"]), float(row["lon"]), numbers[row["market_id"]])]
            )
            for row in self.rows("markets")
        }  # fmt: skip
        for row in sorted(self.rows("market_moves"), key=lambda one: one["filed_on"]):
            days, places = self._places[row["market_id"]]
            days.append(row["filed_on"])
            here = numbers[row["market_id"]]
            places.append(Place(float(row["lat"]), float(row["lon"]), here))

    def _standing(self) -> None:
        """By scale: since which day it stands at which stall, by the day it was filed."""
        self.stands: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self.rows("installations"):
            self.stands[row["code"]].append((row["filed_on"], row["stall_id"]))
        for row in self.rows("moves"):
            self.stands[row["code"]].append((row["filed_on"], row["to_stall"]))
        for found in self.stands.values():
            found.sort()

    def stall_on(self, code: str, day: str) -> str | None:
        """The stall a scale is registered at on a day, or None."""
        found = self.stands.get(code, [])
        place = bisect_right(found, (day, "~"))
        return found[place - 1][1] if place else None

    def place_on(self, code: str, day: str) -> Place | None:
        """Where the market lies that a scale is registered in on a day, or None."""
        stall = self.stall_on(code, day)
        if stall is None:
            return None
        days, places = self._places[self.market_of[stall]]
        return places[bisect_right(days, day) - 1]


def moment(text: str) -> datetime:
    """A minute as the tables write it."""
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    """A day as the tables write it."""
    return date.fromisoformat(text[:10])


def at(text: str, hour: int = 10) -> datetime:
    """A minute of the tables, or ten in the morning of a day, in Beijing."""
    found = datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    return found if "T" in text else found + timedelta(hours=hour)


def number_of(ledger: Ledger, code: str) -> int:
    """The number of a scale's row."""
    return ledger.scales.number(code) + 1
