"""
Two things of known mass tell an honest scale from a multiplied or a shifted one.

A scale shows I for a load of L grams: I is P rounded to the interval e, P = g L + b + f, where g is
its gain (1 in an honest scale), b its offset (0 in an honest one) and f what the permitted error in
service still lets it be wrong by, |f| <= mpe(L). Of a thing we know only low <= L <= high, so one
reading says

    g low + b <= I + e/2 + mpe(high) =: B        g high + b >= I - e/2 - mpe(high) =: A

(mpe does not fall as the load grows). Two readings are four half-planes in (g, b). In every pair of
them one unknown cancels, which gives exact intervals by fractions; both are empty together, where
no (g, b) lies in all four:

    gain    g (low_i - high_j) <= B_i - A_j           for all i, j, and g >= 0
    offset  b (high_j - low_i) <= high_j B_i - low_i A_j   for all i, j, and b <= B_i

The answer, in this order:

- (1, 0) fits: the readings are those of an honest scale. It is called *honest* only where the
  weakest multiplier known of altered scales does not fit as well, else *cannot tell*: too light, or
  too little known.
- the gain excludes 1: *multiplied*. No shift explains the readings.
- the offset excludes 0: *shifted*. No multiplier explains them.
- else *cannot tell* which of the two; but the scale is off, `is_off`.

An honest scale within its permitted error fits (1, 0) whatever the true masses are within what is
known, so it is never called multiplied or shifted. Nothing is rounded on the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hengjian.errors import MeasureError
from hengjian.metrology.instrument import Instrument, class_row
from hengjian.metrology.known_mass import KnownMass, weakest_multiplier
from hengjian.metrology.limits import AccuracyClass, VerificationKind
from hengjian.metrology.permitted_error import mpe


class Finding(StrEnum):
    """What two readings say of a scale. Stored: add, never rename."""

    HONEST = "honest"
    MULTIPLIED = "multiplied"
    SHIFTED = "shifted"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A thing of known mass, and what the scale showed for it, in g."""

    mass: KnownMass
    shown_g: Decimal


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included; None is open. Empty where low lies above high."""

    low: Fraction | None
    high: Fraction | None

    def __contains__(self, value: int | Fraction) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in it."""
        return self.low is not None and self.high is not None and self.low > self.high


_NOTHING = Interval(Fraction(1), Fraction(0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    The finding, with every gain and every offset (g) that fits both readings.

    `multiplier` holds the gains that fit without any offset, `shift` the offsets that fit with the
    gain 1: how much it multiplies or adds if that is all it does, and what an honest finding could
    still hide. `is_off` is true where no honest scale could have shown the readings. Where
    `contradictory` no scale of one gain and one offset could, so that a reading or a thing was
    taken for another.
    """

    finding: Finding
    is_off: bool
    gain: Interval
    offset: Interval
    multiplier: Interval
    shift: Interval

    @property
    def contradictory(self) -> bool:
        """Whether nothing at all explains the two readings."""
        return self.gain.is_empty


@dataclass(frozen=True, slots=True)
class _Bounds:
    low: Fraction
    high: Fraction
    a: Fraction
    b: Fraction


def judge(first: Weighed, second: Weighed, scale: Instrument) -> Outcome:
    """
    Judge two readings of one scale; the order does not matter.

    Raises `MeasureError` for what `check` refuses.

    >>> exact = [KnownMass(Decimal(g), Decimal(g)) for g in (500, 1000)]
    >>> scale = plain_scale(Decimal(5))
    >>> judge(Weighed(exact[0], Decimal(600)), Weighed(exact[1], Decimal(1200)), scale).finding
    <Finding.MULTIPLIED: 'multiplied'>
    >>> judge(Weighed(exact[0], Decimal(600)), Weighed(exact[1], Decimal(1100)), scale).finding
    <Finding.SHIFTED: 'shifted'>
    """
    readings = (_bounds(first, scale), _bounds(second, scale))
    gain, offset = _gain(readings), _offset(readings)
    is_off = not _fits(readings, Fraction(1))
    if not is_off:
        finding = Finding.HONEST if _sees_weakest(readings) else Finding.CANNOT_TELL
    elif gain.is_empty:
        finding = Finding.CANNOT_TELL
    elif 1 not in gain:
        finding = Finding.MULTIPLIED
    else:
        finding = Finding.SHIFTED if 0 not in offset else Finding.CANNOT_TELL
    return Outcome(finding, is_off, gain, offset, _multiplier(readings), _shift(readings))


def check(weighed: Weighed, scale: Instrument) -> None:
    """
    Refuse what cannot be: a reading that is no multiple of e or lies beyond Max, a mass beyond Max.

    Raises `MeasureError`.
    """
    shown = weighed.shown_g
    if not shown.is_finite() or not 0 <= shown <= scale.max_g:
        raise MeasureError(
            f"a reading of {shown} g lies outside 0 to Max {scale.max_g} g of this scale",
            zh=f"读数{shown} g超出这台秤0至最大秤量{scale.max_g} g的范围",
        )
    e_g = scale.e_at(shown)
    if shown % e_g:
        raise MeasureError(
            f"a scale with e = {e_g} g cannot show {shown} g: check the reading and e",
            zh=f"e = {e_g} g的秤不会显示{shown} g：请核对读数和e",
        )
    if weighed.mass.high_g > scale.max_g:
        raise MeasureError(
            f"a thing of up to {weighed.mass.high_g} g is too heavy for Max {scale.max_g} g",
            zh=f"物品可能重达{weighed.mass.high_g} g，超过最大秤量{scale.max_g} g",
        )


def smallest_named(light: KnownMass, heavy: KnownMass, scale: Instrument) -> Fraction | None:
    """
    Give the multiplier above which a scale is called multiplied whatever else is true.

    That is, for every true mass within what is known, every error within the permitted one and
    every rounding: (high_2 - low_1 + 2 mpe_1 + 2 mpe_2 + e_1 + e_2) / (low_2 - high_1). None where
    the two masses overlap. The intervals e are those at the readings, at most those at Max.

    >>> masses = [KnownMass(Decimal(g), Decimal(g)) for g in (500, 1000)]
    >>> smallest_named(*masses, plain_scale(Decimal(5)))
    Fraction(53, 50)
    """
    apart = Fraction(heavy.low_g) - Fraction(light.high_g)
    if apart <= 0:
        return None
    slack = 2 * (_mpe(light, scale) + _mpe(heavy, scale)) + 2 * _coarsest(scale)
    return (Fraction(heavy.high_g) - Fraction(light.low_g) + slack) / apart


def smallest_seen(mass: KnownMass, scale: Instrument) -> Fraction:
    """
    Give the multiplier above which one reading of a thing cannot be an honest scale's.

    That is (high + 2 mpe + e) / low, again whatever else is true.

    >>> smallest_seen(KnownMass(Decimal(1000), Decimal(1000)), plain_scale(Decimal(5)))
    Fraction(203, 200)
    """
    slack = 2 * _mpe(mass, scale) + _coarsest(scale)
    return (Fraction(mass.high_g) + slack) / Fraction(mass.low_g)


def plain_scale(e_g: Decimal, accuracy_class: AccuracyClass = AccuracyClass.III) -> Instrument:
    """
    Make the largest scale there can be with this interval, where only e is known of it.

    The permitted error depends on load and e alone, so a larger Max makes nothing stricter. Raises
    `MeasureError` for an interval the class does not have.
    """
    row = class_row(accuracy_class, e_g)
    return Instrument(accuracy_class, row.n_most * e_g, row.min_in_e * e_g, e_g)


def _bounds(weighed: Weighed, scale: Instrument) -> _Bounds:
    check(weighed, scale)
    mass, middle = weighed.mass, Fraction(weighed.shown_g)
    slack = Fraction(scale.e_at(weighed.shown_g)) / 2 + _mpe(mass, scale)
    return _Bounds(Fraction(mass.low_g), Fraction(mass.high_g), middle - slack, middle + slack)


def _gain(readings: tuple[_Bounds, _Bounds]) -> Interval:
    pairs = [(one.low - two.high, one.b - two.a) for one in readings for two in readings]
    return _solved([*pairs, (Fraction(-1), Fraction(0))])


def _offset(readings: tuple[_Bounds, _Bounds]) -> Interval:
    pairs = [
        (two.high - one.low, two.high * one.b - one.low * two.a)
        for one in readings
        for two in readings
    ]
    return _solved([*pairs, *((Fraction(1), one.b) for one in readings)])


def _multiplier(readings: tuple[_Bounds, _Bounds]) -> Interval:
    return Interval(
        max(one.a / one.high for one in readings), min(one.b / one.low for one in readings)
    )


def _shift(readings: tuple[_Bounds, _Bounds]) -> Interval:
    return Interval(
        max(one.a - one.high for one in readings), min(one.b - one.low for one in readings)
    )


def _solved(constraints: Iterable[tuple[Fraction, Fraction]]) -> Interval:
    """Solve c x <= d for all (c, d); empty where c is 0 and d below it."""
    lows: list[Fraction] = []
    highs: list[Fraction] = []
    for c, d in constraints:
        if c > 0:
            highs.append(d / c)
        elif c < 0:
            lows.append(d / c)
        elif d < 0:
            return _NOTHING
    return Interval(max(lows, default=None), min(highs, default=None))


def _fits(readings: tuple[_Bounds, _Bounds], gain: Fraction) -> bool:
    """Whether a scale of this gain without offset could have shown both."""
    return all(one.a <= gain * one.high and gain * one.low <= one.b for one in readings)


def _sees_weakest(readings: tuple[_Bounds, _Bounds]) -> bool:
    """Whether the weakest multiplier known, either way, would have looked different."""
    weakest = Fraction(weakest_multiplier())
    return not _fits(readings, weakest) and not _fits(readings, 1 / weakest)


def _mpe(mass: KnownMass, scale: Instrument) -> Fraction:
    return Fraction(mpe(mass.high_g, scale, VerificationKind.IN_SERVICE))


def _coarsest(scale: Instrument) -> Fraction:
    return Fraction(scale.partial_ranges[-1].e_g)
