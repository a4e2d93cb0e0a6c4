"""
What a load cell does, and what is read on it at a verification; all masses in whole mg.

The scale rounds to its interval; the verifier lays on tenths of the interval until the figure
changes over. The verdict is worked out here from what was read, in whole numbers and with the
limits of `hengjian.metrology`; a test holds it against the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from bench.city import days
from bench.city.actors import Cell, Scale, Type
from bench.city.chance import Chance

from hengjian.metrology import limits
from hengjian.metrology.instrument import Instrument
from hengjian.metrology.limits import VerificationKind
from hengjian.metrology.permitted_error import mpe

CORNERS = ("centre", "front_left", "front_right", "back_left", "back_right")
PRICES = ((1235, 1280), (2005, 500))  # g and fen per kg, as a verifier types them in
MILLION = 1_000_000
YEAR = 365
COMFORT = 20.0  # degrees at which cells are adjusted
Row = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """A load of the procedure, the interval and the limit there, in mg; `inner` is 1 at half Max."""

    mg: int
    e: int
    limit: int
    inner: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The loads one type is verified with."""

    zero: Load
    weighing: tuple[Load, ...]
    corner: Load
    repeated: Load
    discrimination: tuple[Load, ...]
    tared: Load
    zero_limit: int


@dataclass(slots=True)
class Readings:
    """What was read: load, indication, added; corners led by their number, tare by the tare."""

    zero: Row
    weighing: list[Row]
    corners: list[Row]
    repeated: list[Row]
    discrimination: list[Row]
    tare: Row
    price: list[Row]


@cache
def plan_of(instrument: Instrument) -> Plan:
    """Lay down the loads: Min, where the limit steps up, half of Max, Max."""
    most, last = instrument.max_g, instrument.partial_ranges[-1]
    low, high, *_ = (step.up_to_m for step in limits.error_steps(instrument.accuracy_class))
    # Not at the end of a partial range: what a scale shows just above it has another interval.
    middle = high * last.e_g if instrument.ranges else most / 2
    finer = {high * instrument.e_g} if instrument.ranges else set()
    steps = {instrument.min_g, low * instrument.e_g, high * last.e_g, middle, most, *finer}
    share = limits.number("tests", "zero", "limit_in_e")
    return Plan(
        zero=_load(instrument, 10 * instrument.e_g),
        weighing=tuple(_load(instrument, step) for step in sorted(steps)),
        corner=_load(instrument, _round(most / 3, last.e_g)),
        repeated=_load(instrument, most * 4 / 5),
        discrimination=tuple(_load(instrument, step) for step in (instrument.min_g, middle, most)),
        tared=_load(instrument, _round(most / 3, last.e_g)),
        zero_limit=int(share * instrument.e_g * 1000),
    )


def shift_now(cell: Cell, n: int, temperature: float) -> float:
    """Say by how many millionths the cell weighs too much that day."""
    years = (n - cell.adjusted) / YEAR
    return cell.span + cell.drift * years + cell.warm * (temperature - COMFORT)


def read(scale: Scale, n: int, temperature: float, chance: Chance) -> Readings:
    """Weigh the whole procedure on a scale."""
    plan, cell = plan_of(scale.type.instrument), scale.cell
    span = shift_now(cell, n, temperature)
    corners = (0.0, *cell.corners)

    def line(load: Load, corner: float = 0.0) -> Row:
        return (load.mg, *shown(load, cell, span + corner, chance))

    tared = plan.tared
    return Readings(
        zero=line(plan.zero),
        weighing=[line(load) for load in plan.weighing],
        corners=[(n, *line(plan.corner, corner)) for n, corner in enumerate(corners)],
        repeated=[line(plan.repeated) for _ in range(3)],
        discrimination=[
            (load.mg, load.mg, load.mg if cell.sluggish else load.mg + load.e)
            for load in plan.discrimination
        ],
        tare=(plan.zero.mg, *line(tared)),
        price=[(grams, unit, price(grams, unit)) for grams, unit in PRICES],
    )


def shown(load: Load, cell: Cell, span: float, chance: Chance) -> tuple[int, int]:
    """Give the indication at a load and the weights added up to the next, in mg."""
    e = load.e
    noise = chance.normal(cell.zero, cell.noise) * e
    inside = load.mg + load.mg * span / MILLION + noise + cell.bend * e * load.inner
    indication = int(inside / e + 0.5) * e
    tenth = e // 10
    added = int((indication + e / 2 - inside) / tenth) + 1
    return indication, min(added, 10) * tenth


def passes(instrument: Instrument, read: Readings) -> bool:
    """Hold what was read against the limits, as whole numbers."""
    plan = plan_of(instrument)
    zero = _error(read.zero, plan.zero.e)
    if abs(zero) > plan.zero_limit:
        return False
    if any(
        abs(_error(row, load.e) - zero) > load.limit
        for row, load in zip(read.weighing, plan.weighing, strict=True)
    ):
        return False
    corner, repeated, tared = plan.corner, plan.repeated, plan.tared
    if any(abs(_error(row[1:], corner.e) - zero) > corner.limit for row in read.corners):
        return False
    errors = [_error(row, repeated.e) for row in read.repeated]
    if max(errors) - min(errors) > repeated.limit:
        return False
    if any(abs(error - zero) > repeated.limit for error in errors):
        return False
    steps = zip(read.discrimination, plan.discrimination, strict=True)
    if any(row[2] != row[1] + load.e for row, load in steps):
        return False
    return abs(_error(read.tare[1:], tared.e) - zero) <= tared.limit


def packed(read: Readings) -> tuple[str, ...]:
    """Write readings as the columns of the table of verifications hold them."""
    return (
        _colons(read.zero),
        " ".join(map(_colons, read.weighing)),
        " ".join(f"{CORNERS[row[0]]}:{_colons(row[1:])}" for row in read.corners),
        " ".join(map(_colons, read.repeated)),
        " ".join(map(_colons, read.discrimination)),
        _colons(read.tare),
        " ".join(
            f"{_point(g, 3)}:{_point(unit, 2)}:{_point(paid, 2)}" for g, unit, paid in read.price
        ),
    )


def price(grams: int, unit_price_fen: int) -> int:
    """Work out what is to be paid in fen, a half rounded up."""
    return (grams * unit_price_fen + 500) // 1000


def new_cell(kind: Type, made: int, chance: Chance) -> Cell:
    """Make a load cell as this type's are: most are good, and all of them drift."""
    unit = _unit(kind.instrument)
    steady = kind.steadiness
    return Cell(
        span=chance.normal(0, 0.16 * unit),
        drift=chance.normal(0.05 * unit, 0.16 * unit * steady),
        warm=chance.normal(0.002 * unit, 0.006 * unit * steady),
        zero=chance.normal(0, 0.05),
        bend=chance.normal(0, 0.10),
        noise=0.03,
        corners=tuple(chance.normal(0, 0.18 * unit) for _ in range(4)),  # type: ignore[arg-type]
        sluggish=chance.happens(0.001),
        adjusted=made,
    )


def adjust(scale: Scale, n: int, chance: Chance) -> None:
    """Set a scale right with weights, as a repairer does."""
    unit = _unit(scale.type.instrument)
    scale.cell.span = chance.normal(0, 0.14 * unit)
    scale.cell.sluggish = False
    scale.cell.adjusted = n
    scale.cal += 1


def temperature(n: int, warmth: float, chance: Chance) -> float:
    """Draw the temperature where a scale stands that day."""
    return round(days.indoor(n) + warmth + chance.normal(0, 2.0), 1)


@cache
def _unit(instrument: Instrument) -> float:
    """How many millionths of Max may be in error at Max."""
    load = _load(instrument, instrument.max_g)
    return load.limit / load.mg * MILLION


@cache
def _load(instrument: Instrument, load_g: Decimal) -> Load:
    limit = mpe(load_g, instrument, VerificationKind.INITIAL)
    part = float(load_g / instrument.max_g)
    e = int(instrument.e_at(load_g) * 1000)
    return Load(int(load_g * 1000), e, int(limit * 1000), 4 * part * (1 - part))


def _error(row: Row, e: int) -> int:
    load, indication, added = row
    return indication + e // 2 - added - load


def _round(load_g: Decimal, e_g: Decimal) -> Decimal:
    return (load_g / e_g).quantize(Decimal(1)) * e_g


def _colons(row: Row) -> str:
    return ":".join([_gram(value) for value in row])


@cache
def _gram(mg: int) -> str:
    return _point(mg, 3)


@cache
def _point(value: int, places: int) -> str:
    whole, rest = divmod(value, 10**places)
    return f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".") if rest else str(whole)
