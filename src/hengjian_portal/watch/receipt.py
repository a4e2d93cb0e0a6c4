"""Receipt numbers people can read out on the telephone, and the secret to follow a report."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

# No 0 O 1 I L U V: nothing that sounds or looks like another.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def receipt_no(day: date) -> str:
    """A fresh receipt number: the day and five letters, such as `260309-K7M2P`."""
    return f"{day:%y%m%d}-{_letters(5)}"


def secret() -> str:
    """A fresh secret of ten letters (48 bits), shown once."""
    return _letters(10)


def digest(typed: str) -> str:
    """What is kept of a secret; blanks and case do not matter when it is typed again."""
    plain = "".join(typed.split()).replace("-", "").upper()
    return hashlib.sha256(plain.encode()).hexdigest()


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))
