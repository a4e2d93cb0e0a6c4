"""The gate before a case: in, out with the law that applies, or by reference."""

from pathlib import Path

import pytest
import yaml

from hengjian.errors import TextError
from hengjian.law.citation import Confidence
from hengjian.recall.scope_gate import (
    Category,
    ScopeDecision,
    gate,
    read_categories,
    shipped_categories,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "recall" / "scope.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_product_meets_the_gate_as_a_person_worked_it_out(case):
    found = gate(case["words"], shipped_categories())
    assert found.decision == case["decision"]
    assert (found.entry.name if found.entry else None) == case.get("entry")
    if found.entry:
        assert found.entry.law in found.reason_zh
        assert found.entry.law in found.reason_en


def test_an_exclusion_nobody_has_read_says_so():
    categories = shipped_categories()
    assert not any(entry.confidence is Confidence.VERIFIED for entry in categories)
    assert gate("医疗器械", categories).reason_zh.endswith("（待核）")


def test_only_what_the_chongqing_report_names_is_more_than_inferred():
    named = {entry.name for entry in shipped_categories() if entry.confidence is Confidence.NEWS}
    assert named == {
        "food", "drugs", "motor_vehicles", "special_equipment", "farm_machinery", "civil_drones",
    }  # fmt: skip


def test_the_operator_may_bring_a_list_of_their_own():
    kettles = Category(
        "kettles", "水壶", "kettles", ScopeDecision.OUT, "某法", Confidence.VERIFIED, ("水壶",)
    )
    assert gate("電熱水壺", [kettles]).reason_zh == "“水壶”属于水壶：不适用本办法，应适用某法"
    assert gate("汽车", [kettles]).decision is ScopeDecision.IN


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"name": "x"}, "category 'x': .* missing or not known"),
        (
            {"name": "x", "zh": "", "en": "", "decision": "maybe", "law": "", "confidence": "news",
             "words": [], "unless": []},
            "'maybe' is not a valid",
        ),
    ],
)  # fmt: skip
def test_a_wrong_list_is_refused(row, says):
    with pytest.raises(TextError, match=says):
        read_categories({"categories": [row]})
