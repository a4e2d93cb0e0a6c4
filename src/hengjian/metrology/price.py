"""The price to pay, exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

from hengjian.metrology import limits

_DIGITS = 100  # more than two readings can have together, so that the product is exact


def price_to_pay(weight_kg: Decimal, unit_price: Decimal) -> Decimal:
    """
    Work out weight times unit price in yuan, a half rounded up to the price interval.

    `weight_kg` in kg, `unit_price` in yuan per kg. Binary fractions or banker's rounding would
    lose a fen on the half.

    >>> price_to_pay(Decimal("2.005"), Decimal("5.00"))
    Decimal('10.03')
    """
    interval = limits.number("tests", "price", "interval_yuan")
    with localcontext() as context:
        context.prec = _DIGITS
        count = (weight_kg * unit_price / interval).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return count * interval
