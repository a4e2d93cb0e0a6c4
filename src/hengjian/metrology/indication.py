"""
What a scale would show if it did not round: OIML R 76-1, A.4.4.3.

A digital scale shows whole intervals. Small weights, in sum ΔL, are added until the figure
changes over to the next one; half an interval above the indication is then where it changed.
"""

from __future__ import annotations

from decimal import Decimal


def before_rounding(indication_g: Decimal, added_g: Decimal, e_g: Decimal) -> Decimal:
    """
    Find the indication before rounding, P = I + e/2 - ΔL, all in g.

    >>> before_rounding(Decimal(1000), Decimal("1.5"), Decimal(5))
    Decimal('1001.0')
    """
    return indication_g + e_g / 2 - added_g


def indication_error(
    load_g: Decimal, indication_g: Decimal, added_g: Decimal, e_g: Decimal
) -> Decimal:
    """
    Find the error before rounding, E = P - L, all in g. At zero (or at 10 e) it is E0.

    >>> indication_error(Decimal(50), Decimal(50), Decimal("2.0"), Decimal(5))
    Decimal('0.5')
    """
    return before_rounding(indication_g, added_g, e_g) - load_g


def corrected_error(error_g: Decimal, zero_error_g: Decimal) -> Decimal:
    """Take the error at zero away: Ec = E - E0, in g."""
    return error_g - zero_error_g
