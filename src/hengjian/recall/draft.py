"""A draft announcement as a YAML or JSON file, read strictly: an unknown field is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from typing import Any, cast

from hengjian.errors import TextError
from hengjian.recall.announcement import Announcement, Origin, origin_words
from hengjian.recall.plan import Remedy
from hengjian.text.gtin import parse_gtin
from hengjian.text.sheet import lines_of, read_sheet

_REMEDIES = {
    **{remedy.value: remedy for remedy in Remedy},
    **{
        "警示": Remedy.WARNING,
        "修理": Remedy.REPAIR,
        "更换": Remedy.REPLACE,
        "退货": Remedy.RETURN,
    },
}


def parse_draft(text: str, name: str = "draft") -> Announcement:
    r"""
    Read a draft; its fields are those of `Announcement`, and `name` is for messages.

    Days are written as 2026-03-10, lists as YAML lists or as one text. Raises `TextError` with
    line and field for whatever is unknown or cannot be read.

    >>> parse_draft("product: 电热水壶\nremedies: [退货]").remedies
    frozenset({<Remedy.RETURN: 'return'>})
    """
    values = read_sheet(text, name)
    if not isinstance(values, Mapping):
        raise TextError(
            f"{name}: the file must hold a mapping: producer, product, defect and so on",
            zh=f"{name}：文件应为字段表：producer、product、defect等",
        )
    lines = lines_of(text)
    held = {key: _Field(name, lines[key], key, value).read() for key, value in values.items()}
    return Announcement(**cast(dict[str, Any], held))


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of the file, with its place."""

    name: str
    line: int
    key: str
    value: object

    def read(self) -> object:
        """Take the value as the kind of thing this field holds; what is left empty is left out."""
        if self.key not in _KNOWN:
            near = get_close_matches(self.key, _KNOWN, n=1)
            meant, meant_zh = (
                (f"; did you mean {near[0]}?", f"，是否应为{near[0]}？") if near else ("", "")
            )
            raise self.refuse(
                f"is no field of an announcement{meant}", f"公告没有这个字段{meant_zh}"
            )
        if self.value is None:
            return _KNOWN[self.key]
        return _READERS.get(self.key, _Field.text)(self)

    def text(self) -> str:
        """Take one text."""
        if not isinstance(self.value, str):
            raise self.refuse("must be one text", "应为一段文字")
        return self.value.strip()

    def texts(self) -> tuple[str, ...]:
        """Take a list of texts, or one text alone."""
        entries = self.value if isinstance(self.value, list) else [self.value]
        if not all(isinstance(entry, str) and entry.strip() for entry in entries):
            raise self.refuse("must be a list of texts, none empty", "应为文字列表，且不能有空项")
        return tuple(cast(str, entry).strip() for entry in entries)

    def gtins(self) -> tuple[str, ...]:
        """Take barcodes, as 14 digits."""
        entries = self.texts()
        try:
            return tuple(map(parse_gtin, entries))
        except TextError as error:
            raise self.refuse(str(error), error.zh) from None

    def remedies(self) -> frozenset[Remedy]:
        """Take remedies, by their stored or their Chinese names."""
        for entry in self.texts():
            if entry not in _REMEDIES:
                raise self.refuse(
                    f"{entry!r} is no remedy; use {', '.join(_REMEDIES)}",
                    f"{entry!r}不是补救措施；可用{'、'.join(_REMEDIES)}",
                )
        return frozenset(_REMEDIES[entry] for entry in self.texts())

    def origin(self) -> Origin:
        """Take the legal kind of the recall."""
        words = origin_words()
        said = self.text().lower()
        if said not in words:
            raise self.refuse(
                f"{said!r} is no kind of recall; use {', '.join(words)}",
                f"{said!r}不是召回类型；可用{'、'.join(words)}",
            )
        return words[said]

    def day(self) -> date:
        """Take a day of the calendar."""
        written = self.text()
        try:
            if len(written) == len("2026-03-10"):
                return date.fromisoformat(written)
        except ValueError:
            pass
        raise self.refuse(
            f"{written!r} is no day; write it as 2026-03-10",
            f"{written!r}不是日期；请写成2026-03-10",
        )

    def whole(self) -> int:
        """Take a whole number above zero."""
        written = self.text()
        if not (written.isascii() and written.isdigit() and 0 < len(written) < 13 and int(written)):
            raise self.refuse(
                f"{written[:40]!r} is no whole number above zero; correct it",
                f"{written[:40]!r}不是大于零的整数，请更正",
            )
        return int(written)

    def flag(self) -> bool:
        """Take true or false."""
        if not isinstance(self.value, bool):
            raise self.refuse("must be true or false", "应为true或false")
        return self.value

    def refuse(self, problem: str, zh: str) -> TextError:
        """Make the error for this field; the caller raises it."""
        return TextError(
            f"{self.name}: line {self.line}, field {self.key}: {problem}",
            zh=f"{self.name}：第{self.line}行，字段{self.key}：{zh}",
        )


_KNOWN: dict[str, object] = {field.name: field.default for field in fields(Announcement)}
_READERS: dict[str, Callable[[_Field], object]] = {
    "lots": _Field.texts,
    "gtins": _Field.gtins,
    "remedies": _Field.remedies,
    "origin": _Field.origin,
    "produced_from": _Field.day,
    "produced_to": _Field.day,
    "starts_on": _Field.day,
    "ends_on": _Field.day,
    "n_recalled": _Field.whole,
    "has_barcode": _Field.flag,
}
