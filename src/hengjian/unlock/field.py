"""The fields of an unlock profile, a scale's state and a report: whole numbers, yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hengjian.text import field

_WHOLE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


@dataclass(slots=True)
class Fields(field.Fields):
    """The fields of one mapping, with whole numbers and booleans."""

    def whole(self, key: str, least: int = 0, most: int = 10**15) -> int:
        """Take a whole number between the two, both included; raises `TextError`."""
        self.taken.add(key)
        value = self.values.get(key)
        if not isinstance(value, str) or not _WHOLE.fullmatch(value):
            raise self.error(key, "must be a whole number", "应为整数")
        found = int(value)
        if not least <= found <= most:
            raise self.error(
                key, f"is {found}; must be {least} to {most}", f"为{found}，应在{least}至{most}之间"
            )
        return found

    def wholes(self, key: str, least: int) -> tuple[int, ...]:
        """Take a list of one or more whole numbers, none below `least`; raises `TextError`."""
        found = self.texts(key)
        if not found or any(not _WHOLE.fullmatch(one) or int(one) < least for one in found):
            raise self.error(
                key, f"must list whole numbers from {least} on", f"应列出不小于{least}的整数"
            )
        return tuple(map(int, found))

    def yes_or_no(self, key: str) -> bool:
        """Take true or false; raises `TextError`."""
        self.taken.add(key)
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false", "应为true或false")
        return value

    def fitting(self, key: str, pattern: re.Pattern[str], *, or_empty: bool = False) -> str:
        """Take a text of a given shape, or an empty one where allowed; raises `TextError`."""
        found = self.text(key)
        if not pattern.fullmatch(found) and not (or_empty and not found):
            raise self.error(
                key, f"must look like {pattern.pattern}", f"应符合格式{pattern.pattern}"
            )
        return found
