"""
Lots and serial numbers as a recall lists them: one alone, a range, or a pattern.

A range (A3-2501..A3-2506) has one beginning and a number at its end, compared as a whole number,
so that leading zeros do not matter. In a pattern `*` stands for any letters and digits or none,
and `?` for exactly one. Compared are plain forms: case, width and punctuation do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from hengjian.errors import TextError
from hengjian.text.folding import fold, plain

_BETWEEN = re.compile(r"\s*(?:\.{2,}|~|至)\s*")
_LOOSE_DASH = re.compile(r"\s[-–—]+\s|\s到\s|\sto\s", re.IGNORECASE)
_LIST = re.compile(r"[\n\r,、;]+")
_MOST_DIGITS = 40
_MOST_STARS = 3  # each star multiplies the ways to try
_END = re.compile(r"(.*?)([0-9]+)", re.DOTALL)


@dataclass(frozen=True)
class Single:
    """One number, as it is written; equal when the plain forms are."""

    text: str

    def holds(self, value: str) -> bool:
        """Whether a number on a product is this one."""
        return plain(value) == plain(self.text)

    def too_long(self, value: str) -> bool:
        """Whether the number begins alike and only has too many digits: never, for one alone."""
        return False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Range:
    """
    The numbers from `low` to `high`, both included; both begin alike and end in digits.

    Raises `TextError` where they do not, or where the first lies after the last.

    >>> span = Range("A3-2501", "A3-2506")
    >>> span.holds("a3 2503"), span.holds("A3-2507"), span.too_long("A3-25031")
    (True, False, True)
    """

    low: str
    high: str

    def __post_init__(self) -> None:
        _ = self.ends  # a range that cannot be read never comes into being

    @cached_property
    def ends(self) -> tuple[str, int, int]:
        """The plain beginning, the first and the last number; raises `TextError`."""
        (begins, low), (begins_too, high) = _split(self.low, self), _split(self.high, self)
        if begins != begins_too:
            raise _refused(
                str(self),
                "the two ends begin differently; write the beginning at both ends, one range a line",
                "起止号码的前缀不同；两端都要写出相同的前缀，一行一个区间",
            )
        if len(low) != len(high) and any(end[0] == "0" and len(end) > 1 for end in (low, high)):
            raise _refused(
                str(self),
                "one end has leading zeros and the other another length; write both alike",
                "一端有前导零而两端位数不同；请按同一格式填写",
            )
        if int(low) > int(high):
            raise _refused(
                str(self), "the first lies after the last; swap them", "起号大于止号，请对调"
            )
        return begins, int(low), int(high)

    def holds(self, value: str) -> bool:
        """Whether a number on a product lies in the range."""
        number = self._number(value)
        return number is not None and self.ends[1] <= number <= self.ends[2]

    def too_long(self, value: str) -> bool:
        """Whether a number begins alike and has more digits than the range's numbers have."""
        number = self._number(value)
        return number is not None and len(str(number)) > len(str(self.ends[2]))

    def _number(self, value: str) -> int | None:
        begins, rest = self.ends[0], plain(value)
        digits = rest[len(begins) :]
        fits = rest.startswith(begins) and digits.isascii() and digits.isdigit()
        return int(digits) if fits and len(digits) <= _MOST_DIGITS else None

    def __str__(self) -> str:
        return f"{self.low}..{self.high}"


@dataclass(frozen=True)
class Pattern:
    """
    All numbers of a form, with `*` for any marks or none and `?` for exactly one.

    >>> Pattern("A3-25*").holds("a32599"), Pattern("A3-25??").holds("A3-25991")
    (True, False)
    """

    text: str

    @cached_property
    def form(self) -> re.Pattern[str]:
        """The pattern over plain forms."""
        pieces = re.split(r"([*?])", fold(self.text))
        signs = {"*": ".*", "?": "."}
        return re.compile("".join(signs.get(piece) or re.escape(plain(piece)) for piece in pieces))

    def holds(self, value: str) -> bool:
        """Whether a number on a product is of this form."""
        return self.form.fullmatch(plain(value)) is not None

    def too_long(self, value: str) -> bool:
        """Whether the number only has too many digits: a pattern counts none."""
        return False

    def __str__(self) -> str:
        return self.text


Numbers = Single | Range | Pattern


def read_numbers(text: str, field: str = "lots") -> tuple[Numbers, ...]:
    """
    Read a list of lots or serial numbers, one a line (commas and semicolons part them too).

    Raises `TextError` naming the field and the entry that cannot be read.

    >>> [str(one) for one in read_numbers("A3-2501 .. A3-2506；B7-1；C*")]
    ['A3-2501..A3-2506', 'B7-1', 'C*']
    """
    entries = (" ".join(entry.split()) for entry in _LIST.split(normalize("NFKC", text)))
    try:
        return tuple(_entry(entry) for entry in entries if entry)
    except TextError as error:
        raise TextError(f"{field}: {error}", zh=f"{field}：{error.zh}") from None


def write_numbers(numbers: Iterable[Numbers]) -> str:
    """Write a list one a line, so that `read_numbers` reads the same list again."""
    return "\n".join(map(str, numbers))


def _entry(entry: str) -> Numbers:
    ends = _BETWEEN.split(entry)
    if not plain(entry):
        raise _refused(
            entry, "holds no letter or digit; write the number", "没有字母或数字，请填写号码"
        )
    if entry.count("*") > _MOST_STARS:
        raise _refused(
            entry,
            f"a pattern holds at most {_MOST_STARS} signs *; write more than one pattern",
            f"一个模式最多含{_MOST_STARS}个*；请分成几个填写",
        )
    if len(ends) == 1 and _LOOSE_DASH.search(entry):
        raise _refused(
            entry,
            "may be a range or one number; put two points between the ends of a range (A1..A9)",
            "看不出是区间还是一个号码；区间两端之间请写两个点（A1..A9）",
        )
    if len(ends) == 1:
        return Pattern(entry) if re.search(r"[*?]", entry) else Single(entry)
    if len(ends) != 2 or not all(map(plain, ends)) or re.search(r"[*?]", entry):
        raise _refused(
            entry,
            "a range has two ends without * or ?; write one range a line",
            "区间应有起止两端，且不含*或?；一行一个区间",
        )
    return Range(*ends)


def _split(end: str, span: Range) -> tuple[str, str]:
    found = _END.fullmatch(fold(end))
    if found is None or len(found[2]) > _MOST_DIGITS:
        raise _refused(
            str(span),
            f"{end!r} does not end in digits, so nothing can be counted; list the numbers instead",
            f"{end!r}末尾不是数字，无法按区间比较；请逐个列出",
        )
    return plain(found[1]), found[2]


def _refused(entry: str, problem: str, zh: str) -> TextError:
    return TextError(f"{entry!r}: {problem}", zh=f"{entry!r}：{zh}")
