"""One mapping of a report, read strictly: every field taken, named when wrong, none left over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hengjian.errors import MeasureError, TextError

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)


@dataclass(slots=True)
class Fields:
    """
    The fields of one mapping; `place` is what messages call it, such as `weighing row 2`.

    Numbers are whole or decimal, not negative, in up to nine digits before the point and six
    after it. A binary fraction is taken by the text it prints as.
    """

    name: str
    place: str
    values: Mapping[str, object]
    taken: set[str] = field(default_factory=set)

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

    def word(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Take one of the allowed words; raises `TextError` listing them."""
        self.taken.add(key)
        value = self.values.get(key, default)
        if value not in allowed or not isinstance(value, str):
            said = "is missing" if value is None else f"is {value!r}"
            said_zh = "缺失" if value is None else f"为{value!r}"
            choice, choice_zh = ", ".join(allowed), "、".join(allowed)
            raise self.error(key, f"{said}; use one of {choice}", f"{said_zh}；应为{choice_zh}之一")
        return value

    def yes_or_no(self, key: str) -> bool:
        """Take true or false; raises `TextError`."""
        self.taken.add(key)
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false", "应为true或false")
        return value

    def text(self, key: str) -> str:
        """Take a short text, empty where absent; raises `TextError` for a list or mapping."""
        self.taken.add(key)
        value = self.values.get(key)
        if isinstance(value, list | dict | bool):
            raise self.error(key, "must be a short text", "应为简短文字")
        return "" if value is None else str(value)

    def rows(self, key: str) -> list[Fields]:
        """Take a list of mappings, empty where absent; raises `TextError` naming the row."""
        self.taken.add(key)
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error(key, "must be a list of rows", "应为逐行列表")
        return [self._inside(f"{key} row {i}", row) for i, row in enumerate(value, start=1)]

    def block(self, key: str) -> Fields | None:
        """Take one mapping, None where absent; raises `TextError`."""
        self.taken.add(key)
        value = self.values.get(key)
        return None if value is None else self._inside(key, value)

    def check_all_taken(self) -> None:
        """Raise `TextError` for a field that nothing has asked for: it is a slip of the pen."""
        left = [key for key in self.values if key not in self.taken]
        if left:
            known = ", ".join(sorted(self.taken))
            raise self.error(
                str(left[0]),
                f"is not known here; known are {known}",
                f"不是此处的字段；可用：{known}",
            )

    def error(self, key: str, en: str, zh: str) -> TextError:
        """Say what is wrong with a field, naming file, row and field."""
        return TextError(f"{self._at(key)} {en}", zh=f"{self._at(key)} {zh}")

    def impossible(self, key: str, en: str, zh: str) -> MeasureError:
        """Say that no scale could give this reading, naming file, row and field."""
        return MeasureError(f"{self._at(key)} {en}", zh=f"{self._at(key)} {zh}")

    def _at(self, key: str) -> str:
        row = f"{self.place}, " if self.place else ""
        return f"{self.name}: {row}field {key}:"

    def _inside(self, place: str, value: object) -> Fields:
        whole = f"{self.place}, {place}" if self.place else place
        if not isinstance(value, Mapping):
            raise TextError(
                f"{self.name}: {whole}: must be a mapping of fields",
                zh=f"{self.name}: {whole}：应为字段与值的对应表",
            )
        return Fields(self.name, whole, value)


def _as_text(value: object) -> str:
    if isinstance(value, float):
        # repr is the shortest text that names this number: what stood in the file.
        return repr(value).removesuffix(".0")
    if isinstance(value, str | Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return f"{type(value).__name__} {value}"
