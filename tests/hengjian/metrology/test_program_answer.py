"""What programs are told: names that stay, whole numbers where they are whole, bounds not shrunk."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.metrology import bottle_test, retail
from hengjian.metrology.bottle_test import Weighed, plain_scale
from hengjian.metrology.known_mass import KnownMass
from hengjian.metrology.program_answer import json_number, lower, of_bottles, of_sale, upper
from hengjian.metrology.retail import Sale

SALE = Sale("vegetables", Decimal(3), Decimal(4500), Decimal(4390))


@pytest.mark.parametrize(
    ("given", "told"),
    [("100.0", 100), ("1E+2", 100), ("2.5", 2.5), ("-0.5", -0.5), ("0", 0), (None, None)],
)
def test_a_number_is_whole_where_it_is_whole(given, told):
    found = json_number(None if given is None else Decimal(given))
    assert (found, type(found)) == (told, type(told))


@pytest.mark.parametrize(
    ("exact", "low", "high"),
    [
        (Fraction(1, 3), "0.3333", "0.3334"),
        (Fraction(-1, 3), "-0.3334", "-0.3333"),
        (Fraction(117, 100), "1.17", "1.17"),
    ],
)
def test_a_bound_is_written_in_four_places_away_from_the_interval(exact, low, high):
    assert (lower(exact), upper(exact)) == (Decimal(low), Decimal(high))


def test_an_open_end_stays_open():
    assert (lower(None), upper(None)) == (None, None)


@given(st.fractions(-1000, 1000))
def test_no_interval_shrinks_by_being_written(exact):
    assert lower(exact) <= exact <= upper(exact)
    assert upper(exact) - lower(exact) <= Decimal("0.0001")


def test_a_sale_found_short_is_told_by_its_names():
    assert of_sale(retail.judge(SALE)) == {
        "allowed_g": 100, "short_g": 110, "within": False, "refund_fen": 33,
        "compensation_fen": 50000, "finding": "short", "table_g": 100, "group": "staples",
        "text": "零售商品称重计量监督管理办法", "article": "五", "confirmed": False,
    }  # fmt: skip


def test_on_an_equal_scale_what_is_allowed_is_twice_the_tables_value():
    told = of_sale(retail.judge(SALE, retail.Recheck.EQUAL))
    assert (told["allowed_g"], told["table_g"], told["within"]) == (200, 100, True)


def test_goods_the_table_leaves_out_have_no_group_and_no_sum():
    told = of_sale(retail.judge(Sale("live_fish", Decimal(3), Decimal(4500), Decimal(4390))))
    assert (told["finding"], told["short_g"]) == ("out_of_scope", 110)
    names = ("allowed_g", "within", "refund_fen", "compensation_fen", "table_g", "group")
    assert [told[name] for name in names] == [None] * len(names)


def bottles(first_g, second_g, heavy_g=1000):
    things = [KnownMass(Decimal(g), Decimal(g)) for g in (500, heavy_g)]
    weighed = [
        Weighed(thing, Decimal(g)) for thing, g in zip(things, (first_g, second_g), strict=True)
    ]
    return of_bottles(bottle_test.judge(*weighed, plain_scale(Decimal(5))))


def test_a_multiplied_scale_is_told_with_every_gain_and_offset_that_fits():
    assert bottles(600, 1200) == {
        "finding": "multiplied", "off": True, "contradictory": False,
        "gain_low": 1.17, "gain_high": 1.23, "offset_low_g": -22.5, "offset_high_g": 22.5,
        "hidden_g": None,
    }  # fmt: skip


def test_an_honest_scale_is_told_with_what_it_could_still_hide():
    told = bottles(500, 1000)
    assert (told["finding"], told["off"], told["hidden_g"]) == ("honest", False, 7.5)


def test_what_nothing_explains_is_told_as_contradictory_and_open_ends_as_null():
    assert bottles(500, 600, heavy_g=500)["contradictory"] is True
    told = bottles(500, 515, heavy_g=500)
    assert (told["gain_low"], told["gain_high"]) == (0, None)
    assert (told["offset_low_g"], told["offset_high_g"]) == (None, 507.5)
