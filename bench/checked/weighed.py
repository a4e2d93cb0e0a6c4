"""What was weighed: readings of verifications, and goods that were weighed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from bench.checked.ledger import Ledger, moment
from bench.city.reading import Row, rows

from hengjian.metrology.checks.finding import Finding
from hengjian.metrology.checks.readings import (
    Point,
    Sheet,
    dealers,
    jumps,
    on_paper,
    proportional,
)
from hengjian.metrology.checks.sales import Weighed, modes, prices
from hengjian.metrology.instrument import Instrument, PartialRange
from hengjian.metrology.limits import AccuracyClass, VerificationKind
from hengjian.metrology.permitted_error import mpe

_HALF = Decimal("0.5")
_KEPT = (
    "code", "verifier_id", "body_id", "started_at", "minutes", "kind", "zero", "weighing",
)  # fmt: skip
_Kept = tuple[str, ...]


def findings(ledger: Ledger) -> Iterator[Finding]:
    """F11 to F15. Sheets are made where they are looked at, and kept as text."""
    sheets = _Sheets(ledger)
    for numbers in sheets.by_scale.values():
        own = [sheets.sheet(number) for number in numbers]
        yield from proportional(own)
        yield from jumps(own)
    yield from dealers(sheets.sheet(number) for number in sheets.after_a_sale)
    for numbers in sheets.by_verifier.values():
        yield from on_paper([sheets.sheet(number) for number in numbers])
    sales = list(_sales(ledger))
    yield from modes(sales)
    yield from prices(sales)


class _Sheets:
    """Every verification by its number, and which are of a scale, a verifier, a dealer's sale."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rows: dict[int, _Kept] = {}
        self.by_scale: dict[str, list[int]] = defaultdict(list)
        self.by_verifier: dict[str, list[int]] = defaultdict(list)
        self.after_a_sale: set[int] = set()
        self._dealer: dict[str, int] = {}
        sold = {}
        for row in rows(ledger.folder, "sales"):
            sold[row["code"]] = row["sold_on"]
            self._dealer[row["code"]] = ledger.bodies.number(row["dealer_id"])
        for row in rows(ledger.folder, "verifications"):
            number, code = int(row["verification_id"][1:]), row["code"]
            self._rows[number] = tuple(row[name] for name in _KEPT)
            self.by_scale[code].append(number)
            self.by_verifier[row["verifier_id"]].append(number)
            if code in sold and row["started_at"][:10] > sold[code]:
                self.after_a_sale.add(number)
                del sold[code]

    def sheet(self, number: int) -> Sheet:
        """One verification as the checks take it."""
        code, verifier, body, at, minutes, verified_as, zero, weighing = self._rows[number]
        kind, ledger = self._ledger.type_of[code], self._ledger
        return Sheet(
            number, ledger.scales.number(code), ledger.people.number(verifier),
            ledger.bodies.number(body), self._dealer.get(code), moment(at), Decimal(kind["e_g"]),
            points(kind, verified_as, zero, weighing),
            int(minutes) if minutes else None, number in self.after_a_sale,
        )  # fmt: skip


def points(kind: Row, verified_as: str, zero: str, weighing: str) -> tuple[Point, ...]:
    """The points of a weighing test of that kind, their errors counted from the zero's."""
    offset = _error(kind, zero)
    return tuple(_point(kind, verified_as, one, offset) for one in weighing.split())


def _point(kind: Row, verified_as: str, packed: str, offset: Decimal) -> Point:
    load, _indication, added = (Decimal(part) for part in packed.split(":"))
    e_g = _e_at(kind["ranges"], kind["e_g"], load)
    plate = tuple(kind[name] for name in ("accuracy_class", "max_g", "min_g", "e_g", "ranges"))
    limit = _limit(plate, verified_as, load)
    return Point(load, _error(kind, packed) - offset, limit, added, e_g)


@cache
def _limit(plate: tuple[str, ...], verified_as: str, load: Decimal) -> Decimal:
    """The permitted error at a load, as the engine has it."""
    accuracy_class, *masses, ranges = plate
    steps = (step.split(":") for step in ranges.split())
    scale = Instrument(
        AccuracyClass(accuracy_class), *map(Decimal, masses),
        ranges=tuple(PartialRange(Decimal(most), Decimal(e)) for most, e in steps),
    )  # fmt: skip
    return mpe(load, scale, VerificationKind(verified_as))


def _error(kind: Row, packed: str) -> Decimal:
    """I + e/2 - dL - L, by the interval at the load."""
    load, indication, added = (Decimal(part) for part in packed.split(":"))
    return indication + _HALF * _e_at(kind["ranges"], kind["e_g"], load) - added - load


@cache
def _e_at(ranges: str, e_g: str, load: Decimal) -> Decimal:
    for step in ranges.split():
        most, e = step.split(":")
        if load <= Decimal(most):
            return Decimal(e)
    return Decimal(e_g)


def _sales(ledger: Ledger) -> Iterator[Weighed]:
    """Goods weighed again under a code that is registered; without one nothing leads to a scale."""
    for row in rows(ledger.folder, "rechecks"):
        scale = ledger.scales.known(row["code"])
        if scale is not None:
            yield Weighed(
                scale, row["goods"], Decimal(row["unit_price_fen"]) / 100,
                Decimal(row["billed_g"]), Decimal(row["actual_g"]),
                int(row["amount_fen"]) if row["amount_fen"] else None, moment(row["at"]),
            )  # fmt: skip
