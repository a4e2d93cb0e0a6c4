"""Days of production: what a recall covers, and what is printed on a product, often a month only."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from hengjian.errors import TextError

_DAY = re.compile(r"([12][0-9]{3})(?:[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?)", re.ASCII)
_CLOSED_UP = re.compile(r"([12][0-9]{3})([0-9]{2})([0-9]{2})", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:\.{2,}|~|至)\s*")
_LIST = re.compile(r"[\n\r,、;]+")


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`, both included; one day where the two are the same."""

    first: date
    last: date

    def covers(self, other: Days) -> bool:
        """Whether every day of the other is one of these."""
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Days) -> bool:
        """Whether some day of the other is one of these."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{self.first}"
        whole = _month(self.first.year, self.first.month) == self
        return f"{self.first:%Y-%m}" if whole else f"{self.first}..{self.last}"


def read_day_or_month(text: str) -> Days:
    """
    Read a day (2025-09-03, 2025/9/3, 20250903, 2025年9月3日) or a whole month (2025-09).

    Raises `TextError` for anything else, and for a day that no calendar has.

    >>> str(read_day_or_month("2025年9月"))
    '2025-09'
    """
    written = "".join(normalize("NFKC", text).split())
    found = _CLOSED_UP.fullmatch(written) or _DAY.fullmatch(written)
    try:
        if found is not None:
            year, month = int(found[1]), int(found[2])
            if found[3] is None:
                return _month(year, month)
            day = date(year, month, int(found[3]))
            return Days(day, day)
    except ValueError:
        pass
    raise TextError(
        f"{text!r} is no day or month of the calendar; write 2025-09-03 or 2025-09",
        zh=f"{text!r}不是日期或月份；请写成2025-09-03或2025-09",
    )


def read_days(text: str, field: str = "produced") -> tuple[Days, ...]:
    """
    Read days of production, one a line: a day, a month, or a range of either (a..b).

    Raises `TextError` naming the field and the entry that cannot be read.

    >>> [str(days) for days in read_days("2017-04；2018-02-23 .. 2018-04-30")]
    ['2017-04', '2018-02-23..2018-04-30']
    """
    entries = _LIST.split(normalize("NFKC", text))
    return tuple(_entry(entry.strip(), field) for entry in entries if entry.strip())


def write_days(days: Iterable[Days]) -> str:
    """Write days one range a line, so that `read_days` reads the same again."""
    return "\n".join(map(str, days))


def _month(year: int, month: int) -> Days:
    first = date(year, month, 1)
    return Days(first, first.replace(day=monthrange(year, month)[1]))


def _entry(entry: str, field: str) -> Days:
    ends = _BETWEEN.split(entry)
    if len(ends) > 2:
        raise TextError(
            f"{field}: {entry!r} has more than two ends; write one range a line",
            zh=f"{field}：{entry!r}不止两端；一行一个区间",
        )
    try:
        first, last = read_day_or_month(ends[0]), read_day_or_month(ends[-1])
    except TextError as error:
        raise TextError(f"{field}: {error}", zh=f"{field}：{error.zh}") from None
    if last.last < first.first:
        raise TextError(
            f"{field}: {entry!r} ends before it begins; swap the ends",
            zh=f"{field}：{entry!r}的止日早于起日，请对调",
        )
    return Days(first.first, last.last)
