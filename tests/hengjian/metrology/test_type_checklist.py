"""The list of a type evaluation: read strictly, and judged as a whole."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from hengjian.errors import MeasureError, TextError
from hengjian.metrology.type_checklist import (
    CURRENT,
    Found,
    check_found,
    judge,
    read_checklist,
    shipped_checklist,
)
from hengjian.text.sheet import shipped_sheet

LIST = shipped_checklist()
GROUPS = ("metrology", "housing", "identity", "software", "marks", "security", "display")


def _values() -> dict[str, Any]:
    return copy.deepcopy(shipped_sheet("hengjian.metrology", f"checklists/{CURRENT}.yaml"))


def test_the_list_has_its_seven_groups_in_order():
    assert tuple(group.id for group in LIST.groups) == GROUPS
    assert all(group.items for group in LIST.groups)


def test_only_clauses_whose_titles_were_read_are_confirmed():
    # Of JJG 1204-2025 the contents were read: 5.1 to 5.9 and 6.1 to 6.13; nothing of JJF 2184-2025.
    read = re.compile(r"JJG 1204-2025 (5\.[1-9]|6\.([1-9]|1[0-3]))(–5\.[1-9])?")
    for item in LIST.items.values():
        assert item.confirmed is (read.fullmatch(item.clause) is not None), item.id


def test_every_clause_six_of_the_regulation_is_looked_at():
    held = {item.clause for item in LIST.items.values()}
    assert {f"JJG 1204-2025 6.{n}" for n in range(1, 14)} <= held


def test_a_type_conforms_only_when_every_item_was_found():
    found = dict.fromkeys(LIST.items, Found.MEETS)
    assert judge(LIST, found).conforms
    del found["self_lock"]
    assert [item.id for item in judge(LIST, found).missing] == ["self_lock"]
    assert not judge(LIST, found).conforms
    judged = judge(LIST, found | {"self_lock": Found.FAILS})
    assert [item.id for item in judged.failing] == ["self_lock"]
    assert judge(LIST, found | {"self_lock": Found.NOT_APPLICABLE}).conforms


@pytest.mark.parametrize(
    ("name", "found", "said", "message"),
    [
        ("made_up", Found.MEETS, ("", ""), "not an item"),
        ("self_lock", Found.NOT_APPLICABLE, ("", "no housing"), "applies to every scale"),
        ("level_indicator", Found.NOT_APPLICABLE, ("", " "), "why it does not apply"),
        ("self_lock", Found.FAILS, ("", ""), "what was found"),
        ("weighing_error", Found.MEETS, (" ", ""), "value measured"),
        ("weighing_error", Found.FAILS, ("", "beyond"), "value measured"),
    ],
)
def test_a_finding_that_says_too_little_is_refused(
    name: str, found: Found, said: tuple[str, str], message: str
):
    with pytest.raises(MeasureError, match=message) as refused:
        check_found(LIST, name, found, said)
    assert refused.value.zh != str(refused.value)


def test_what_does_not_apply_needs_no_value():
    said = ("", "no calibration from the keypad")
    assert check_found(LIST, "calibration_count", Found.NOT_APPLICABLE, said).measured


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v.update(odd="1"), "field odd"),
        (lambda v: v.pop("text"), "field text"),
        (lambda v: v["groups"][0]["items"][0].update(measurd=True), "field measurd"),
        (lambda v: v["groups"][0]["items"][0].update(measured="maybe"), "true or false"),
        (lambda v: v["groups"][0]["items"][0].update(confidence="sure"), "confidence"),
        (
            lambda v: v["groups"][1]["items"].append(v["groups"][0]["items"][0]),
            "field groups: 'class_and_interval' stands twice",
        ),
        (
            lambda v: v["groups"].append(v["groups"][0] | {"items": []}),
            "field groups: 'metrology' stands twice",
        ),
    ],
)
def test_a_list_that_is_written_wrongly_is_refused_with_its_place(change: Any, message: str):
    values = _values()
    change(values)
    with pytest.raises(TextError, match=f"^list.yaml: .*{message}"):
        read_checklist(values, "list.yaml")


def test_a_field_at_the_top_is_named_by_the_file_alone():
    with pytest.raises(TextError, match=r"^list\.yaml: field name: is missing"):
        read_checklist(_values() | {"name": None}, "list.yaml")


def test_a_list_reads_back_as_the_one_that_is_shipped():
    assert read_checklist(_values(), "list.yaml") == LIST
