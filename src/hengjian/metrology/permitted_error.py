"""The largest error a scale may show at a load."""

from __future__ import annotations

from decimal import Decimal

from hengjian.errors import MeasureError
from hengjian.metrology import limits
from hengjian.metrology.instrument import Instrument
from hengjian.metrology.limits import VerificationKind


def mpe(load_g: Decimal, instrument: Instrument, kind: VerificationKind) -> Decimal:
    """
    Give the largest permitted error in g, without its sign, at a load in g.

    A step of the table includes its upper end: at exactly 500 e class III still has 0.5 e.
    On a multi-interval scale the e of the partial range that holds the load counts. In service
    the error may be twice that of initial verification. For net loads give the net load.
    Raises `MeasureError` for a load outside 0 to Max.

    >>> from hengjian.metrology.limits import AccuracyClass
    >>> scale = Instrument(AccuracyClass.III, Decimal(15000), Decimal(100), Decimal(5))
    >>> mpe(Decimal(2500), scale, VerificationKind.INITIAL)
    Decimal('2.5')
    """
    e_g = instrument.e_at(load_g)
    times = limits.number("multiples", kind.value, "times")
    for step in limits.error_steps(instrument.accuracy_class):
        if load_g <= step.up_to_m * e_g:
            return step.in_e * e_g * times
    raise MeasureError(
        f"{load_g} g is beyond the last step of the table for class {instrument.accuracy_class}",
        zh=f"{load_g} g超出{instrument.accuracy_class}级最大允许误差表的范围",
    )
