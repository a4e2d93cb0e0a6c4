"""
What a type evaluation looks at (checklists/*.yaml), and whether what was found is a whole.

The text of JJF 2184-2025 is not public in full. The list is ours; each line says what holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from hengjian.errors import MeasureError
from hengjian.law.citation import Confidence
from hengjian.metrology.field import Fields
from hengjian.text.sheet import shipped_sheet

CURRENT = "jjf2184-v1"


class Found(StrEnum):
    """What was found of an item. Stored: add, never rename."""

    MEETS = "meets"
    FAILS = "fails"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Item:
    """
    One requirement: its clause or topic, how surely we hold it, and what must be said of it.

    `measured`: a value read off the samples must be given; `may_not_apply`: it may be left out;
    `report`: met only with a conformance report that passes.
    """

    id: str
    zh: str
    en: str
    clause: str
    confidence: Confidence
    measured: bool
    may_not_apply: bool
    report: bool

    @property
    def confirmed(self) -> bool:
        """Whether somebody has read the place it names; everything else shows 待核."""
        return self.confidence is Confidence.VERIFIED


@dataclass(frozen=True, slots=True)
class Group:
    """Items that are looked at together, in order."""

    id: str
    zh: str
    en: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version of the list, for the outline `text`."""

    name: str
    version: int
    text: str
    zh: str
    en: str
    groups: tuple[Group, ...]

    @property
    def items(self) -> dict[str, Item]:
        """Every item by its stored name, in order."""
        return {item.id: item for group in self.groups for item in group.items}


@dataclass(frozen=True, slots=True)
class Judged:
    """What the findings come to: the items nobody has found anything of, and those that fail."""

    missing: tuple[Item, ...]
    failing: tuple[Item, ...]

    @property
    def conforms(self) -> bool:
        """Whether every item was found to be met, or not to apply."""
        return not self.missing and not self.failing


@cache
def shipped_checklist(name: str = CURRENT) -> Checklist:
    """
    Read a version of the list that lies beside the code.

    >>> shipped_checklist().items["self_lock"].clause
    'JJG 1204-2025 6.4'
    """
    file = f"checklists/{name}.yaml"
    return read_checklist(shipped_sheet("hengjian.metrology", file), file)


def read_checklist(values: Mapping[str, object], name: str) -> Checklist:
    """
    Read a list from the mapping of a YAML file; `name` is for messages.

    Raises `TextError` for a field that is missing, unknown or wrong, and for an item given twice.
    """
    top = Fields(name, "", values)
    found = Checklist(
        name=top.given("name"),
        version=int(top.positive("version")),
        text=top.given("text"),
        zh=top.given("zh"),
        en=top.given("en"),
        groups=tuple(_group(row) for row in top.rows("groups")),
    )
    top.check_all_taken()
    names = [item.id for group in found.groups for item in group.items]
    for one in (*names, *(group.id for group in found.groups)):
        if names.count(one) > 1 or [group.id for group in found.groups].count(one) > 1:
            raise top.error(
                "groups", f"{one!r} stands twice; keep one", f"{one!r}重复，请只保留一个"
            )
    return found


def check_found(checklist: Checklist, name: str, found: Found, said: tuple[str, str]) -> Item:
    """
    Take one finding; `said` are the measured value and the note, empty where none was given.

    Raises `MeasureError` for an item that is not of the list, one that may not be left out, and
    one without its value or its reason.

    >>> check_found(shipped_checklist(), "self_lock", Found.MEETS, ("", "")).confirmed
    True
    """
    measured, note = (text.strip() for text in said)
    item = checklist.items.get(name)
    if item is None:
        raise MeasureError(
            f"{name!r} is not an item of {checklist.name} v{checklist.version}: choose one of it",
            zh=f"{checklist.name}第{checklist.version}版没有项目{name!r}：请从项目表中选择",
        )
    if found is Found.NOT_APPLICABLE and not item.may_not_apply:
        raise MeasureError(
            f"{item.en}: applies to every scale; say whether it is met",
            zh=f"“{item.zh}”适用于所有计价秤，不能选“不适用”",
        )
    if found is Found.NOT_APPLICABLE and not note:
        raise MeasureError(
            f"{item.en}: say why it does not apply", zh=f"“{item.zh}”：请说明为什么不适用"
        )
    if found is Found.FAILS and not note:
        raise MeasureError(
            f"{item.en}: say what was found", zh=f"“{item.zh}”不符合：请写明发现的情况"
        )
    if item.measured and found is not Found.NOT_APPLICABLE and not measured:
        raise MeasureError(f"{item.en}: give the value measured", zh=f"“{item.zh}”：请填写测得值")
    return item


def judge(checklist: Checklist, found: Mapping[str, Found]) -> Judged:
    """
    Hold the latest finding of each item against the list.

    >>> judge(shipped_checklist(), {}).conforms
    False
    """
    items = checklist.items.values()
    return Judged(
        missing=tuple(item for item in items if item.id not in found),
        failing=tuple(item for item in items if found.get(item.id) is Found.FAILS),
    )


def _group(row: Fields) -> Group:
    group = Group(
        id=row.given("id"), zh=row.given("zh"), en=row.given("en"),
        items=tuple(_item(one) for one in row.rows("items")),
    )  # fmt: skip
    row.check_all_taken()
    return group


def _item(row: Fields) -> Item:
    item = Item(
        id=row.given("id"),
        zh=row.given("zh"),
        en=row.given("en"),
        clause=row.given("clause"),
        confidence=Confidence(row.word("confidence", tuple(one.value for one in Confidence))),
        measured=_yes(row, "measured"),
        may_not_apply=_yes(row, "may_not_apply"),
        report=_yes(row, "report"),
    )
    row.check_all_taken()
    return item


def _yes(row: Fields, key: str) -> bool:
    """A yes or no that is no where it is not given."""
    return key in row.values and row.yes_or_no(key)
