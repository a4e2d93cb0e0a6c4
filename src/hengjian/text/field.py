"""One mapping of a file, read strictly: every field taken, named when wrong, none left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from hengjian.errors import TextError


@dataclass(slots=True)
class Fields:
    """
    The fields of one mapping; `place` is what messages call it, such as `weighing row 2`.

    A room whose fields hold more than words (numbers, chances) adds its own kind to this one.
    """

    name: str
    place: str
    values: Mapping[str, object]
    taken: set[str] = field(default_factory=set)

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

    def text(self, key: str) -> str:
        """Take a short text, empty where absent; raises `TextError` for a list or mapping."""
        self.taken.add(key)
        value = self.values.get(key)
        if isinstance(value, list | dict | bool):
            raise self.error(key, "must be a short text", "应为简短文字")
        return "" if value is None else str(value)

    def given(self, key: str) -> str:
        """Take a short text that must be there; raises `TextError`."""
        found = self.text(key).strip()
        if not found:
            raise self.error(key, "is missing; fill it in", "缺失，请填写")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of short texts, empty where absent; raises `TextError`."""
        self.taken.add(key)
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.error(key, "must be a list of short texts", "应为简短文字的列表")
        return tuple(value)

    def rows(self, key: str) -> list[Self]:
        """Take a list of mappings, empty where absent; raises `TextError` naming the row."""
        self.taken.add(key)
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error(key, "must be a list of rows", "应为逐行列表")
        return [self._inside(f"{key} row {i}", row) for i, row in enumerate(value, start=1)]

    def block(self, key: str) -> Self | None:
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
        return TextError(f"{self.at(key)} {en}", zh=f"{self.at(key)} {zh}")

    def at(self, key: str) -> str:
        """Name a field by file, row and key, for a message."""
        row = f"{self.place}, " if self.place else ""
        return f"{self.name}: {row}field {key}:"

    def _inside(self, place: str, value: object) -> Self:
        whole = f"{self.place}, {place}" if self.place else place
        if not isinstance(value, Mapping):
            raise TextError(
                f"{self.name}: {whole}: must be a mapping of fields",
                zh=f"{self.name}: {whole}：应为字段与值的对应表",
            )
        return type(self)(self.name, whole, value)
