"""What no text states and somebody must choose: ours, versioned, and swappable by the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from hengjian.errors import LawError
from hengjian.law.strict_yaml import Section, parse


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice: a whole number in `unit`, or a word out of `choices`; `why` says the reason."""

    value: int | str
    unit: str
    choices: tuple[str, ...]
    why: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A named, versioned set of choices. `label` tells every reader that this is no law."""

    name: str
    version: int
    label: str
    label_en: str
    settings: Mapping[str, Setting]

    def number(self, name: str) -> int:
        """Take a setting that is a number; raises `LawError` where it is not held or a word."""
        value = self._setting(name).value
        if isinstance(value, str):
            raise self._refuse(f"{name} is a word", f"{name}不是数字")
        return value

    def choice(self, name: str) -> str:
        """Take a setting that is a word; raises `LawError` where it is not held or a number."""
        value = self._setting(name).value
        if isinstance(value, int):
            raise self._refuse(f"{name} is a number", f"{name}不是选项")
        return value

    def _setting(self, name: str) -> Setting:
        if name not in self.settings:
            raise self._refuse(f"holds no {name}; add it", f"缺少{name}，请补充")
        return self.settings[name]

    def _refuse(self, problem: str, zh: str) -> LawError:
        return LawError(f"profile {self.name}: {problem}", zh=f"口径{self.name}：{zh}")


def read_profile(content: str, name: str) -> Profile:
    """Read a profile from the content of its file; raises `LawError` with file and line."""
    section = parse(content, name)
    section.only("profile", "version", "label", "label_en", "settings")
    rows = section.section("settings")
    return Profile(
        name=section.text("profile"),
        version=section.whole("version"),
        label=section.text("label"),
        label_en=section.text("label_en"),
        settings=MappingProxyType({key: _setting(rows.section(key)) for key in rows}),
    )


def _setting(section: Section) -> Setting:
    section.only("value", "unit", "choices", "why", "why_en")
    choices = section.texts("choices") if "choices" in section else ()
    value = section.text("value") if choices else section.whole("value")
    if choices and value not in choices:
        raise section.refuse(
            f"value {value!r} is none of {', '.join(choices)}",
            f"value {value!r}不在{', '.join(choices)}之中",
            "value",
        )
    return Setting(
        value=value,
        unit="" if choices else section.text("unit"),
        choices=choices,
        why=section.text("why"),
        why_en=section.text("why_en"),
    )


@cache
def shipped_profile() -> Profile:
    """Load the choices that come with the product; raises `LawError`."""
    path = Path(__file__).parent / "profiles" / "hengjian.yaml"
    return read_profile(path.read_text(encoding="utf-8"), path.name)
