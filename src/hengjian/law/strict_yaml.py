"""
YAML read strictly: every value keeps its line, and nothing is guessed, dropped or doubled.

YAML turns `no` into a truth value, `8` into a number and `2026-02-01` into a date. Here a field
says what it wants, and gets that or a `LawError` with file and line in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import yaml

from hengjian.errors import LawError

_TAG = "tag:yaml.org,2002:"
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)


def parse(text: str, file: str) -> Section:
    """
    Read one YAML file whose top is a mapping; `file` is what messages call it.

    Raises `LawError` for YAML that does not parse, doubled keys, merge keys and foreign tags.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise refusal(
            file,
            mark.line + 1 if mark else 1,
            f"not readable as YAML: {problem}",
            f"YAML无法解析：{problem}",
        ) from None
    if not isinstance(node, yaml.MappingNode):
        raise refusal(file, 1, "holds no fields at its top level", "顶层应为“字段: 值”，请检查文件")
    return Section(file, node)


def refusal(file: str, line: int, problem: str, zh: str) -> LawError:
    """Make the error for one line of one file; the caller raises it."""
    return LawError(f"{file}:{line}: {problem}", zh=f"{file}第{line}行：{zh}")


class Section:
    """
    One mapping of a strict file. Each reader names a field and takes it as one kind of value.

    A reader raises `LawError` where the field is missing or of another kind; the `_or` readers
    return their default where it is missing or null.
    """

    def __init__(self, file: str, node: yaml.MappingNode, line: int = 0) -> None:
        self.file = file
        self.line: int = line or node.start_mark.line + 1
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.value:
            self._add(key, value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def origin(self) -> str:
        """File and line of this section, as `cn/e_commerce.yaml:12`."""
        return f"{self.file}:{self.line}"

    def refuse(self, problem: str, zh: str, key: str = "") -> LawError:
        """Make the error for a field of this section; the caller raises it."""
        return refusal(self.file, self._lines.get(key, self.line), problem, zh)

    def only(self, *fields: str) -> None:
        """Refuse any field that is not among these."""
        for key in self._values:
            if key not in fields:
                near = get_close_matches(key, fields, n=1)
                meant = (
                    (f"; did you mean {near[0]}?", f"，是否应为{near[0]}？") if near else ("", "")
                )
                raise self.refuse(
                    f"unknown field {key!r}{meant[0]}", f"未知字段{key!r}{meant[1]}", key
                )

    def text(self, key: str) -> str:
        """Take a text that is not empty."""
        value = self._scalar(key)
        if not isinstance(value, str) or not value.strip():
            kind = "a date" if isinstance(value, date) else f"{value!r}"
            raise self.refuse(
                f"{key} wants text, and YAML reads {kind} there; put it in quotes",
                f"{key}应为文字，而YAML读成了{'日期' if isinstance(value, date) else repr(value)}，"
                "请加引号",
                key,
            )
        return value.strip()

    def text_or(self, key: str, default: str = "") -> str:
        """Take a text, or the default where there is none."""
        return self.text(key) if self._holds(key) else default

    def day(self, key: str) -> date:
        """Take a real date, written as 2026-02-01 without quotes."""
        value = self._scalar(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.refuse(
                f"{key} wants a date as 2026-02-01 without quotes, not {value!r}",
                f"{key}应为不加引号的日期，如2026-02-01，而不是{value!r}",
                key,
            )
        return value

    def day_or_none(self, key: str) -> date | None:
        """Take a date, or None where there is none."""
        return self.day(key) if self._holds(key) else None

    def whole(self, key: str) -> int:
        """Take a whole number."""
        value = self._scalar(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse(
                f"{key} wants a whole number, not {value!r}", f"{key}应为整数，而不是{value!r}", key
            )
        return value

    def decimal(self, key: str) -> Decimal:
        """Take a number with its digits as written, in quotes and not negative: "0.5"."""
        written = self.text(key)
        if not _DECIMAL.fullmatch(written):
            raise self.refuse(
                f'{key} wants a number in quotes as "2.5", not {written!r}',
                f'{key}应为加引号的非负数，如"2.5"，而不是{written!r}',
                key,
            )
        return Decimal(written)

    def flag(self, key: str) -> bool:
        """Take true or false; a field that is absent is false."""
        if not self._holds(key):
            return False
        value = self._scalar(key)
        if not isinstance(value, bool):
            raise self.refuse(
                f"{key} wants true or false, not {value!r}",
                f"{key}应为true或false，而不是{value!r}",
                key,
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts that is not empty."""
        items = self._items(key)
        if not all(node.tag == _TAG + "str" and node.value.strip() for node in items) or not items:
            raise self.refuse(f"{key} wants a list of texts", f"{key}应为文字列表，不能为空", key)
        return tuple(str(node.value) for node in items)

    def is_text(self, key: str) -> bool:
        """Whether the field is there and YAML reads a text in it."""
        return self._holds(key) and self._values[key].tag == _TAG + "str"

    def section(self, key: str) -> Section:
        """Take a mapping."""
        return self._as_section(key, self._value(key), self._lines[key])

    def sections(self, key: str) -> tuple[Section, ...]:
        """Take a list of mappings, none where the field is absent."""
        if not self._holds(key):
            return ()
        return tuple(self._as_section(key, node) for node in self._items(key))

    def _add(self, key: yaml.Node, value: yaml.Node) -> None:
        line = key.start_mark.line + 1
        if key.tag != _TAG + "str":
            raise refusal(
                self.file,
                line,
                f"a field name must be plain text, not {key.value!r}; put it in quotes",
                f"字段名应为普通文字，而不是{key.value!r}，请加引号",
            )
        if key.value in self._values:
            first = self._lines[key.value]
            raise refusal(
                self.file,
                line,
                f"{key.value} stands here a second time, first on line {first}; remove one",
                f"{key.value}重复，首次出现于第{first}行，请删去其一",
            )
        self._values[key.value] = value
        self._lines[key.value] = line

    def _holds(self, key: str) -> bool:
        return key in self._values and self._values[key].tag != _TAG + "null"

    def _value(self, key: str) -> yaml.Node:
        if not self._holds(key):
            raise self.refuse(f"{key} is missing; add it", f"缺少{key}，请补充")
        return self._values[key]

    def _scalar(self, key: str) -> Any:
        node = self._value(key)
        if not isinstance(node, yaml.ScalarNode):
            raise self.refuse(
                f"{key} wants one value, not a list or fields", f"{key}应为单个值", key
            )
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (ValueError, yaml.YAMLError):
            raise self.refuse(
                f"{key}: {node.value!r} is no value YAML knows; is it a day of the calendar?",
                f"{key}：{node.value!r}无法识别，请检查该日期是否存在",
                key,
            ) from None

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._value(key)
        if not isinstance(node, yaml.SequenceNode):
            raise self.refuse(f"{key} wants a list", f"{key}应为列表", key)
        return list(node.value)

    def _as_section(self, key: str, node: yaml.Node, line: int = 0) -> Section:
        if not isinstance(node, yaml.MappingNode):
            raise refusal(
                self.file,
                node.start_mark.line + 1,
                f"{key} wants fields with values",
                f"{key}应为“字段: 值”",
            )
        return Section(self.file, node, line)
