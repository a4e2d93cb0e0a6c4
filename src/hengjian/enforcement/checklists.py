"""What officers look at on the spot, and whether they looked at all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from hengjian.enforcement.stage_table import Label
from hengjian.errors import PenaltyError
from hengjian.text.sheet import shipped_sheet

_Row = dict[str, object]


class Answer(StrEnum):
    """What was found about an item. The values are stored: add, never rename."""

    OK = "ok"
    NOT_OK = "not_ok"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Checklist:
    """One list: what it is called, and its items by their stored names, in order."""

    label: Label
    items: dict[str, Label]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one item; `note` says what was seen."""

    answer: str
    note: str = ""


def _list(row: _Row) -> Checklist:
    items = cast(dict[str, _Row], row["items"])
    return Checklist(
        label=Label(str(row["zh"]), str(row["en"])),
        items={name: Label(str(item["zh"]), str(item["en"])) for name, item in items.items()},
    )


CHECKLISTS: dict[str, Checklist] = {
    name: _list(cast(_Row, row))
    for name, row in shipped_sheet("hengjian.enforcement", "checklists.yaml").items()
}


def check_findings(checklist: str, findings: Mapping[str, Finding]) -> None:
    """
    Refuse findings that leave an item of the list out, or call one wrong without a word.

    `findings` are by the stored names of the items. Raises `PenaltyError` naming the item.

    >>> check_findings("scale", {name: Finding("ok") for name in CHECKLISTS["scale"].items})
    """
    if checklist not in CHECKLISTS:
        raise PenaltyError(
            f"no checklist is called {checklist!r}: choose one of the list",
            zh=f"没有名为{checklist!r}的检查清单：请从列表中选择",
        )
    for name, label in CHECKLISTS[checklist].items.items():
        found = findings.get(name)
        if found is None or found.answer not in set(Answer):
            raise PenaltyError(
                f"not answered: {label.en}; choose yes, no or not applicable",
                zh=f"未填写：{label.zh}；请选择符合、不符合或者不适用",
            )
        if found.answer == Answer.NOT_OK and not found.note.strip():
            raise PenaltyError(
                f"not in order: {label.en}; write what you saw",
                zh=f"不符合：{label.zh}；请写明看到的情况",
            )
