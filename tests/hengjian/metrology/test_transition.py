"""Old and new scales by date: every cell of the table, and every boundary day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
import yaml

from hengjian.errors import LawError
from hengjian.law.book import shipped
from hengjian.metrology.transition import (
    Act,
    Permission,
    PriceScale,
    ScaleType,
    decide,
    verifying_regulation,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "scale_rule"
HELD = yaml.safe_load((GOLDEN / "table.yaml").read_text(encoding="utf-8"))
CASES = yaml.safe_load((GOLDEN / "until.yaml").read_text(encoding="utf-8"))
TABLE = shipped().decisions("price_scale_transition")
SETTINGS = [Permission.ALLOW, Permission.FORBID]


def _scale(row) -> PriceScale:
    valid = date(2031, 12, 31) if row.get("certificate") == "valid" else None
    return PriceScale(
        scale_type=ScaleType(row["type"]),
        networked=row.get("networked", False),
        certificate_until=row.get("certificate_until", valid),
        max_kg=Decimal(row.get("max_kg", "15")),
        accuracy_class=row.get("accuracy_class", "III"),
        marks_whole=row.get("marks_whole", True),
    )


@pytest.mark.parametrize("last_day", SETTINGS)
@pytest.mark.parametrize("row", HELD["rows"], ids=[row["name"] for row in HELD["rows"]])
def test_every_cell_answers_as_the_table_does(row, last_day):
    for day, answer in zip(HELD["days"], row["answers"], strict=True):
        found = decide(_scale(row), Act(row["act"]), day, table=TABLE, last_day=last_day)
        assert (day, found.decision) == (day, last_day if answer == "setting" else answer)
        assert found.rule == row["rule"]
        assert not found.confirmed
        assert found.reason_zh
        assert found.reason_en


def test_every_row_of_the_law_has_a_golden_row():
    assert {row.name for row in TABLE.rows} == {row["rule"] for row in HELD["rows"]}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_allowed_act_stays_allowed_until_the_day_a_person_worked_out(case):
    found = decide(
        _scale(case["scale"]),
        Act(case["act"]),
        case["day"],
        table=TABLE,
        last_day=Permission(case.get("last_day", "allow")),
    )
    assert (found.decision, found.until) == (case["decision"], case["until"])


@pytest.mark.parametrize(
    ("scale_type", "networked", "act", "certified"),
    list(product(ScaleType, [True, False], Act, [True, False])),
)
def test_exactly_one_row_fits_every_whole_scale(scale_type, networked, act, certified):
    facts = {
        "type": scale_type.value,
        "network": "networked" if networked else "not_networked",
        "act": act.value,
        "certificate": "valid" if certified else "none",
        "marks": "whole",
    }
    assert len([row for row in TABLE.rows if row.fits(facts)]) == 1


def test_a_scale_out_of_scope_is_told_what_the_rules_are_about():
    heavy = PriceScale(ScaleType.OLD, True, None, max_kg=Decimal(101))
    found = decide(heavy, Act.USE, date(2026, 6, 1), table=TABLE, last_day=Permission.ALLOW)
    assert (found.decision, found.rule, found.until) == (Permission.OUT_OF_SCOPE, "scope", None)
    assert found.reason_en == "Covers only price-computing scales up to 100 kg of class III, IIII"
    assert found.reason_zh.startswith("只适用于最大秤量不超过100千克、准确度等级III, IIII的")


def test_a_table_may_ask_for_whole_marks_as_it_asks_for_broken_ones():
    whole = replace(TABLE.rows[-1], name="whole", when={"marks": "whole"})
    table = replace(TABLE, rows=(TABLE.rows[0], whole))
    for marks_whole, rule in ((True, "whole"), (False, "marks_broken")):
        scale = PriceScale(ScaleType.OLD, True, None, marks_whole=marks_whole)
        found = decide(scale, Act.USE, date(2026, 6, 1), table=table, last_day=Permission.ALLOW)
        assert found.rule == rule


def test_out_of_scope_is_no_answer_for_the_last_day():
    scale = PriceScale(ScaleType.OLD, networked=True, certificate_until=None)
    with pytest.raises(LawError, match="must be allow or forbid"):
        decide(scale, Act.USE, date(2030, 1, 8), table=TABLE, last_day=Permission.OUT_OF_SCOPE)


@pytest.mark.parametrize(
    ("scale_type", "networked", "day", "regulation"),
    [
        (ScaleType.NEW, False, date(2027, 1, 7), "JJG539-2016"),
        (ScaleType.NEW, False, date(2027, 1, 8), "JJG1204-2025"),
        (ScaleType.OLD, False, date(2027, 1, 8), "JJG1204-2025"),
        (ScaleType.OLD, True, date(2027, 1, 8), "as set"),
        (ScaleType.OLD, True, date(2027, 1, 7), "JJG539-2016"),
    ],
)
def test_the_regulation_changes_on_8_january_2027(scale_type, networked, day, regulation):
    scale = PriceScale(scale_type, networked, certificate_until=None)
    found = verifying_regulation(scale, day, table=TABLE, old_networked="as set")
    assert found == regulation
