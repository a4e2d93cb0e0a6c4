"""How days, times, counts, money and mass are written, in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

BEIJING = ZoneInfo("Asia/Shanghai")
# As thin in our typeface as U+2009, but never broken; U+202F is so narrow that it reads as no gap.
THIN = "\N{NO-BREAK SPACE}"
WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
FEN = Decimal("0.01")


def language() -> str:
    """The language the page is written in: "zh" or "en"."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def day(value: date | datetime | None) -> str:
    """
    A day with its weekday; of a moment, the day it is in Beijing.

    >>> day(date(2026, 2, 25))
    '2026-02-25（周三）'
    >>> day(None)
    ''
    """
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = _beijing(value).date()
    weekday = WEEKDAYS[language()][value.weekday()]
    bracketed = f"（{weekday}）" if language() == "zh" else f" ({weekday})"
    return value.isoformat() + bracketed


def moment(value: datetime | None) -> str:
    """
    Beijing time to the minute.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 2, 24, 16, 5, 59, tzinfo=UTC))
    '2026-02-25 00:05'
    """
    if value is None or value == "":
        return ""
    return f"{_beijing(value):%Y-%m-%d %H:%M}"


def thin(value: int | Decimal | None) -> str:
    """
    A number in groups of three, held together by spaces that never break.

    >>> thin(1234567).split(THIN)
    ['1', '234', '567']
    """
    if value is None or value == "":
        return ""
    return f"{value:,}".replace(",", THIN)


def yuan(value: Decimal | int | None) -> str:
    """
    Money with two digits: a `Decimal` is yuan, a whole number is fen.

    >>> yuan(Decimal("12.5")), yuan(1999)
    ('¥12.50', '¥19.99')
    """
    if value is None or value == "":
        return ""
    amount = Decimal(value) / 100 if isinstance(value, int) else value
    sign = "−" if amount < 0 else ""
    return f"{sign}¥{thin(abs(amount).quantize(FEN))}"


def grams(value: Decimal | int | None) -> str:
    """
    A mass in grams with every digit it was given.

    >>> grams(Decimal("2.50")).split(THIN)
    ['2.50', 'g']
    """
    if value is None or value == "":
        return ""
    return f"{thin(value)}{THIN}g"


def barcode(gtin: str) -> str:
    """
    A barcode number as it is printed: the 14 digits we keep, without the zeros put in front.

    >>> barcode("06901234567892"), barcode("00000096385074")
    ('6901234567892', '96385074')
    """
    for printed in (8, 12, 13):
        if gtin.startswith("0" * (14 - printed)):
            return gtin[14 - printed :]
    return gtin


def barcodes(gtins: Iterable[str]) -> str:
    """
    Several barcode numbers as they are printed.

    >>> barcodes(["06901234567892", "00000096385074"])
    '6901234567892、96385074'
    """
    return (", " if language() == "en" else "、").join(map(barcode, gtins))


def zh_en(value: object) -> object:
    """
    The side of a two-language thing that the reader reads, else the other side.

    Knows mappings with `zh` and `en`, objects with `.zh` and `.en`, or with `.title_zh`,
    `.title_en`, `.name_zh` and so on; an `.en`-less engine error is its own English.

    >>> zh_en({"zh": "已公示", "en": "announced"})
    '已公示'
    """
    first, second = ("zh", "en") if language() == "zh" else ("en", "zh")
    for stem in ("{}", "title_{}", "name_{}", "label_{}"):
        sides = [_look_up(value, stem.format(side)) for side in (first, second)]
        if isinstance(value, Exception):
            sides = [side or str(value) for side in sides]
        for side in sides:
            if side:
                return side
    return "" if isinstance(value, Mapping) else value


def _look_up(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        return value.get(name)
    return getattr(value, name, None)


def _beijing(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone; give a moment with one, such as UTC")
    return value.astimezone(BEIJING)
