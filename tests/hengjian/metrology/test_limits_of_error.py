"""Which scales can exist, what they may be wrong by, and how an error is read: worked examples."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import MeasureError
from hengjian.law.citation import Confidence
from hengjian.metrology import limits
from hengjian.metrology.indication import before_rounding, corrected_error, indication_error
from hengjian.metrology.instrument import Instrument, PartialRange, least_min_g
from hengjian.metrology.limits import AccuracyClass, VerificationKind
from hengjian.metrology.permitted_error import mpe
from hengjian.metrology.price import price_to_pay

GOLDEN = Path(__file__).parents[2] / "golden" / "metrology"


def cases(name):
    found = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])


def scale(accuracy_class, max_g, e_g, ranges=()):
    kind, e_g = AccuracyClass(accuracy_class), Decimal(e_g)
    parts = tuple(PartialRange(Decimal(most), Decimal(e)) for most, e in ranges)
    return Instrument(kind, Decimal(max_g), least_min_g(kind, e_g), e_g, parts)


@cases("instrument")
def test_a_scale_is_of_its_class_as_a_person_worked_it_out(case):
    kind, e_g = AccuracyClass(case["accuracy_class"]), Decimal(case["e_g"])

    def build():
        min_g = Decimal(case["min_g"]) if "min_g" in case else least_min_g(kind, e_g)
        return Instrument(kind, Decimal(case["max_g"]), min_g, e_g)

    if "refused" not in case:
        assert build().e_at(Decimal(0)) == e_g
        return
    with pytest.raises(MeasureError, match=case["refused"]) as caught:
        build()
    assert "R 76-1" in str(caught.value) or "2014/31/EU" in str(caught.value)
    assert "请更正" in caught.value.zh


@cases("permitted_error")
def test_the_permitted_error_is_as_a_person_worked_it_out(case):
    instrument = scale(case["class"], case["max_g"], case["e_g"], case.get("ranges", ()))
    kind = VerificationKind(case.get("kind", "initial"))
    assert mpe(Decimal(case["load_g"]), instrument, kind) == Decimal(case["mpe_g"])


@cases("indication")
def test_the_error_before_rounding_is_as_a_person_worked_it_out(case):
    e, load, shown, added = (Decimal(case[key]) for key in ("e", "load", "indication", "added"))
    error = indication_error(load, shown, added, e)
    assert before_rounding(shown, added, e) == Decimal(case["p"])
    assert error == Decimal(case["error"])
    assert corrected_error(error, Decimal(case["zero_error"])) == Decimal(case["corrected"])


@cases("price")
def test_the_price_is_as_a_person_worked_it_out(case):
    due = price_to_pay(Decimal(case["weight_kg"]), Decimal(case["unit_price"]))
    assert due == Decimal(case["due"])
    assert due.as_tuple().exponent == -2


@given(st.integers(0, 15_000_000), st.integers(0, 15_000_000))
def test_a_heavier_load_never_has_a_smaller_limit(left, right):
    instrument = scale("III", 15000, 5)
    low, high = sorted((Decimal(left) / 1000, Decimal(right) / 1000))
    kind = VerificationKind.INITIAL
    assert mpe(low, instrument, kind) <= mpe(high, instrument, kind)


@given(st.integers(0, 99_999_999), st.integers(0, 9_999_999))
def test_a_price_is_never_more_than_half_a_fen_away(grams, fen):
    weight_kg, unit_price = Decimal(grams) / 1000, Decimal(fen) / 100
    away = price_to_pay(weight_kg, unit_price) - weight_kg * unit_price
    assert Decimal("-0.005") < away <= Decimal("0.005")


@pytest.mark.parametrize("load_g", ["-0.1", "15000.1"])
def test_a_load_outside_the_scale_has_no_limit(load_g):
    with pytest.raises(MeasureError, match="lies outside 0 to Max 15000 g"):
        mpe(Decimal(load_g), scale("III", 15000, 5), VerificationKind.INITIAL)


@pytest.mark.parametrize(
    "ranges",
    [
        [(6000, 2), (6000, 5)],
        [(6000, 5), (15000, 2)],
        [(6000, 2), (12000, 5)],
        [(6000, 1), (15000, 5)],
        [(15000, 2), (6000, 5)],
        [(15000, 2), (15000, 5)],
        [(6000, 2), (15000, 2)],
    ],
    ids=["same Max", "finer above", "other Max", "other e", "falling", "no room", "no coarser"],
)
def test_ranges_rise_from_e_to_max(ranges):
    with pytest.raises(MeasureError, match="ranges must rise"):
        scale("III", 15000, 2, ranges)


@pytest.mark.parametrize("e_g", ["NaN", "-NaN", "Infinity"])
def test_no_interval_is_not_a_number(e_g):
    with pytest.raises(MeasureError, match="not 1, 2 or 5"):
        Instrument(AccuracyClass.III, Decimal(100), Decimal(20), Decimal(e_g))


@pytest.mark.parametrize(
    ("load_g", "step_g"), [("5999.9", 2), ("6000", 5), ("14999", 5), ("15000", 5)]
)
def test_the_next_indication_is_a_step_of_the_range_it_lies_in(load_g, step_g):
    instrument = scale("III", 15000, 2, [(6000, 2), (15000, 5)])
    assert instrument.e_above(Decimal(load_g)) == step_g


def test_what_nobody_has_read_says_so_beside_its_number():
    assert str(limits.ground("tests", "zero")).endswith("（待核）")
    assert not str(limits.ground("accuracy_classes")).endswith("（待核）")
    assert limits.ground("multiples", "subsequent").confidence is Confidence.INFERRED


def test_a_regulation_is_known_by_its_title():
    assert limits.regulation("JJG1204-2025").title == "电子计价秤检定规程（试行）"


def test_an_unknown_regulation_is_refused_with_the_known_ones():
    with pytest.raises(MeasureError, match="JJG1204-2025, JJG539-2016"):
        limits.regulation("JJG 1")
