"""A weighing sheet: which loads to lay on, and the readings as the engine takes and judges them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hengjian.metrology import limits
from hengjian.metrology.instrument import Instrument, PartialRange
from hengjian.metrology.limits import AccuracyClass
from hengjian.metrology.verification import Item, Result
from hengjian_portal.scales.models import TypeApproval

POSITIONS = ("centre", "front_left", "front_right", "back_left", "back_right")
# What the verifier reads in each test; the other cells of a row say what is laid on.
ASKED = {
    "zero": ("indication_g", "added_g"),
    "weighing": ("indication_g", "added_g"),
    "eccentricity": ("indication_g", "added_g"),
    "repeatability": ("indication_g", "added_g"),
    "discrimination": ("indication_g", "indication_after_g"),
    "tare": ("indication_g", "added_g"),
    "price": ("shown",),
}
# For refusals, which are said in both languages whatever the page's.
TEST_WORDS = {
    "zero": "零点", "weighing": "称量", "eccentricity": "偏载", "repeatability": "重复性",
    "discrimination": "鉴别力", "tare": "去皮", "price": "计价",
}  # fmt: skip
_UNIT_PRICES = ("5.00", "12.80", "39.90")
_REPEATED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet: what is laid on (may be changed), and what stays as it is."""

    test: str
    laid_on: dict[str, str]
    fixed: dict[str, str] = field(default_factory=dict)


def nameplate(approval: TypeApproval) -> dict[str, Any]:
    """The instrument of a type as a report holds it; numbers are text."""
    plate: dict[str, Any] = {
        "accuracy_class": approval.accuracy_class,
        "max_g": written(approval.max_g),
        "min_g": written(approval.min_g),
        "e_g": written(approval.e_g),
    }
    if approval.ranges:
        plate["ranges"] = approval.ranges
    return plate


def instrument(approval: TypeApproval) -> Instrument:
    """The instrument of a type. Raises `MeasureError` where no such scale can exist."""
    return Instrument(
        AccuracyClass(approval.accuracy_class), approval.max_g, approval.min_g, approval.e_g,
        tuple(PartialRange(Decimal(r["max_g"]), Decimal(r["e_g"])) for r in approval.ranges),
    )  # fmt: skip


def written(number: Decimal) -> str:
    """A number without idle zeros, never with an exponent."""
    return f"{number.normalize():f}"


def sheet(scale: Instrument) -> list[Row]:
    """The rows of one verification, in the order of the tests, with loads that suit the scale."""
    ten_e, half = 10 * scale.e_g, _shown(scale, scale.max_g / 2)
    loads = _weighing_loads(scale)
    third, most = _shown(scale, scale.max_g / 3), _shown(scale, scale.max_g * Decimal("0.8"))
    tare = max(_shown(scale, scale.max_g / 10), ten_e)
    kept = _shown(scale, scale.max_g / 3)
    return [
        _row("zero", {"load_g": ten_e}),
        *(_row("weighing", {"load_g": load}, direction="up") for load in loads),
        *(_row("weighing", {"load_g": load}, direction="down") for load in loads[-2::-1]),
        *(_row("eccentricity", {"load_g": third}, position=place) for place in POSITIONS),
        *(_row("repeatability", {"load_g": most}) for _ in range(_REPEATED)),
        *(_discrimination(scale, load) for load in (scale.min_g, half, scale.max_g)),
        _row("tare", {"tare_g": tare, "load_g": ten_e}),
        *(_row("tare", {"tare_g": kept, "load_g": load}) for load in _net_loads(scale, kept)),
        *(
            Row("price", {"weight_kg": written(weight / 1000), "unit_price": price})
            for weight, price in zip(_price_weights(scale), _UNIT_PRICES, strict=True)
        ),
    ]


def _row(test: str, laid_on: dict[str, Decimal], **fixed: str) -> Row:
    return Row(test, {name: written(number) for name, number in laid_on.items()}, fixed)


def _discrimination(scale: Instrument, load: Decimal) -> Row:
    added = limits.number("tests", "discrimination", "added_in_e") * scale.e_above(load)
    return _row("discrimination", {"load_g": load}, added_g=written(added))


def _shown(scale: Instrument, load: Decimal) -> Decimal:
    """The load, rounded down to one the scale can show."""
    return load - load % scale.e_at(load)


def _weighing_loads(scale: Instrument) -> list[Decimal]:
    """Min, where the limit changes, half of Max, Max; filled up to the number that is asked."""
    loads = {scale.min_g, scale.max_g, _shown(scale, scale.max_g / 2)}
    loads |= {load for load in _changes(scale) if load >= scale.min_g}
    for share in ("0.25", "0.75", "0.1"):
        if len(loads) < limits.number("tests", "weighing", "least_loads"):
            loads.add(max(_shown(scale, scale.max_g * Decimal(share)), scale.min_g))
    return sorted(loads)


def _changes(scale: Instrument) -> set[Decimal]:
    """The loads where the limit changes, and where each partial range ends."""
    found: set[Decimal] = set()
    low = Decimal(0)
    for part in scale.partial_ranges:
        steps = limits.error_steps(scale.accuracy_class)
        changes = {step.up_to_m * part.e_g for step in steps} | {part.max_g}
        found |= {load for load in changes if low < load <= part.max_g}
        low = part.max_g
    return found


def _net_loads(scale: Instrument, tare: Decimal) -> list[Decimal]:
    """Net loads with a tare on the pan: where the limit changes, and the most that is left."""
    least = limits.number("tests", "tare", "load_up_to_e") * scale.e_g
    wanted = limits.number("tests", "tare", "least_net_loads")
    most = _shown(scale, scale.max_g - tare)
    loads = {load for load in _changes(scale) if least < load < most} | {most}
    if len(loads) < wanted:
        loads.add(_shown(scale, most / 2))
    return sorted(loads)


def _price_weights(scale: Instrument) -> list[Decimal]:
    # One interval short of a round weight: there halves of a fen, and wrong rounding, appear.
    round_ones = [_shown(scale, scale.max_g * Decimal(share)) for share in ("0.1", "0.2", "0.4")]
    return [weight - scale.e_at(weight) for weight in round_ones]


@dataclass(frozen=True, slots=True)
class Basis:
    """Where the limit of a test stands; what nobody has read there shows 待核."""

    words: str
    confirmed: bool


def basis(test: str, regulation: str) -> Basis:
    """
    The clause a test answers to, and where the numbers of its limit were taken from.

    >>> basis("weighing", "JJG1204-2025").words
    'JJG1204-2025 5.5；OIML R 76-1, 3.5.1 (words read in SI 1995/1907, Schedule 2, 4)'
    >>> basis("tare", "JJG539-2016")
    Basis(words='OIML R 76-1, 4.6.3', confirmed=False)
    """
    own = limits.regulation(regulation).clauses.get(test, "")
    ground = limits.ground(*(("permitted_error",) if test == "weighing" else ("tests", test)))
    words = [f"{regulation} {own}"] if own else []
    return Basis("；".join([*words, ground.clause]), ground.confirmed)


def as_json(result: Result) -> dict[str, Any]:
    """A result as it is kept: numbers as text."""
    return {
        "verdict": result.verdict.value,
        "items": [_item(item) for item in result.items],
        "not_tested": list(result.not_tested),
        "incomplete": [shortfall.item for shortfall in result.incomplete],
    }


def _item(item: Item) -> dict[str, str | None]:
    return {
        "item": item.item,
        "load_g": written(item.load_g),
        "error_g": None if item.error_g is None else written(item.error_g),
        "limit_g": None if item.limit_g is None else written(item.limit_g),
        "verdict": item.verdict.value,
        "clause": item.clause,
        "note": item.note,
    }
