"""What a scale is on its nameplate, and whether such a scale can exist."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from hengjian.errors import MeasureError
from hengjian.metrology import limits
from hengjian.metrology.limits import AccuracyClass, ClassRow


@dataclass(frozen=True, slots=True)
class PartialRange:
    """One partial weighing range of a multi-interval scale: up to `max_g`, in steps of `e_g`."""

    max_g: Decimal
    e_g: Decimal


@dataclass(frozen=True, slots=True)
class Instrument:
    """
    A price-computing scale: class, capacities and verification interval, masses in g.

    The actual interval d equals e. A multi-interval scale lists its `ranges`, from the finest;
    then `max_g` is the last range's and `e_g` the first's. Raises `MeasureError` naming the
    clause where no scale of this class may look like that.

    >>> Instrument(AccuracyClass.III, Decimal(15000), Decimal(100), Decimal(5)).e_at(Decimal(20))
    Decimal('5')
    """

    accuracy_class: AccuracyClass
    max_g: Decimal
    min_g: Decimal
    e_g: Decimal
    ranges: tuple[PartialRange, ...] = ()

    def __post_init__(self) -> None:
        steps = self.partial_ranges
        for step in steps:
            _check_most(step, class_row(self.accuracy_class, step.e_g))
        self._check_ranges()
        _check_least(steps[-1], class_row(self.accuracy_class, steps[-1].e_g))
        least = least_min_g(self.accuracy_class, self.e_g)
        if not least <= self.min_g <= self.max_g:
            raise _not_so(
                f"Min {self.min_g} g must lie between {least} g and Max {self.max_g} g",
                f"最小秤量{self.min_g} g应在{least} g与最大秤量{self.max_g} g之间",
                "accuracy_classes",
            )

    @property
    def partial_ranges(self) -> tuple[PartialRange, ...]:
        """The partial ranges; a scale with a single interval has one."""
        return self.ranges or (PartialRange(self.max_g, self.e_g),)

    def e_at(self, load_g: Decimal) -> Decimal:
        """
        Give the verification interval that holds at a load; a range includes its own Max.

        Raises `MeasureError` for a load below zero or above Max.
        """
        if load_g >= 0:
            for step in self.partial_ranges:
                if load_g <= step.max_g:
                    return step.e_g
        raise MeasureError(
            f"a load of {load_g} g lies outside 0 to Max {self.max_g} g",
            zh=f"载荷{load_g} g超出0至最大秤量{self.max_g} g的范围",
        )

    def e_above(self, load_g: Decimal) -> Decimal:
        """
        Give the step from a load to the next indication above it.

        It is `e_at`, but exactly at the end of a partial range, where the next one has begun.
        Raises `MeasureError` as `e_at` does.

        >>> from hengjian.metrology.limits import AccuracyClass
        >>> parts = (PartialRange(Decimal(6000), Decimal(2)), PartialRange(Decimal(15000), Decimal(5)))
        >>> scale = Instrument(AccuracyClass.III, Decimal(15000), Decimal(40), Decimal(2), parts)
        >>> scale.e_at(Decimal(6000)), scale.e_above(Decimal(6000)), scale.e_above(Decimal(15000))
        (Decimal('2'), Decimal('5'), Decimal('5'))
        """
        e_g = self.e_at(load_g)
        return next((step.e_g for step in self.partial_ranges if load_g < step.max_g), e_g)

    def _check_ranges(self) -> None:
        steps = self.partial_ranges
        rising = all(low.max_g < high.max_g and low.e_g < high.e_g for low, high in pairwise(steps))
        if not rising or steps[-1].max_g != self.max_g or steps[0].e_g != self.e_g:
            raise MeasureError(
                "ranges must rise in max_g and e_g, from the scale's e_g up to its max_g",
                zh="各局部称量范围的最大秤量和e应递增，首段e与末段最大秤量应与秤一致",
            )


def least_min_g(accuracy_class: AccuracyClass, e_g: Decimal) -> Decimal:
    """
    Give the least Min in g that a class allows a scale with this verification interval.

    Raises `MeasureError` where the class has no such interval.

    >>> least_min_g(AccuracyClass.IIII, Decimal(5))
    Decimal('50')
    """
    return class_row(accuracy_class, e_g).min_in_e * e_g


def class_row(accuracy_class: AccuracyClass, e_g: Decimal) -> ClassRow:
    """
    Find the row of the table of accuracy classes for a verification interval in g.

    Raises `MeasureError` where the class has no such interval.
    """
    _check_interval(e_g)
    for row in limits.class_rows(accuracy_class):
        if row.e_least_g <= e_g and (row.e_most_g is None or e_g <= row.e_most_g):
            return row
    raise _not_so(
        f"class {accuracy_class} has no verification interval e = {e_g} g",
        f"{accuracy_class}级没有e = {e_g} g的检定分度值",
        "accuracy_classes",
    )


def _check_interval(e_g: Decimal) -> None:
    # Nought, infinity and what is no number have other leading figures than these.
    figures = e_g.normalize().as_tuple().digits
    if e_g.is_signed() or figures not in {(n,) for n in limits.interval_steps()}:
        raise _not_so(
            f"e = {e_g} g is not 1, 2 or 5 times a power of ten",
            f"e = {e_g} g不是1、2或5乘以10的整数次幂",
            "interval",
        )


def _check_most(step: PartialRange, row: ClassRow) -> None:
    if step.max_g > row.n_most * step.e_g:
        raise _not_so(
            f"Max {step.max_g} g has more than {row.n_most} intervals of e = {step.e_g} g",
            f"最大秤量{step.max_g} g超过{row.n_most}个检定分度（e = {step.e_g} g）",
            "accuracy_classes",
        )


def _check_least(step: PartialRange, row: ClassRow) -> None:
    if step.max_g < row.n_least * step.e_g:
        raise _not_so(
            f"Max {step.max_g} g has fewer than {row.n_least} intervals of e = {step.e_g} g",
            f"最大秤量{step.max_g} g不足{row.n_least}个检定分度（e = {step.e_g} g）",
            "accuracy_classes",
        )


def _not_so(en: str, zh: str, heading: str) -> MeasureError:
    clause = limits.ground(heading)
    return MeasureError(
        f"{en} ({clause}); correct the nameplate entry", zh=f"{zh}（{clause}）；请更正"
    )
