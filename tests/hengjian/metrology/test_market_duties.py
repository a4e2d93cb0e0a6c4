"""The nine duties of a market, and how each stands."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from hengjian.errors import TextError
from hengjian.law.citation import Citation, Confidence
from hengjian.law.profile import shipped_profile
from hengjian.metrology.market_duties import (
    FairScaleFacts,
    Proof,
    RegisterFacts,
    Terms,
    by_proof,
    of_fair_scale,
    of_register,
    read_duties,
    shipped_duties,
)
from hengjian.text.sheet import shipped_sheet

GOLDEN = yaml.safe_load(
    (Path(__file__).parents[2] / "golden/metrology/market_duties.yaml").read_text(encoding="utf-8")
)
TERMS = Terms({}, warn=30, fair_check=7)


@pytest.mark.parametrize("case", GOLDEN["by_proof"], ids=lambda case: case["how"])
def test_a_duty_that_is_proved_stands_as_worked_out_by_hand(case):
    proof = Proof(case["done_on"], case.get("good_until")) if "done_on" in case else None
    found = by_proof(proof, case["days"], TERMS, case["day"])
    assert (found.colour.value, found.until) == (case["colour"], case.get("until"))


@pytest.mark.parametrize("case", GOLDEN["register"], ids=lambda case: case["how"])
def test_the_filed_list_stands_as_worked_out_by_hand(case):
    facts = RegisterFacts(
        case.get("accepted_on"), case.get("waiting", False), case.get("n_changes", 0),
        case["n_scales"],
    )  # fmt: skip
    assert of_register(facts).colour.value == case["colour"]


@pytest.mark.parametrize("case", GOLDEN["fair_scale"], ids=lambda case: case["how"])
def test_the_fair_scale_stands_as_worked_out_by_hand(case):
    names = ("named", "sound", "sound_until", "checked_on", "holds")
    facts = FairScaleFacts(**{name: case[name] for name in names if name in case})
    found = of_fair_scale(facts, TERMS, case["day"])
    assert (found.colour.value, found.until) == (case["colour"], case.get("until"))


def test_there_are_nine_duties_and_none_is_confirmed():
    duties = shipped_duties()
    assert [duty.item for duty in duties.values()] == list("一二三四五六七八九")
    assert not any(duty.cite.confirmed for duty in duties.values())
    assert {str(duty.cite) for duty in duties.values()} == {
        "《集贸市场计量监督管理办法》第五条（待核）"
    }


def test_how_often_a_duty_is_proved_stands_in_the_profile():
    held = shipped_profile()
    for duty in shipped_duties().values():
        if duty.proof not in ("register", "fair_scale"):
            assert held.number(duty.proof) > 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"item": ""}, "field item: is missing"),
        ({"extra": "1"}, "field extra: is not known here"),
        ({"zh": ["x"]}, "field zh: must be a short text"),
    ],
)
def test_a_slip_in_the_table_is_refused_with_its_place(change, said):
    sheet = shipped_sheet("hengjian.metrology", "market_duties.yaml")
    sheet["duties"]["fair_scale"].update(change)
    with pytest.raises(TextError, match=said):
        read_duties(sheet, "market_duties.yaml")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"duties": None}, "field duties: is missing"),
        ({"confidence": "sure"}, "field confidence: is 'sure'"),
        ({"article": None}, "field article: is missing"),
        ({"number": None}, "field number: is missing"),
        ({"colour": "red"}, "field colour: is not known here"),
    ],
)
def test_a_slip_at_the_top_of_the_table_is_refused_with_its_place(change, said):
    sheet = shipped_sheet("hengjian.metrology", "market_duties.yaml") | change
    with pytest.raises(TextError, match=f"^m.yaml: {said}"):
        read_duties(sheet, "m.yaml")


def test_every_duty_cites_the_order_as_the_table_gives_it():
    sheet = shipped_sheet("hengjian.metrology", "market_duties.yaml")
    unread = Citation(
        "集贸市场计量监督管理办法", "五", date(2025, 3, 1), Confidence.NEWS, None,
        "国家市场监督管理总局令第94号",
    )  # fmt: skip
    assert {duty.cite for duty in read_duties(sheet, "m.yaml").values()} == {unread}
    sheet |= {"confidence": "verified", "read_on": "2026-11-22"}
    read = replace(unread, confidence=Confidence.VERIFIED, read_on=date(2026, 11, 22))
    assert {duty.cite for duty in read_duties(sheet, "m.yaml").values()} == {read}
