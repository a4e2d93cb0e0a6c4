"""A report judged: worked examples, what was not tested, and what cannot be read."""

import copy
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from hengjian.errors import HengjianError, MeasureError, TextError
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import TESTS, Outcome, evaluate

GOLDEN = Path(__file__).parents[2] / "golden" / "metrology" / "verification.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
HEAD = {
    "instrument": {"accuracy_class": "III", "max_g": 15000, "min_g": 100, "e_g": 5},
    "regulation": "JJG1204-2025",
    "kind": "initial",
}
LINE = {"load_g": 2500, "indication_g": 2500, "added_g": "1.0"}


def report(**changes):
    return {**copy.deepcopy(HEAD), **changes}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_report_is_judged_as_a_person_worked_it_out(case):
    given = {key: value for key, value in case.items() if key in (*TESTS, "kind", "instrument")}
    result = evaluate(parse_report(report(**given)))
    expected = [
        (error and Decimal(error), limit and Decimal(limit), verdict)
        for error, limit, verdict in case["items"]
    ]
    assert [(item.error_g, item.limit_g, item.verdict.value) for item in result.items] == expected
    assert result.verdict == case["verdict"]
    assert set(result.not_tested) == {test for test in TESTS if not case.get(test)}


def test_items_stand_in_the_order_of_a_verification_with_their_clause():
    result = evaluate(
        parse_report(report(weighing=[LINE], zero={**LINE, "load_g": 0, "indication_g": 0}))
    )
    assert [(item.item, item.clause) for item in result.items] == [
        ("zero", "5.9"),
        ("weighing", "5.5"),
    ]


def test_too_few_readings_are_told_apart_from_none():
    near_max = {"load_g": 12000, "indication_g": 12000, "added_g": "2.5"}
    result = evaluate(parse_report(report(weighing=[LINE], repeatability=[near_max] * 3)))
    assert result.verdict is Outcome.PASS
    assert [(short.item, short.given, short.wanted) for short in result.incomplete] == [
        ("weighing", 1, 5)
    ]
    assert "仅给出1个" in result.incomplete[0].zh
    assert "eccentricity" in result.not_tested


@pytest.mark.parametrize(
    ("test", "load", "wanted"), [("eccentricity", 5, 5), ("repeatability", 100, 3)]
)
def test_a_test_done_with_next_to_no_load_is_not_whole(test, load, wanted):
    # Corners are tried at about a third of Max, repetition near Max: 4,500 g and 10,500 g count here.
    places = ["centre", "front_left", "front_right", "back_left", "back_right"]
    rows = [
        {"load_g": load, "indication_g": load, "added_g": "2.5"}
        | ({"position": places[n]} if test == "eccentricity" else {})
        for n in range(wanted)
    ]
    result = evaluate(parse_report(report(**{test: rows})))
    assert [(short.item, short.given) for short in result.incomplete] == [(test, 0)]


def test_one_weighing_has_no_spread():
    result = evaluate(parse_report(report(repeatability=[LINE])))
    assert [item.note for item in result.items] == [""]


def test_weighings_at_two_loads_have_a_spread_each():
    other = {"load_g": 5000, "indication_g": 5000, "added_g": "2.5"}
    result = evaluate(parse_report(report(repeatability=[LINE, LINE, other, other])))
    spreads = [item.load_g for item in result.items if item.note == "spread"]
    assert spreads == [Decimal(2500), Decimal(5000)]


def test_a_multi_interval_scale_is_judged_by_the_interval_of_the_load():
    instrument = {
        "accuracy_class": "III",
        "min_g": 40,
        "ranges": [{"max_g": 6000, "e_g": 2}, {"max_g": 15000, "e_g": 5}],
    }
    lines = [
        {"load_g": 6000, "indication_g": 6000, "added_g": "1"},
        {"load_g": 10000, "indication_g": 10000, "added_g": "2.5"},
    ]
    result = evaluate(parse_report(report(instrument=instrument, weighing=lines)))
    assert [(item.error_g, item.limit_g) for item in result.items] == [(0, 3), (0, 5)]


@pytest.mark.parametrize("added", ["1.5", 1.5, Decimal("1.5")], ids=["text", "float", "decimal"])
def test_a_number_is_what_its_text_says(added):
    result = evaluate(parse_report(report(weighing=[{**LINE, "added_g": added}])))
    assert result.items[0].error_g == Decimal("1.0")


def test_a_report_without_any_reading_has_no_verdict():
    with pytest.raises(MeasureError, match="holds no reading"):
        evaluate(parse_report(report()))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"weighing": [LINE, {**LINE, "load_g": -5}]},
            "r.yaml: weighing row 2, field load_g: '-5' is not",
        ),
        ({"weighing": [{**LINE, "added_g": "NaN"}]}, "weighing row 1, field added_g: 'NaN' is not"),
        ({"weighing": [{**LINE, "added_g": float("nan")}]}, "field added_g: 'nan' is not"),
        ({"weighing": [{**LINE, "added_g": float("inf")}]}, "field added_g: 'inf' is not"),
        ({"weighing": [{**LINE, "added_g": True}]}, "field added_g: 'bool True' is not"),
        ({"weighing": [{**LINE, "added_g": [1]}]}, "field added_g: 'list"),
        ({"weighing": [{**LINE, "added_g": "1e3"}]}, "field added_g: '1e3' is not"),
        ({"weighing": [{**LINE, "added_g": "1,5"}]}, "field added_g: '1,5' is not"),
        ({"weighing": [{**LINE, "added_g": "１"}]}, "field added_g: '１' is not"),
        ({"weighing": [{**LINE, "added_g": ""}]}, "field added_g: '' is not"),
        ({"weighing": [{"load_g": 1, "indication_g": 0}]}, "field added_g: is missing"),
        ({"weighing": [{**LINE, "aded_g": 1}]}, "weighing row 1, field aded_g: is not known here"),
        (
            {"weighing": [{**LINE, "direction": "left"}]},
            "field direction: is 'left'; use one of up, down",
        ),
        ({"weighing": {"load_g": 1}}, "r.yaml: field weighing: must be a list of rows"),
        ({"weighing": [2500]}, "r.yaml: weighing row 1: must be a mapping"),
        ({"eccentricity": [{**LINE, "position": ["a"]}]}, "field position: must be a short text"),
        ({"kind": "yearly"}, "field kind: is 'yearly'; use one of initial, subsequent, in_service"),
        ({"kind": None}, "field kind: is missing"),
        ({"regulation": "JJG1"}, "field regulation: is 'JJG1'"),
        ({"instrument": None}, "field instrument: is missing"),
        (
            {"instrument": {**HEAD["instrument"], "accuracy_class": "II"}},
            "instrument, field accuracy_class: is 'II'",
        ),
        (
            {"instrument": {**HEAD["instrument"], "colour": "red"}},
            "instrument, field colour: is not known",
        ),
        ({"temperature": 20}, "r.yaml: field temperature: is not known here"),
        ({"tare": [{**LINE, "tare_g": 0}]}, "tare row 1, field tare_g: must be above zero"),
        (
            {"price": [{"weight_kg": "0", "unit_price": "1", "shown": "0"}]},
            "field weight_kg: must be above zero",
        ),
    ],
)
def test_a_field_that_cannot_be_read_is_named(changes, says):
    with pytest.raises(TextError) as caught:
        evaluate(parse_report(report(**changes), "r.yaml"))
    assert says in str(caught.value)
    assert caught.value.zh.startswith("r.yaml")
    assert caught.value.zh != str(caught.value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"weighing": [{**LINE, "load_g": 15005}]},
            "weighing row 1, field load_g: 15005 g is above Max",
        ),
        (
            {"weighing": [{**LINE, "indication_g": 2503}]},
            "field indication_g: 2503 g is no multiple of 5 g",
        ),
        ({"zero": {**LINE, "load_g": 55}}, "zero, field load_g: 55 g; the zero is tested"),
        (
            {"discrimination": [{"load_g": 5000, "added_g": 5, "indication_after_g": 5005}]},
            "field added_g: 5 g; the test lays on 1.4 e = 7.0 g (OIML R 76-1, A.4.8（待核）)",
        ),
        (
            {"tare": [{"tare_g": 14000, "load_g": 2500, "indication_g": 2500, "added_g": 1}]},
            "tare row 1, field tare_g: 14000 g with a net load of 2500 g is above Max 15000 g",
        ),
        (
            {"instrument": {**HEAD["instrument"], "e_g": 3}},
            "r.yaml: instrument: e = 3 g is not 1, 2 or 5",
        ),
        (
            {"instrument": {**HEAD["instrument"], "min_g": 50}},
            "r.yaml: instrument: Min 50 g must lie",
        ),
    ],
)
def test_a_reading_that_no_scale_could_give_is_named(changes, says):
    with pytest.raises(MeasureError) as caught:
        evaluate(parse_report(report(**changes), "r.yaml"))
    assert says in str(caught.value)
    assert caught.value.zh.startswith("r.yaml")


@pytest.mark.parametrize("values", [None, [], "text", 7])
def test_a_file_that_is_no_mapping_is_refused(values):
    with pytest.raises(HengjianError, match=r"^report: the file must hold"):
        parse_report(values)
