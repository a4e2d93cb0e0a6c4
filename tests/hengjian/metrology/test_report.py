"""A report as it is read: what may be left out, what is kept beside a load, and what counts."""

import copy
from decimal import Decimal

import pytest

from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import evaluate

HEAD = {
    "instrument": {"accuracy_class": "III", "max_g": 15000, "min_g": 100, "e_g": 5},
    "regulation": "JJG1204-2025",
    "kind": "initial",
}


def report(**changes):
    return parse_report({**copy.deepcopy(HEAD), **changes})


def line(load_g, **more):
    """A reading without any error: half an interval was added up to the change-over."""
    return {"load_g": load_g, "indication_g": load_g, "added_g": "2.5", **more}


def incomplete(**tests):
    return [(one.item, one.given, one.wanted) for one in evaluate(report(**tests)).incomplete]


# What may be left out.


def test_min_left_out_is_the_least_its_class_allows():
    instrument = {"accuracy_class": "III", "max_g": 15000, "e_g": 5}
    assert report(instrument=instrument).instrument.min_g == 100


def test_max_and_e_of_a_scale_of_three_ranges_are_those_of_its_last_and_first():
    ranges = [{"max_g": 3000, "e_g": 1}, {"max_g": 6000, "e_g": 2}, {"max_g": 15000, "e_g": 5}]
    found = report(instrument={"accuracy_class": "III", "ranges": ranges}).instrument
    assert (found.max_g, found.e_g, found.min_g) == (15000, 1, 20)


# What is kept beside a load.


def test_direction_place_and_tare_stand_beside_the_reading():
    result = evaluate(
        report(
            weighing=[line(2500, direction="down")],
            eccentricity=[line(5000, position="front left")],
            tare=[line(50, tare_g=500), line(2500, tare_g=500)],
        )
    )
    assert [item.note for item in result.items] == [
        "down", "front left", "tare 500 g", "tare 500 g",
    ]  # fmt: skip


def test_a_price_stands_beside_its_weight_in_grams():
    (item,) = evaluate(
        report(price=[{"weight_kg": "2.005", "unit_price": "5.00", "shown": "10.03"}])
    ).items
    assert item.load_g == 2005


def test_a_test_whose_clause_is_not_known_names_none():
    found = evaluate(report(regulation="JJG539-2016", weighing=[line(2500)]))
    assert [item.clause for item in found.items] == [""]


def test_a_float_is_the_number_it_prints_as():
    (item,) = evaluate(report(weighing=[line(2500.0)])).items
    assert (item.load_g, item.error_g) == (Decimal(2500), 0)


# Bounds.


def test_tare_and_net_load_may_reach_max_together():
    (item,) = evaluate(report(tare=[line(2500, tare_g=12500)])).items
    assert item.load_g == 2500


def test_at_max_the_discrimination_is_tried_with_the_last_interval():
    row = {"load_g": 15000, "added_g": 7, "indication_g": 15000, "indication_after_g": 15005}
    (item,) = evaluate(report(discrimination=[row])).items
    assert item.verdict == "pass"


# How many readings a test asks for.


def test_nought_is_a_load_of_the_weighing():
    loads = (0, 100, 2500, 10000, 15000)
    assert incomplete(weighing=[line(load) for load in loads]) == []
    assert incomplete(weighing=[line(load) for load in loads[1:]]) == [("weighing", 4, 5)]


@pytest.mark.parametrize(("load", "short"), [(4500, []), (4495, [("eccentricity", 0, 5)])])
def test_corners_count_from_three_tenths_of_max_on(load, short):
    places = ("centre", "front left", "front right", "back left", "back right")
    assert incomplete(eccentricity=[line(load, position=place) for place in places]) == short


@pytest.mark.parametrize(("load", "short"), [(10500, []), (10495, [("repeatability", 0, 3)])])
def test_repetitions_count_from_seven_tenths_of_max_on(load, short):
    assert incomplete(repeatability=[line(load)] * 3) == short


@pytest.mark.parametrize(
    ("loads", "short"),
    [
        ((50, 2500, 5000), []),
        ((50, 55, 2500), []),
        ((50, 2500, 2500), [("tare", 1, 2)]),
        ((50, 45, 2500), [("tare", 1, 2)]),
        ((50,), [("tare", 0, 2)]),
    ],
)
def test_a_tare_is_weighed_with_at_two_net_loads_above_ten_intervals(loads, short):
    assert incomplete(tare=[line(load, tare_g=500) for load in loads]) == short
