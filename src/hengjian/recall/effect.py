"""
How far a recall has come: the return rate of GB/T 40993-2021, by level and in all.

The rate is (units in consumers' use that got a remedy + units recovered from circulation) divided
by the units affected. It is exact; only `percent` rounds, and never upwards. The numbers affected
are frozen with the plan; a changed plan is a new version of them. The standard's weights and
grades have not been seen, so there are none here: whether the plan's expectation was reached is
an evaluation of ours, and labelled so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import cast

from hengjian.errors import TextError
from hengjian.law.citation import Citation, Confidence
from hengjian.text.sheet import shipped_sheet

_SHEET = cast(dict[str, dict[str, object]], shipped_sheet("hengjian.recall", "effect.yaml"))


class Level(StrEnum):
    """Where in the chain a unit was when it was reached. The values are stored."""

    MAKER = "maker"
    DISTRIBUTOR = "distributor"
    SHOP = "shop"
    CONSUMER = "consumer"

    @property
    def words(self) -> tuple[str, str]:
        """The level in Chinese and in English."""
        label = cast(dict[str, str], _SHEET["levels"][self.value])
        return label["zh"], label["en"]


@dataclass(frozen=True, slots=True)
class Affected:
    """
    The units affected as one version of the plan states them, in force from a day on.

    A level is None where the plan did not split the total. Raises `TextError` where the numbers
    cannot be: none at all, a negative one, or levels that do not add up to the total.
    """

    version: int
    from_on: date
    total: int
    maker: int | None = None
    distributor: int | None = None
    shop: int | None = None
    consumer: int | None = None

    def __post_init__(self) -> None:
        split = [self.of(level) for level in Level]
        known = [number for number in split if number is not None]
        whole = len(known) == len(split)
        if self.total < 1 or any(number < 0 for number in known):
            raise TextError(
                f"plan version {self.version}: at least one unit must be affected, none negative",
                zh=f"计划第{self.version}版：受影响数量应大于零，各环节不能为负数",
            )
        if sum(known) > self.total or (whole and sum(known) != self.total):
            raise TextError(
                f"plan version {self.version}: the levels add up to {sum(known)}, "
                f"the total is {self.total}; correct one of them",
                zh=f"计划第{self.version}版：各环节合计{sum(known)}，总数为{self.total}；请更正其一",
            )

    def of(self, level: Level) -> int | None:
        """The number affected at a level; None where the plan does not say."""
        return cast(int | None, getattr(self, level.value))


@dataclass(frozen=True, slots=True)
class Counts:
    """
    Units done with since the start: recovered at each level, or given a remedy at consumers'.

    Raises `TextError` for a negative number.
    """

    maker: int = 0
    distributor: int = 0
    shop: int = 0
    consumer: int = 0

    def __post_init__(self) -> None:
        for level in Level:
            if self.of(level) < 0:
                zh, en = level.words
                raise TextError(
                    f"{en}: {self.of(level)} units are fewer than none; count again",
                    zh=f"{zh}：数量{self.of(level)}小于零，请核对",
                )

    def of(self, level: Level) -> int:
        """The units done with at a level."""
        return cast(int, getattr(self, level.value))

    @property
    def total(self) -> int:
        """The units done with at all levels."""
        return sum(self.of(level) for level in Level)


@dataclass(frozen=True, slots=True)
class Rates:
    """
    The return rates against one version of the plan, each from 0 to 1.

    The rate in all never stands alone: it can be high while no consumer was reached. A level is
    None where the plan did not split the total, or where nothing was affected there.
    """

    version: int
    in_all: Fraction
    maker: Fraction | None
    distributor: Fraction | None
    shop: Fraction | None
    consumer: Fraction | None

    def of(self, level: Level) -> Fraction | None:
        """The rate at a level."""
        return cast(Fraction | None, getattr(self, level.value))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Whether the plan's expectation was reached, and by how much; `label` says that it is ours."""

    reached: bool
    by: Fraction
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Smaller:
    """A number of a changed plan that is smaller than before; `level` None is the total."""

    level: Level | None
    before: int
    after: int | None


def definition() -> tuple[Citation, str, str]:
    """Where the return rate is defined, and its definition in Chinese and in English."""
    rate = cast(dict[str, str], _SHEET["rate"])
    source = Citation(
        rate["text"],
        None,
        date.fromisoformat(rate["in_force"]),
        Confidence(rate["confidence"]),
        number=rate["number"],
    )
    return source, rate["says"], rate["says_en"]


def in_force(versions: Iterable[Affected], day: date) -> Affected:
    """
    Find the version of the numbers affected that is in force on a day.

    Raises `TextError` where there is none yet.
    """
    begun = [version for version in versions if version.from_on <= day]
    if not begun:
        raise TextError(
            f"no plan is in force on {day}; the rate has no denominator yet",
            zh=f"{day}尚无生效的召回计划，无法计算退回率",
        )
    return max(begun, key=lambda version: (version.from_on, version.version))


def rates(done: Counts, affected: Affected) -> Rates:
    """
    Work out the return rate at every level and in all.

    Raises `TextError` where more units are done with than were affected: then the plan has to be
    changed first.

    >>> found = rates(Counts(shop=300, consumer=60), Affected(1, date(2026, 3, 10), 1000, 0, 0, 400, 600))
    >>> found.in_all, found.shop, found.consumer, found.maker
    (Fraction(9, 25), Fraction(3, 4), Fraction(1, 10), None)
    """
    by_level = {
        level.value: _rate(done.of(level), affected.of(level), level.words) for level in Level
    }
    in_all = _rate(done.total, affected.total, ("合计", "in all"))
    assert in_all is not None
    return Rates(affected.version, in_all, **by_level)


def percent(rate: Fraction, places: int = 1) -> Decimal:
    """
    Show a rate as percent, rounded down: 100 is shown only when every unit is done with.

    >>> percent(Fraction(999_999, 1_000_000)), percent(Fraction(1, 3), 2)
    (Decimal('99.9'), Decimal('33.33'))
    """
    return Decimal(rate * 100 * 10**places // 1).scaleb(-places)


def evaluate(found: Rates, expected_percent: Decimal) -> Evaluation:
    """
    Say whether the rate in all reached what the plan expected, in percent of the units affected.

    Raises `TextError` for an expectation that is not above 0 and at most 100.
    """
    if not 0 < expected_percent <= 100:
        raise TextError(
            f"an expected completion of {expected_percent} % must be above 0 and at most 100",
            zh=f"预期完成率{expected_percent}%应大于0、不超过100%",
        )
    by = found.in_all - Fraction(expected_percent) / 100
    label = cast(dict[str, str], _SHEET["evaluation"])
    return Evaluation(by >= 0, by, label["label"], label["label_en"])


def smaller(before: Affected, after: Affected) -> tuple[Smaller, ...]:
    """
    List the numbers that a changed plan makes smaller, or no longer states.

    Any of them needs the consent of the authority; so does a narrowed scope.

    >>> old, new = Affected(1, date(2026, 3, 10), 1000), Affected(2, date(2026, 6, 1), 900)
    >>> smaller(old, new)
    (Smaller(level=None, before=1000, after=900),)
    """
    pairs: list[tuple[Level | None, int | None, int | None]] = [(None, before.total, after.total)]
    pairs += [(level, before.of(level), after.of(level)) for level in Level]
    return tuple(
        Smaller(level, old, new)
        for level, old, new in pairs
        if old is not None and (new is None or new < old)
    )


def _rate(done: int, affected: int | None, words: tuple[str, str]) -> Fraction | None:
    if affected is None:
        return None
    if done > affected:
        zh, en = words
        raise TextError(
            f"{en}: {done} units done with are more than the {affected} affected; "
            "count again, or change the plan first",
            zh=f"{zh}：已完成{done}，超过受影响数量{affected}；请核对，或先变更召回计划",
        )
    return Fraction(done, affected) if affected else None
