"""The answers of this room as programs read them; the names are stable: add, never rename."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from hengjian.metrology import bottle_test, retail

_TEN_THOUSAND = 10_000


def json_number(value: Decimal | None) -> int | float | None:
    """
    Give the JSON number that names a decimal, whole where it is whole.

    >>> json_number(Decimal("100.0")), json_number(Decimal("2.5")), json_number(None)
    (100, 2.5, None)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def lower(value: Fraction | None) -> Decimal | None:
    """
    Write an exact lower bound in four places, rounded down: no interval shrinks by being written.

    >>> lower(Fraction(1, 3))
    Decimal('0.3333')
    """
    return None if value is None else Decimal(floor(value * _TEN_THOUSAND)) / _TEN_THOUSAND


def upper(value: Fraction | None) -> Decimal | None:
    """
    Write an exact upper bound in four places, rounded up.

    >>> upper(Fraction(1, 3))
    Decimal('0.3334')
    """
    return None if value is None else Decimal(ceil(value * _TEN_THOUSAND)) / _TEN_THOUSAND


def of_sale(found: retail.Judgement) -> dict[str, object]:
    """
    Give a judged sale: masses in g, sums in fen, null where the table has no value.

    `allowed_g` is what was allowed on that scale, `table_g` the value of the table.
    """
    cite = retail.table().cite
    return {
        "allowed_g": json_number(found.allowed_g),
        "short_g": json_number(found.short_g),
        "within": found.within,
        "refund_fen": found.refund_fen,
        "compensation_fen": found.compensation_fen,
        "finding": found.finding.value,
        "table_g": json_number(found.allowance.allowed_g),
        "group": found.allowance.group.name if found.allowance.group else None,
        "text": cite.text,
        "article": cite.article,
        "confirmed": found.allowance.confirmed,
    }


def of_bottles(found: bottle_test.Outcome) -> dict[str, object]:
    """
    Give two judged readings: every gain and offset (g) that fits, null for an open end.

    `hidden_g` is what an honest finding could still hide if it were added to each weighing.
    """
    return {
        "finding": found.finding.value,
        "off": found.is_off,
        "contradictory": found.contradictory,
        "gain_low": json_number(lower(found.gain.low)),
        "gain_high": json_number(upper(found.gain.high)),
        "offset_low_g": json_number(lower(found.offset.low)),
        "offset_high_g": json_number(upper(found.offset.high)),
        "hidden_g": None if found.is_off else json_number(upper(found.shift.high)),
    }
