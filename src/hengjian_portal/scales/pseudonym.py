"""Who looks a scale up, without saying who: the same all day, somebody else the next."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

_LENGTH = 16  # hexadecimal digits


def of_the_day(visitor: str, day: date, secret: str) -> str:
    """
    The pseudonym of a visitor on a day, under the key of that day.

    >>> of_the_day("a", date(2026, 3, 9), "s") == of_the_day("a", date(2026, 3, 9), "s")
    True
    >>> of_the_day("a", date(2026, 3, 9), "s") == of_the_day("a", date(2026, 3, 10), "s")
    False
    """
    key = hmac.digest(secret.encode(), f"scan|{day}".encode(), hashlib.sha256)
    return hmac.new(key, visitor.encode(), hashlib.sha256).hexdigest()[:_LENGTH]
