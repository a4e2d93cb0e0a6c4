"""Numbers on the command line: read from an option without a binary fraction, printed as JSON."""

from __future__ import annotations

import re
from decimal import Decimal

from hengjian.errors import TextError

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)


def read_number(written: str, option: str) -> Decimal:
    """
    Take a number that is not negative, in up to nine digits before the point and six after it.

    Raises `TextError` naming the option.

    >>> read_number("2.50", "--price")
    Decimal('2.50')
    """
    if not _NUMBER.fullmatch(written):
        raise TextError(
            f"{option}: {written[:40]!r} is not a number as 2500 or 2.5 (not negative)",
            zh=f"{option}：{written[:40]!r}不是形如2500或2.5的非负数",
        )
    return Decimal(written)


def json_number(value: Decimal | None) -> int | float | None:
    """
    Give the JSON number that names a decimal, whole where it is whole.

    >>> json_number(Decimal("100.0")), json_number(Decimal("2.5")), json_number(None)
    (100, 2.5, None)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
