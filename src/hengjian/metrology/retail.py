"""
Whether goods sold by weight were short, and what that comes to.

The table is that of the measures on retail goods sold by weight (order 66 of 2004 as amended by
order 31 of 2020, articles 3 to 6, annex 1), the money that of article 55 of the law on consumers'
rights. Masses in g, prices in yuan a kilogram, sums in whole fen, a half fen rounded up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hengjian.errors import MeasureError
from hengjian.law.book import shipped
from hengjian.law.figure import Figure
from hengjian.law.shortfall_table import Band, Goods, GoodsGroup, ShortfallTable
from hengjian.metrology.price import price_to_pay

LAW = "retail_weighing"
CONSUMER_LAW = "consumer_rights_protection"
_FEN = 100
_KG = 1000
_MOST_G = 1_000_000
_MOST_YUAN = 1_000_000
_MOST_DIGITS = 6


class Recheck(StrEnum):
    """On what the goods were weighed again. Stored: add, never rename."""

    BETTER = "better"
    EQUAL = "equal"


class Finding(StrEnum):
    """What came of it. Stored: add, never rename."""

    WITHIN = "within"
    SHORT = "short"
    NO_TABLE_VALUE = "no_table_value"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Allowance:
    """
    What the table says of goods of a kind, at a price, of a mass.

    `band` is None where it says nothing: the goods are left out (`goods.outside`, then `group` is
    None too), or the mass lies above the last bound of the group.
    """

    goods: Goods
    group: GoodsGroup | None
    band: Band | None

    @property
    def allowed_g(self) -> Decimal | None:
        """How much may be missing, in g; None where the table has no value."""
        return self.band.allowed_g if self.band else None

    @property
    def confirmed(self) -> bool:
        """Whether somebody held the row against the annex."""
        return self.band is not None and self.band.confirmed


@dataclass(frozen=True, slots=True)
class Sale:
    """One sale weighed again: price in yuan/kg, billed and found mass in g."""

    goods: str
    price_yuan: Decimal
    billed_g: Decimal
    actual_g: Decimal

    def __post_init__(self) -> None:
        _check("price", "单价", self.price_yuan, Decimal(_MOST_YUAN), above_zero=True)
        _check("billed mass", "结算重量", self.billed_g, Decimal(_MOST_G), above_zero=True)
        _check("actual mass", "核称重量", self.actual_g, Decimal(_MOST_G), above_zero=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    What weighing again came to.

    `allowed_g` is what was allowed on that scale: the table's value, or its double on a scale of
    equal accuracy. `short_g` is billed less actual, below zero where there was more. `within`,
    `refund_fen` and `compensation_fen` are None where the table has no value; within what is
    allowed nothing is owed. The refund is no part of the compensation.
    """

    finding: Finding
    allowance: Allowance
    allowed_g: Decimal | None
    short_g: Decimal
    within: bool | None
    refund_fen: int | None
    compensation_fen: int | None


def table() -> ShortfallTable:
    """Load the table of allowed shortfalls that comes with the product; raises `LawError`."""
    return shipped().shortfalls(LAW)


def figure(name: str) -> Figure:
    """Find one of the numbers a judgement uses, with its article; raises `LawError`."""
    return shipped().figure(LAW if name.startswith("equal_scale") else CONSUMER_LAW, name)


def allowed_short(goods: str, price_yuan: Decimal, billed_g: Decimal) -> Allowance:
    """
    Look up how much may be missing. A kind the annex names wins over the price.

    Raises `LawError` for goods that are not in the table.

    >>> allowed_short("vegetables", Decimal(12), Decimal(4500)).allowed_g
    Decimal('100')
    >>> allowed_short("other", Decimal(12), Decimal(3000)).allowed_g
    Decimal('10')
    """
    held = table()
    kind = held.kind(goods)
    if kind.outside:
        return Allowance(kind, None, None)
    group = held.group_of(kind, price_yuan)
    return Allowance(kind, group, group.band(billed_g))


def judge(sale: Sale, recheck: Recheck = Recheck.BETTER) -> Judgement:
    """
    Judge a sale that was weighed again on a better scale, or on one of equal accuracy.

    >>> found = judge(Sale("other", Decimal(12), Decimal(3000), Decimal(2700)))
    >>> found.finding.value, found.refund_fen, found.compensation_fen
    ('short', 360, 50000)
    """
    allowance = allowed_short(sale.goods, sale.price_yuan, sale.billed_g)
    short_g = sale.billed_g - sale.actual_g
    if allowance.allowed_g is None:
        silent = Finding.OUT_OF_SCOPE if allowance.goods.outside else Finding.NO_TABLE_VALUE
        return Judgement(silent, allowance, None, short_g, None, None, None)
    times = figure("equal_scale_times").value if recheck is Recheck.EQUAL else Decimal(1)
    allowed_g = allowance.allowed_g * times
    if short_g <= allowed_g:
        return Judgement(Finding.WITHIN, allowance, allowed_g, short_g, True, 0, 0)
    return Judgement(
        finding=Finding.SHORT,
        allowance=allowance,
        allowed_g=allowed_g,
        short_g=short_g,
        within=False,
        refund_fen=refund_fen(sale),
        compensation_fen=compensation_fen(sale),
    )


def refund_fen(sale: Sale) -> int:
    """
    Work out what was paid for goods not given: the missing mass at the price, never below zero.

    >>> refund_fen(Sale("other", Decimal(96), Decimal(2000), Decimal(1950)))
    480
    """
    return _fen(max(sale.billed_g - sale.actual_g, Decimal(0)), sale.price_yuan)


def compensation_fen(sale: Sale) -> int:
    """
    Work out the compensation for fraud: a multiple of what was billed, at least a sum.

    >>> compensation_fen(Sale("other", Decimal(96), Decimal(2000), Decimal(1950)))
    57600
    """
    times = figure("fraud_compensation_times").value
    least = figure("fraud_compensation_least").value
    return int(max(times * _fen(sale.billed_g, sale.price_yuan), least * _FEN))


def _fen(mass_g: Decimal, price_yuan: Decimal) -> int:
    return int(price_to_pay(mass_g / _KG, price_yuan) * _FEN)


def _check(name: str, zh: str, value: Decimal, most: Decimal, *, above_zero: bool) -> None:
    exponent = value.as_tuple().exponent
    fine = value.is_finite() and isinstance(exponent, int) and exponent >= -_MOST_DIGITS
    if not fine or not 0 <= value <= most or (above_zero and not value):
        least = "above zero" if above_zero else "not below zero"
        least_zh = "大于零" if above_zero else "不小于零"
        raise MeasureError(
            f"the {name} must be a number {least}, at most {most}, with up to "
            f"{_MOST_DIGITS} decimals; it is {value}",
            zh=f"{zh}应为{least_zh}、不超过{most}、最多{_MOST_DIGITS}位小数的数，而不是{value}",
        )
