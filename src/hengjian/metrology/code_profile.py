"""
How a code on a scale is written, as a versioned table that an operator can replace.

The official formats of production, repair and verification code are not public, so the
profiles shipped here are ours and say so (`official` is false).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hengjian.metrology.field import Fields
from hengjian.text.sheet import shipped_sheet

# ISO 7064 hybrid systems, with the number of characters each works over.
CHECKS = {"iso7064-mod11-10": 10, "iso7064-mod27-26": 26, "iso7064-mod37-36": 36}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a code: `length` characters; shorter ones are led by `filled_with`, if any."""

    name: str
    zh: str
    en: str
    length: int
    filled_with: str


@dataclass(frozen=True, slots=True)
class CodeProfile:
    """How a code is written: prefix, parts in order, and a check character at the end."""

    name: str
    version: int
    official: bool
    zh: str
    en: str
    prefix: str
    alphabet: str
    layout: tuple[Part, ...]

    @property
    def length(self) -> int:
        """How many characters a code has, the check character included."""
        return len(self.prefix) + sum(part.length for part in self.layout) + 1


def shipped_profile(name: str) -> CodeProfile:
    """
    Read a profile that lies beside the code.

    >>> shipped_profile("production-demo").official
    False
    """
    file = f"code_profiles/{name}.yaml"
    return read_profile(shipped_sheet("hengjian.metrology", file), file)


def read_profile(values: Mapping[str, object], name: str) -> CodeProfile:
    """
    Read a profile from the mapping of a YAML file; `name` is for messages.

    Raises `TextError` naming the field that is missing, unknown or does not fit.
    """
    top = Fields(name, "", values)
    alphabet = top.text("alphabet")
    check = top.word("check", tuple(CHECKS))
    if len(set(alphabet)) != len(alphabet) or len(alphabet) != CHECKS[check]:
        raise top.error(
            "alphabet",
            f"must list {CHECKS[check]} different characters for {check}",
            f"按{check}应列出{CHECKS[check]}个不同字符",
        )
    profile = CodeProfile(
        name=top.text("name"),
        version=int(top.positive("version")),
        official=top.yes_or_no("official"),
        zh=top.text("zh"),
        en=top.text("en"),
        prefix=_within(top, "prefix", alphabet),
        alphabet=alphabet,
        layout=tuple(_part(row, alphabet) for row in top.rows("layout")),
    )
    top.check_all_taken()
    return profile


def _part(row: Fields, alphabet: str) -> Part:
    part = Part(
        name=row.text("name"),
        zh=row.text("zh"),
        en=row.text("en"),
        length=int(row.positive("length")),
        filled_with=_within(row, "filled_with", alphabet),
    )
    row.check_all_taken()
    return part


def _within(row: Fields, key: str, alphabet: str) -> str:
    found = row.text(key)
    if any(mark not in alphabet for mark in found):
        raise row.error(key, f"must be made of {alphabet}", f"只能由{alphabet}组成")
    return found
