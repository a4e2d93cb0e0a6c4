"""The fields of a report that hold masses, prices and yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from hengjian.errors import MeasureError
from hengjian.text import field

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)


@dataclass(slots=True)
class Fields(field.Fields):
    """
    The fields of one mapping of a report.

    Numbers are whole or decimal, not negative, in up to nine digits before the point and six
    after it. A binary fraction is taken by the text it prints as.
    """

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        """
        Take a number; `default` stands for a field that is absent.

        Raises `TextError` for anything else than a number that is not negative.
        """
        self.taken.add(key)
        value = self.values.get(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.error(key, "is missing; give a number", "缺失，请填写数字")
        written = _as_text(value)
        if not _NUMBER.fullmatch(written):
            raise self.error(
                key,
                f"{written[:40]!r} is not a number as 2500 or 2.5 (not negative); correct it",
                f"{written[:40]!r}不是形如2500或2.5的非负数，请更正",
            )
        return Decimal(written)

    def positive(self, key: str) -> Decimal:
        """Take a number above zero; raises `TextError`."""
        found = self.number(key)
        if not found:
            raise self.error(key, "must be above zero", "应大于零")
        return found

    def yes_or_no(self, key: str) -> bool:
        """Take true or false; raises `TextError`."""
        self.taken.add(key)
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false", "应为true或false")
        return value

    def impossible(self, key: str, en: str, zh: str) -> MeasureError:
        """Say that no scale could give this reading, naming file, row and field."""
        return MeasureError(f"{self.at(key)} {en}", zh=f"{self.at(key)} {zh}")


def _as_text(value: object) -> str:
    if isinstance(value, float):
        # repr is the shortest text that names this number: what stood in the file.
        return repr(value)
    if isinstance(value, str | Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return f"{type(value).__name__} {value}"
