"""Chance from outside: public lotteries, named by issue beforehand, their numbers taken after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from hengjian.errors import TextError
from hengjian.law.citation import Confidence
from hengjian.text.sheet import shipped_sheet

_NUMBERS = re.compile(r"(0|[1-9][0-9]?)( (0|[1-9][0-9]?))*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Lottery:
    """A lottery: how many digits an issue has, and up to which number each place goes."""

    name: str
    name_en: str
    issue_digits: int
    up_to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PublicDraw:
    """
    One issue of a lottery, named before it is drawn.

    Raises `TextError` for a lottery we do not know or an issue it cannot have.
    """

    lottery: str
    issue: str

    def __post_init__(self) -> None:
        if self.lottery not in LOTTERIES:
            raise TextError(
                f"lottery: {self.lottery!r} is not known; use one of {', '.join(LOTTERIES)}",
                zh=f"lottery：未知的彩票{self.lottery!r}；可用：{'、'.join(LOTTERIES)}",
            )
        digits = LOTTERIES[self.lottery].issue_digits
        if not re.fullmatch(rf"[0-9]{{{digits}}}", self.issue, re.ASCII):
            raise TextError(
                f"issue: {self.issue!r} is no issue of {self.lottery}; it has {digits} digits",
                zh=f"issue：{self.issue!r}不是{self.lottery}的期号，应为{digits}位数字",
            )

    @property
    def line(self) -> str:
        """The line that names it in the list."""
        return f"public draw: {self.lottery} {self.issue}"


@dataclass(frozen=True, slots=True)
class LotteryResult:
    """
    What an issue drew, in the order drawn.

    Raises `TextError` for a wrong count, or a number its place cannot have.
    """

    source: PublicDraw
    numbers: tuple[int, ...]

    def __post_init__(self) -> None:
        up_to = LOTTERIES[self.source.lottery].up_to
        if len(self.numbers) != len(up_to):
            raise TextError(
                f"numbers: {len(self.numbers)} given; {self.source.lottery} draws {len(up_to)}",
                zh=f"numbers：共{len(self.numbers)}个；{self.source.lottery}应有{len(up_to)}个",
            )
        for place, (number, most) in enumerate(zip(self.numbers, up_to, strict=True), start=1):
            if not 0 <= number <= most:
                raise TextError(
                    f"numbers: {number} at place {place} is not from 0 to {most}; look it up again",
                    zh=f"numbers：第{place}个数{number}不在0到{most}之间，请重新查对",
                )

    @property
    def line(self) -> str:
        """The line that gives it in the text of the seed."""
        return f"{self.source.line} {' '.join(map(str, self.numbers))}"


def read_numbers(text: str) -> tuple[int, ...]:
    """
    Read numbers with blanks between them, perhaps a plus before the last.

    Raises `TextError` for anything else, such as digits that stand together.

    >>> read_numbers("4 4 8 6 6 4 + 14")
    (4, 4, 8, 6, 6, 4, 14)
    """
    *first, last = text.rsplit("+", 1)
    plain = " ".join(" ".join((*first, last)).split())
    if not _NUMBERS.fullmatch(plain):
        raise TextError(
            f"numbers: {text[:60]!r} is not readable; write 0 3 0 6 7, or 4 4 8 6 6 4 + 14",
            zh=f"numbers：{text[:60]!r}无法读取，请写成0 3 0 6 7或4 4 8 6 6 4 + 14",
        )
    return tuple(map(int, plain.split()))


def _lottery(name: str, row: dict[str, object]) -> Lottery:
    up_to = tuple(int(most) for most in cast(list[str], row["up_to"]))
    return Lottery(name, str(row["en"]), int(str(row["issue_digits"])), up_to)


_SHEET = shipped_sheet("hengjian.draw", "lotteries.yaml")

CONFIDENCE = Confidence(str(_SHEET["confidence"]))
LOTTERIES: dict[str, Lottery] = {
    name: _lottery(name, row)
    for name, row in cast(dict[str, dict[str, object]], _SHEET["lotteries"]).items()
}
