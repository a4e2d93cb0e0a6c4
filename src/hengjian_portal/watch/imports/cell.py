"""What stands in a cell: text without the marks of web pages, days as people write them."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, time

from hengjian.errors import TextError
from hengjian_portal.look.figures import BEIJING

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[ \t\xa0\u3000]+")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{4})")
_IN_WORDS = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_CLOCK = re.compile(r"\s*T?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?")


def tidied(text: str) -> str:
    """
    Tidy a cell: entities of web pages written out, blanks evened, control characters gone.

    >>> tidied("  Room &amp; Board&nbsp;Inc. ")
    'Room & Board Inc.'
    """
    lines = _CONTROL.sub("", html.unescape(text)).replace("\r\n", "\n").split("\n")
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in lines).strip()


def cut(text: str, most: int) -> str:
    """
    Bring a text onto one line, ended with an ellipsis where it is longer than `most` characters.

    >>> cut("vacuum cleaner", 8)
    'vacuum …'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def parse_day(text: str) -> date:
    """
    Read a day: year first, day first with points or strokes, or the month in English words.

    Raises `TextError` for anything else, and for days that no calendar has.

    >>> parse_day("December 07, 2023"), parse_day("27. 11. 2024")
    (datetime.date(2023, 12, 7), datetime.date(2024, 11, 27))
    """
    return _day(text, text.strip())[0]


def parse_moment(text: str) -> datetime:
    """
    Read a moment in Beijing; where no time is written, noon of the day. Raises `TextError`.

    >>> parse_moment("2026/3/9 9:05").isoformat()
    '2026-03-09T09:05:00+08:00'
    """
    day, rest = _day(text, text.strip())
    if not rest.strip():
        return datetime.combine(day, time(12), tzinfo=BEIJING)
    clock = _CLOCK.fullmatch(rest)
    try:
        if clock is None:
            raise ValueError(rest)
        hour, minute, second = (int(part or 0) for part in clock.groups())
        return datetime.combine(day, time(hour, minute, second), tzinfo=BEIJING)
    except ValueError as error:
        raise _unread(text) from error


def _day(text: str, typed: str) -> tuple[date, str]:
    try:
        if found := _YEAR_FIRST.match(typed):
            year, month, day = map(int, found.groups())
        elif found := _DAY_FIRST.match(typed):
            day, month, year = map(int, found.groups())
        elif found := _IN_WORDS.match(typed):
            names = [name for name in _MONTHS if name.startswith(found[1].lower())]
            month, day, year = _MONTHS.index(names[0]) + 1, int(found[2]), int(found[3])
        else:
            raise _unread(text)
        return date(year, month, day), typed[found.end() :]
    except (ValueError, IndexError) as error:
        raise _unread(text) from error


def _unread(text: str) -> TextError:
    return TextError(
        f"{text!r} is not a day we can read; write it as 2026-03-09",
        zh=f"无法识别日期“{text}”；请写成2026-03-09的样子",
    )
