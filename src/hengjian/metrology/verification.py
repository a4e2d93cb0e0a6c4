"""
Whether a scale passes: each reading against its limit, and what was not tested.

Errors are taken before rounding and corrected for zero (`indication`). Where no zero was read
they stay uncorrected, and `zero` is listed as not tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hengjian.errors import MeasureError
from hengjian.metrology import limits
from hengjian.metrology.indication import corrected_error, indication_error
from hengjian.metrology.permitted_error import mpe
from hengjian.metrology.price import price_to_pay
from hengjian.metrology.report import ZERO, Reading, Report


class Outcome(StrEnum):
    """How one item, or the whole, came out."""

    PASS = "pass"  # noqa: S105 - the word of a verdict
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Item:
    """
    One reading held against its limit, masses in g; it passes where |error_g| <= limit_g.

    Prices have no mass error: both are None and only equality passes. `clause` is the
    regulation's own where it is known; `note` is a position, direction, tare or price.
    """

    item: str
    load_g: Decimal
    error_g: Decimal | None
    limit_g: Decimal | None
    verdict: Outcome
    clause: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A test that was begun, with fewer readings than its procedure asks for."""

    item: str
    given: int
    wanted: int

    @property
    def en(self) -> str:
        """Say it in English."""
        return f"{self.item}: {self.given} of at least {self.wanted} readings given"

    @property
    def zh(self) -> str:
        """Say it in Chinese."""
        return f"{self.item}：至少应有{self.wanted}个读数，仅给出{self.given}个"


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on what was given, each item, and the tests not given or not whole."""

    verdict: Outcome
    items: tuple[Item, ...]
    not_tested: tuple[str, ...]
    incomplete: tuple[Shortfall, ...]


# A load, its error, the limit (None for prices), whether it holds, and a note.
_Line = tuple[Decimal, Decimal | None, Decimal | None, bool, str]


def evaluate(report: Report) -> Result:
    """
    Hold every reading of a report against its limit.

    The verdict is on what was given: `not_tested` names the tests without a reading and
    `incomplete` those with too few. Whoever issues a certificate demands that both are empty.
    Raises `MeasureError` for a report without any reading.
    """
    zero_error = _zero_error(report)
    items: list[Item] = []
    for name, lines in TESTS.items():
        clause = report.regulation.clauses.get(name, "")
        for load_g, error_g, limit_g, holds, note in lines(report, zero_error):
            verdict = Outcome.PASS if holds else Outcome.FAIL
            items.append(Item(name, load_g, error_g, limit_g, verdict, clause, note))
    if not items:
        raise MeasureError("the report holds no reading; give some", zh="报告没有任何读数，请填写")
    failed = any(item.verdict is Outcome.FAIL for item in items)
    return Result(
        verdict=Outcome.FAIL if failed else Outcome.PASS,
        items=tuple(items),
        not_tested=tuple(name for name in TESTS if not getattr(report, name)),
        incomplete=tuple(_shortfalls(report)),
    )


def _zero(report: Report, zero_error: Decimal) -> Iterator[_Line]:
    """Hold E0 against a quarter of e; it is its own measure and not corrected."""
    if report.zero:
        limit = limits.number("tests", "zero", "limit_in_e") * report.instrument.e_g
        yield _held(report.zero.load_g, zero_error, limit, report.zero.where)


def _weighing(report: Report, zero_error: Decimal) -> Iterator[_Line]:
    for reading in report.weighing:
        yield _against_mpe(report, reading, zero_error)


def _eccentricity(report: Report, zero_error: Decimal) -> Iterator[_Line]:
    for reading in report.eccentricity:
        yield _against_mpe(report, reading, zero_error)


def _repeatability(report: Report, zero_error: Decimal) -> Iterator[_Line]:
    """Each weighing keeps the limit, and so does the spread of those at one load."""
    for reading in report.repeatability:
        yield _against_mpe(report, reading, zero_error)
    by_load: dict[Decimal, list[Decimal]] = {}
    for reading in report.repeatability:
        by_load.setdefault(reading.load_g, []).append(_error(report, reading))
    for load_g, errors in by_load.items():
        if len(errors) > 1:
            limit = mpe(load_g, report.instrument, report.kind)
            yield _held(load_g, max(errors) - min(errors), limit, "spread")


def _discrimination(report: Report, _zero_error: Decimal) -> Iterator[_Line]:
    """Ask that the weight laid on raise the indication by exactly one interval."""
    for reading in report.discrimination:
        step = report.instrument.e_above(reading.load_g)
        missed = reading.indication_after_g - (reading.indication_g + step)
        yield _held(reading.load_g, missed, ZERO, f"+{reading.added_g} g")


def _tare(report: Report, zero_error: Decimal) -> Iterator[_Line]:
    """Up to 10 e the setting of the tare is tested, above that the net weighing."""
    scale = report.instrument
    for reading in report.tare:
        note = f"tare {reading.tare_g} g"
        if reading.load_g <= limits.number("tests", "tare", "load_up_to_e") * scale.e_g:
            limit = limits.number("tests", "tare", "limit_in_e") * scale.e_g
            yield _held(reading.load_g, _error(report, reading), limit, note)
        else:
            load_g, error_g, limit_g, holds, _ = _against_mpe(report, reading, zero_error)
            yield load_g, error_g, limit_g, holds, note


def _price(report: Report, _zero_error: Decimal) -> Iterator[_Line]:
    for reading in report.price:
        due = price_to_pay(reading.weight_kg, reading.unit_price)
        note = f"{reading.weight_kg} kg x {reading.unit_price} = {due}, shown {reading.shown}"
        yield reading.weight_kg * 1000, None, None, due == reading.shown, note


# In the order of a verification; the names are fields of `Report` and headings of limits.yaml.
TESTS: dict[str, Callable[[Report, Decimal], Iterator[_Line]]] = {
    "zero": _zero,
    "weighing": _weighing,
    "eccentricity": _eccentricity,
    "repeatability": _repeatability,
    "discrimination": _discrimination,
    "tare": _tare,
    "price": _price,
}


def _zero_error(report: Report) -> Decimal:
    return _error(report, report.zero) if report.zero else ZERO


def _error(report: Report, reading: Reading) -> Decimal:
    # On a multi-interval scale the load's own range counts, not that of the figure shown.
    e_g = report.instrument.e_at(reading.load_g)
    return indication_error(reading.load_g, reading.indication_g, reading.added_g, e_g)


def _against_mpe(report: Report, reading: Reading, zero_error: Decimal) -> _Line:
    error = corrected_error(_error(report, reading), zero_error)
    limit = mpe(reading.load_g, report.instrument, report.kind)
    return _held(reading.load_g, error, limit, reading.where)


def _held(load_g: Decimal, error_g: Decimal, limit_g: Decimal, note: str) -> _Line:
    return load_g, error_g, limit_g, abs(error_g) <= limit_g, note


def _shortfalls(report: Report) -> Iterator[Shortfall]:
    for name in ("weighing", "eccentricity", "repeatability", "discrimination"):
        wanted = int(limits.number("tests", name, "least_loads"))
        readings = [r for r in getattr(report, name) if r.load_g >= _least_load(name, report)]
        # Places on the pan and loads count once; a repetition is the same load on purpose.
        if name == "repeatability":
            given = len(readings)
        else:
            given = len({(reading.load_g, getattr(reading, "where", "")) for reading in readings})
        if getattr(report, name) and given < wanted:
            yield Shortfall(name, given, wanted)
    if report.tare:
        yield from _net_shortfall(report)


def _net_shortfall(report: Report) -> Iterator[Shortfall]:
    """A tare that was set is also weighed with, at more than one net load."""
    least = limits.number("tests", "tare", "load_up_to_e") * report.instrument.e_g
    given = len({reading.load_g for reading in report.tare if reading.load_g > least})
    wanted = int(limits.number("tests", "tare", "least_net_loads"))
    if given < wanted:
        yield Shortfall("tare", given, wanted)


def _least_load(name: str, report: Report) -> Decimal:
    """Readings of a test count from this load on: a pan is not tried in its corners with a coin."""
    if name not in ("eccentricity", "repeatability"):
        return Decimal(0)
    return limits.number("tests", name, "least_load_in_max") * report.instrument.max_g
