"""
Whether a scale is good enough for the goods of a stall: article 3 of the retail measures.

Its largest permitted error in service may not be greater than what may be missing from the goods,
at any load it can weigh for sale. Both are steps, so the loads fall into stretches.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hengjian.metrology import limits
from hengjian.metrology.instrument import Instrument
from hengjian.metrology.limits import VerificationKind
from hengjian.metrology.permitted_error import mpe
from hengjian.metrology.retail import Allowance, allowed_short, table


@dataclass(frozen=True, slots=True)
class Stretch:
    """
    Loads above `above_g` up to `up_to_g`, included (the first includes Min).

    `error_g` is the permitted error in service, `allowed_g` what may be missing, None where the
    table has no value.
    """

    above_g: Decimal
    up_to_g: Decimal
    error_g: Decimal
    allowed_g: Decimal | None

    @property
    def suits(self) -> bool:
        """Whether the scale is good enough here; not where the table has no value to say so."""
        return self.allowed_g is not None and self.error_g <= self.allowed_g


@dataclass(frozen=True, slots=True)
class Suitability:
    """
    How far up a scale suits goods, and where it first does not.

    `suits_up_to_g` is None where it fails from Min on; `first_fails` is None where it suits up to
    Max, and the stretch without a value in the table where that comes first.
    """

    stretches: tuple[Stretch, ...]

    @property
    def first_fails(self) -> Stretch | None:
        """The lowest stretch the scale does not suit."""
        return next((one for one in self.stretches if not one.suits), None)

    @property
    def suits_up_to_g(self) -> Decimal | None:
        """The load in g up to which the scale suits, every lower load included."""
        fails = self.first_fails
        if fails is None:
            return self.stretches[-1].up_to_g
        return fails.above_g if fails is not self.stretches[0] else None

    @property
    def suits(self) -> bool:
        """Whether it suits at every load it can weigh."""
        return self.first_fails is None


def suitability(instrument: Instrument, goods: str, price_yuan: Decimal) -> Suitability:
    """
    Find the stretches of load at which a scale suits goods at a price in yuan/kg.

    Goods that the measures leave out suit nowhere: the table has no value for them. Raises
    `LawError` for goods that are not in the table.

    >>> from hengjian.metrology.limits import AccuracyClass
    >>> scale = Instrument(AccuracyClass.III, Decimal(15000), Decimal(100), Decimal(5))
    >>> suitability(scale, "meat", Decimal(40)).suits_up_to_g
    Decimal('15000')
    >>> suitability(scale, "delicacy", Decimal(60)).suits_up_to_g is None
    True
    """
    known = allowed_short(goods, price_yuan, instrument.min_g)
    steps = _bounds(instrument, known)
    return Suitability(
        tuple(
            Stretch(
                above_g=low,
                up_to_g=high,
                error_g=mpe(high, instrument, VerificationKind.IN_SERVICE),
                allowed_g=allowed_short(goods, price_yuan, high).allowed_g,
            )
            for low, high in zip([instrument.min_g, *steps], steps, strict=False)
        )
    )


def suits_at_any_price(instrument: Instrument, goods: str) -> Suitability | None:
    """
    Find how far a scale suits goods of a kind whose allowance no price changes.

    None where it needs the price (`other`), and where the measures leave the goods out. Raises
    `LawError` for goods that are not in the table.

    >>> from hengjian.metrology.limits import AccuracyClass
    >>> scale = Instrument(AccuracyClass.III, Decimal(15000), Decimal(100), Decimal(5))
    >>> found = suits_at_any_price(scale, "vegetables")
    >>> found is not None and found.suits
    True
    >>> suits_at_any_price(scale, "other") is None
    True
    """
    # A kind the annex names wins over the price, so that any price leads to its own group.
    return suitability(instrument, goods, Decimal(1)) if table().kind(goods).group else None


def _bounds(instrument: Instrument, known: Allowance) -> list[Decimal]:
    """List every load from Min to Max after which error or allowance may change."""
    parts = instrument.partial_ranges
    changes = {
        step.up_to_m * part.e_g
        for part in parts
        for step in limits.error_steps(instrument.accuracy_class)
    }
    changes |= {part.max_g for part in parts}
    changes |= {band.up_to_g for band in known.group.bands} if known.group else set()
    return sorted(load for load in changes if instrument.min_g <= load <= instrument.max_g)
