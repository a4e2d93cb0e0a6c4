"""Numbers on the command line, read without a binary fraction."""

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
