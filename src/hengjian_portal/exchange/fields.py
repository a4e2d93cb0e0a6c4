"""
Which fields each kind of package carries, and whether a package keeps to them.

Pure: values in, `PackageError` out. The table is `fields.yaml` beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from hengjian.text.sheet import shipped_sheet
from hengjian_portal.exchange.errors import PackageError

OURS, THEIRS = "500000", "510000"  # the codes of Chongqing and Sichuan, GB/T 2260
SIDES = (OURS, THEIRS)
LONGEST = {"line": 160, "text": 4000, "lines": 200}
MOST_LINES = 60
_MOST = 10**9
_TASK = ("side", "what", "where", "who", "by")
# A mobile number and the number of an identity card: of a person, and nobody else's business.
_OF_A_PERSON = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<![\dA-Z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?![\dA-Z])"
)


@dataclass(frozen=True, slots=True)
class Label:
    """What something is called."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Spec:
    """One field: its name on the page, its type, whether it must be there."""

    label: Label
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of package and its fields, in order."""

    label: Label
    fields: dict[str, Spec]


def _kind(row: dict[str, Any]) -> Kind:
    return Kind(
        Label(row["zh"], row["en"]),
        {
            name: Spec(Label(one["zh"], one["en"]), one["type"], bool(one.get("required")))
            for name, one in row["fields"].items()
        },
    )


KINDS: dict[str, Kind] = {
    name: _kind(cast(dict[str, Any], row))
    for name, row in shipped_sheet("hengjian_portal.exchange", "fields.yaml").items()
}


def check_fields(kind: str, fields: Mapping[str, Any]) -> None:
    """
    Refuse a field the kind does not have, one that is missing, and one of the wrong type.

    Also what looks like a mobile number or the number of an identity card: no package carries
    anything about a person. Raises `PackageError` naming the field.
    """
    if kind not in KINDS:
        raise PackageError(f"no kind of package is called {kind!r}", zh=f"没有{kind!r}这种交换包")
    specs = KINDS[kind].fields
    for name in fields:
        if name not in specs:
            raise PackageError(
                f"{kind}: no field is called {name!r}; a package carries only what its kind lists",
                zh=f"{KINDS[kind].label.zh}：没有{name!r}这个字段；交换包只含该类型列出的字段",
            )
    for name, spec in specs.items():
        if name in fields:
            _READ[spec.type](spec, fields[name])
            _check_nobody_named(spec, fields[name])
        elif spec.required:
            raise PackageError(
                f"{kind}: {spec.label.en} is missing", zh=f"缺少“{spec.label.zh}”，请填写"
            )


def _wrong(spec: Spec, en: str, zh: str) -> PackageError:
    return PackageError(f"{spec.label.en}: {en}", zh=f"{spec.label.zh}：{zh}")


def _text(spec: Spec, value: object) -> None:
    longest = LONGEST[spec.type]
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise _wrong(
            spec, f"must be text of 1 to {longest} characters", f"应为1至{longest}字的文字"
        )


def _lines(spec: Spec, value: object) -> None:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_LINES:
        raise _wrong(spec, f"must be 1 to {MOST_LINES} lines", f"应为1至{MOST_LINES}行")
    for line in value:
        _text(spec, line)


def _count(spec: Spec, value: object) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    least = 1 if spec.required else 0
    if not whole or not least <= cast(int, value) <= _MOST:
        raise _wrong(spec, f"must be a whole number from {least}", f"应为不小于{least}的整数")


def _day(spec: Spec, value: object) -> None:
    try:
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return
    except ValueError:
        pass
    raise _wrong(spec, "must be a day written as 2026-03-09", "应写作2026-03-09这样的日期")


def _tasks(spec: Spec, value: object) -> None:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_LINES:
        raise _wrong(spec, f"must be 1 to {MOST_LINES} tasks", f"应为1至{MOST_LINES}项")
    for task in value:
        if not isinstance(task, dict) or tuple(sorted(task)) != tuple(sorted(_TASK)):
            raise _wrong(spec, f"a task has {', '.join(_TASK)}", f"每项任务应有{'、'.join(_TASK)}")
        if task["side"] not in SIDES:
            raise _wrong(spec, f"side is one of {', '.join(SIDES)}", f"side应为{'或'.join(SIDES)}")
        for name in ("what", "where", "who"):
            _text(Spec(spec.label, "line", True), task[name])
        _day(spec, task["by"])


_READ: dict[str, Callable[[Spec, object], None]] = {
    "line": _text, "text": _text, "lines": _lines, "count": _count, "day": _day, "tasks": _tasks,
}  # fmt: skip


def _check_nobody_named(spec: Spec, value: object) -> None:
    for text in _texts(value):
        if _OF_A_PERSON.search(text):
            raise _wrong(
                spec,
                "holds what looks like a mobile or identity card number; personal data is not shared: take it out",
                "含有疑似手机号或身份证号；个人信息不得共享，请删除",
            )


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    return []


def title_of(kind: str, fields: Mapping[str, Any]) -> str:
    """What a package is about, in one line: its product, its subject, or the answer it gives."""
    for name in ("product_name", "subject", "title", "speciality", "says"):
        if isinstance(fields.get(name), str):
            return cast(str, fields[name]).splitlines()[0][:80]
    return kind
