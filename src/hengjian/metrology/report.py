"""A weighing report: what was read on the scale, taken strictly from a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from hengjian.errors import MeasureError, TextError
from hengjian.metrology import limits
from hengjian.metrology.field import Fields
from hengjian.metrology.instrument import Instrument, PartialRange, least_min_g
from hengjian.metrology.limits import AccuracyClass, Regulation, VerificationKind

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A load, what the scale showed, and the small weights added up to the change-over, in g.

    `where` is the position on the pan or the direction, `tare_g` what was tared off before.
    """

    load_g: Decimal
    indication_g: Decimal
    added_g: Decimal
    where: str = ""
    tare_g: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class DiscriminationReading:
    """The indication at a load, and after `added_g` was laid on; all in g."""

    load_g: Decimal
    indication_g: Decimal
    added_g: Decimal
    indication_after_g: Decimal


@dataclass(frozen=True, slots=True)
class PriceReading:
    """A weight in kg, a unit price in yuan per kg, and the price shown in yuan."""

    weight_kg: Decimal
    unit_price: Decimal
    shown: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was read at one verification; a test that was not done is empty."""

    instrument: Instrument
    regulation: Regulation
    kind: VerificationKind
    zero: Reading | None = None
    weighing: tuple[Reading, ...] = ()
    eccentricity: tuple[Reading, ...] = ()
    repeatability: tuple[Reading, ...] = ()
    discrimination: tuple[DiscriminationReading, ...] = ()
    tare: tuple[Reading, ...] = ()
    price: tuple[PriceReading, ...] = ()


def parse_report(values: object, name: str = "report") -> Report:
    """
    Read a weighing report from the mapping of a YAML or JSON file; `name` is for messages.

    Raises `TextError` for a field that cannot be read and `MeasureError` for a reading or an
    instrument that cannot be, both naming row (counted from 1) and field.
    """
    if not isinstance(values, Mapping):
        raise TextError(
            f"{name}: the file must hold a mapping: instrument, regulation, kind and readings",
            zh=f"{name}：文件应为字段表：instrument、regulation、kind及各项读数",
        )
    top = Fields(name, "", values)
    instrument = _instrument(top)
    regulation = _regulation(top)
    kind = VerificationKind(top.word("kind", tuple(VerificationKind)))
    zero = top.block("zero")
    report = Report(
        instrument=instrument,
        regulation=regulation,
        kind=kind,
        zero=_zero(zero, instrument) if zero else None,
        weighing=tuple(_weighing(row, instrument) for row in top.rows("weighing")),
        eccentricity=tuple(_eccentric(row, instrument) for row in top.rows("eccentricity")),
        repeatability=tuple(_reading(row, instrument) for row in top.rows("repeatability")),
        discrimination=tuple(
            _discrimination(row, instrument) for row in top.rows("discrimination")
        ),
        tare=tuple(_tare(row, instrument) for row in top.rows("tare")),
        price=tuple(_price(row) for row in top.rows("price")),
    )
    top.check_all_taken()
    return report


def _instrument(top: Fields) -> Instrument:
    block = top.block("instrument")
    if block is None:
        raise top.error("instrument", "is missing; give its nameplate", "缺失，请填写铭牌内容")
    accuracy_class = AccuracyClass(block.word("accuracy_class", tuple(AccuracyClass)))
    rows = block.rows("ranges")
    ranges = tuple(PartialRange(row.positive("max_g"), row.positive("e_g")) for row in rows)
    # Of a multi-interval scale max_g and e_g are said by its ranges; said again, they must agree.
    max_g = block.number("max_g", ranges[-1].max_g if ranges else None)
    e_g = block.number("e_g", ranges[0].e_g if ranges else None)
    try:
        min_g = block.number("min_g", least_min_g(accuracy_class, e_g))
        for part in (*rows, block):
            part.check_all_taken()
        return Instrument(accuracy_class, max_g, min_g, e_g, ranges)
    except MeasureError as error:
        at = f"{block.name}: {block.place}"
        raise MeasureError(f"{at}: {error}", zh=f"{at}：{error.zh}") from None


def _regulation(top: Fields) -> Regulation:
    return limits.regulation(top.word("regulation", limits.regulation_names()))


def _zero(row: Fields, instrument: Instrument) -> Reading:
    found = _reading(row, instrument)
    times = limits.number("tests", "zero", "load_up_to_e")
    most = times * instrument.e_g
    if found.load_g > most:
        raise row.impossible(
            "load_g",
            f"{found.load_g} g; the zero is tested at no load or at up to {most} g ({times} e)",
            f"{found.load_g} g；零点误差应在空载或不超过{most} g（{times} e）时测定",
        )
    return found


def _weighing(row: Fields, instrument: Instrument) -> Reading:
    direction = row.word("direction", ("up", "down", ""), "")
    return _reading(row, instrument, where=direction)


def _eccentric(row: Fields, instrument: Instrument) -> Reading:
    return _reading(row, instrument, where=row.text("position"))


def _tare(row: Fields, instrument: Instrument) -> Reading:
    tare_g = row.positive("tare_g")
    found = _reading(row, instrument, tare_g=tare_g)
    if tare_g + found.load_g > instrument.max_g:
        raise row.impossible(
            "tare_g",
            f"{tare_g} g with a net load of {found.load_g} g is above Max {instrument.max_g} g",
            f"{tare_g} g与净载荷{found.load_g} g之和超过最大秤量{instrument.max_g} g",
        )
    return found


def _reading(
    row: Fields, instrument: Instrument, where: str = "", tare_g: Decimal = ZERO
) -> Reading:
    load_g = _load(row, instrument)
    indication_g = _indication(row, "indication_g", instrument)
    added_g = row.number("added_g")
    row.check_all_taken()
    return Reading(load_g, indication_g, added_g, where, tare_g)


def _discrimination(row: Fields, instrument: Instrument) -> DiscriminationReading:
    load_g = _load(row, instrument)
    e_g = instrument.e_above(load_g)
    added_g = row.number("added_g")
    times = limits.number("tests", "discrimination", "added_in_e")
    wanted = times * e_g
    if added_g != wanted:
        raise row.impossible(
            "added_g",
            f"{added_g} g; the test lays on {times} e = {wanted} g ({_ground('discrimination')})",
            f"{added_g} g；鉴别力试验应加放{times} e = {wanted} g（{_ground('discrimination')}）",
        )
    before = _indication(row, "indication_g", instrument, load_g)
    after = _indication(row, "indication_after_g", instrument)
    row.check_all_taken()
    return DiscriminationReading(load_g, before, added_g, after)


def _price(row: Fields) -> PriceReading:
    found = PriceReading(row.positive("weight_kg"), row.number("unit_price"), row.number("shown"))
    row.check_all_taken()
    return found


def _load(row: Fields, instrument: Instrument) -> Decimal:
    load_g = row.number("load_g")
    if load_g > instrument.max_g:
        raise row.impossible(
            "load_g",
            f"{load_g} g is above Max {instrument.max_g} g",
            f"{load_g} g超过最大秤量{instrument.max_g} g",
        )
    return load_g


def _indication(
    row: Fields, key: str, instrument: Instrument, default: Decimal | None = None
) -> Decimal:
    indication_g = row.number(key, default)
    e_g = instrument.e_at(min(indication_g, instrument.max_g))
    if indication_g % e_g:
        raise row.impossible(
            key,
            f"{indication_g} g is no multiple of {e_g} g, so the scale cannot show it",
            f"{indication_g} g不是分度值{e_g} g的整数倍，秤不可能有此示值",
        )
    return indication_g


def _ground(test: str) -> str:
    return str(limits.ground("tests", test))
