"""F06, F07, F09 to F15, F20: openings, readings and sales that do not add up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.metrology.checks import opening, readings, sales
from hengjian.metrology.checks.opening import Counters, Order, Ticket
from hengjian.metrology.checks.readings import Point, Sheet
from hengjian.metrology.checks.sales import Weighed
from hengjian.metrology.instrument import Instrument
from hengjian.metrology.limits import AccuracyClass, VerificationKind
from hengjian.metrology.permitted_error import mpe

NOON = datetime(2026, 5, 4, 4, tzinfo=UTC)
COUNTED = Counters(1, NOON, NOON + timedelta(days=300), 2, 3, 1, 4, 4, 0)
LOADS = (100, 2500, 5000, 10000, 15000)
SCALE = Instrument(AccuracyClass.III, Decimal(15000), Decimal(100), Decimal(5))
GOLDEN = Path(__file__).parents[3] / "golden" / "metrology"
SHAPES = yaml.safe_load((GOLDEN / "errors_in_line.yaml").read_text(encoding="utf-8"))


def test_a_lock_counter_that_grew_by_what_was_recorded_is_in_order():
    assert not list(opening.bypassed([COUNTED]))
    assert [one.facts["grown"] for one in opening.bypassed([replace(COUNTED, locks_then=4)])] == [2]
    # Fewer than recorded is as odd: the counter was set back or another scale stands there.
    assert list(opening.bypassed([replace(COUNTED, locks_then=2)]))


def test_calibration_belongs_to_a_repair():
    grown = replace(COUNTED, calibrations_then=5)
    assert list(opening.calibrated([grown]))
    assert not list(opening.calibrated([replace(grown, repairs=1)]))


def _ticket(n, **changes):
    facts = {"scale": n, "technician": 1, "order": n, "counter": 1,
             "issued": NOON + timedelta(days=n), "used": True}  # fmt: skip
    return Ticket(**(facts | changes))


def test_a_code_without_an_order_and_an_order_left_open_are_found():
    assert list(opening.without_order([_ticket(1, order=None)]))
    assert not list(opening.without_order([_ticket(1)]))
    open_order = Order(5, 1, 1, NOON, None)
    assert not list(opening.never_closed([open_order], NOON + timedelta(days=7)))
    assert list(opening.never_closed([open_order], NOON + timedelta(days=8)))
    closed = replace(open_order, closed=NOON + timedelta(days=7))
    assert not list(opening.never_closed([closed], NOON + timedelta(days=90)))


def _others():
    return [_ticket(n, technician=t) for t in range(2, 30) for n in range(t % 3)]


def test_many_honest_repairs_are_no_oddity_and_many_idle_openings_are():
    busy = [_ticket(n) for n in range(40)]
    assert not list(opening.too_many([*busy, *_others()]))
    idle = [_ticket(n, did_something=n % 4 == 0) for n in range(40)]
    found = list(opening.too_many([*idle, *_others()]))
    assert [(one.person, one.facts["idle"]) for one in found] == [(1, 30)]


def test_nine_idle_openings_are_below_the_least_number():
    assert not list(opening.too_many([_ticket(n, did_something=False) for n in range(9)]))
    assert not list(opening.too_many([]))


def test_three_codes_never_used_within_thirty_days_are_found():
    unused = [_ticket(n, used=False) for n in (0, 15, 30)]
    assert list(opening.harvested(unused))
    assert not list(opening.harvested([*unused[:2], _ticket(31, used=False)]))
    twice = [_ticket(1), _ticket(1)]
    assert [one.key for one in opening.harvested(twice)] == ["F20:1:C1"]


def _limit(load):
    return mpe(load, SCALE, VerificationKind.INITIAL)


def _sheet(errors, number=1, added=None, **changes):
    added = added or [Decimal(n % 3 + 1) for n in range(len(errors))]
    points = tuple(
        Point(Decimal(load), Decimal(error), _limit(Decimal(load)), small)
        for load, error, small in zip(LOADS, errors, added, strict=False)
    )
    facts = {"number": number, "scale": number, "verifier": 1, "body": 7, "dealer": 3,
             "at": NOON + timedelta(minutes=20 * number), "e_g": Decimal(5), "points": points,
             "minutes": 20, "first": True}  # fmt: skip
    return Sheet(**(facts | changes))


@pytest.mark.parametrize("case", SHAPES, ids=[case["name"] for case in SHAPES])
def test_errors_on_a_line_or_at_one_value_are_odd_where_they_are_not_permitted(case):
    numbers = ([Decimal(n) for n in case[name]] for name in ("loads_g", "errors_g", "limits_g"))
    points = tuple(Point(*one, Decimal(1)) for one in zip(*numbers, strict=True))
    assert [point.limit_g for point in points] == [_limit(point.load_g) for point in points]
    found = list(readings.proportional([_sheet([], points=points)]))
    assert [one.facts["shape"] for one in found] == ([case["shape"]] if case["shape"] else [])


@given(st.integers(-500, 500), st.integers(-250, 250))
def test_a_permitted_error_is_never_odd_whatever_its_shape(millionths, hundredths):
    line = [Decimal(load * millionths) / 1_000_000 for load in LOADS]
    preset = [Decimal(hundredths) / 100] * len(LOADS)
    assert not list(readings.proportional([_sheet(line), _sheet(preset, number=2)]))


@given(st.integers(501, 200_000), st.sampled_from([1, -1]))
def test_a_line_beyond_the_limit_at_two_loads_is_always_odd(millionths, side):
    # Above 0.05 % both 10 kg (5 g permitted) and 15 kg (7.5 g) are beyond.
    line = [Decimal(side * load * millionths) / 1_000_000 for load in LOADS]
    (one,) = readings.proportional([_sheet(line)])
    assert one.facts["shape"] == "proportional"


def test_an_error_that_jumps_at_one_load_is_found_and_a_drift_is_not():
    before = _sheet(["0", "1", "1", "2", "2"])
    jumped = _sheet(["0", "1", "1", "2", "10"], number=2, scale=1)
    assert [one.facts["by_g"] for one in readings.jumps([jumped, before])] == ["8"]
    drifted = _sheet(["0", "1", "2", "4", "9"], number=2, scale=1)
    assert not list(readings.jumps([before, drifted]))


def test_a_dealer_whose_scales_all_lean_one_way_is_found():
    lean = [_sheet(["0", "1", "1", "2", "2.5"], number=n) for n in range(1, 9)]
    assert [one.facts["same_side"] for one in readings.dealers(lean)] == [8]
    assert not list(readings.dealers(lean[:7]))
    both = [_sheet(["0", "1", "1", "2", "2.5" if n % 2 else "-2.5"], number=n) for n in range(12)]
    assert not list(readings.dealers(both))


def test_sheets_without_any_error_are_paper_and_a_quick_honest_hand_is_not():
    perfect = [_sheet(["0"] * 5, number=n) for n in range(1, 6)]
    assert [one.facts["perfect"] for one in readings.on_paper(perfect)] == [5]
    same = [_sheet(["1", "2", "0", "1", "1"], n, [Decimal(2)] * 5) for n in range(1, 6)]
    assert list(readings.on_paper(same))
    quick = [_sheet(["1", "2", "0", "1", "1"], n, minutes=7) for n in range(1, 12)]
    assert not list(readings.on_paper(quick))
    rushed = [replace(one, at=NOON) for one in quick]
    assert [one.facts["most_an_hour"] for one in readings.on_paper(rushed)] == [11]


def _sale(billed, actual, **changes):
    facts = {"scale": 1, "goods": "fruit", "unit_price": Decimal("12.80"),
             "billed_g": Decimal(billed), "actual_g": Decimal(actual), "amount_fen": None,
             "at": NOON}  # fmt: skip
    return Weighed(**(facts | changes))


def test_three_sales_short_by_one_share_show_a_mode():
    # +10 %: 1,100 billed for 1,000 is 0.909 each time.
    mode = [_sale(1100, 1000), _sale(2200, 2001), _sale(550, 500)]
    assert [one.facts["ratio"] for one in sales.modes(mode)] == ["0.909"]
    assert not list(sales.modes(mode[:2]))
    scattered = [_sale(1000, 960), _sale(1000, 900), _sale(1000, 850)]
    assert not list(sales.modes(scattered))
    assert not list(sales.modes([_sale(1000, 990)] * 5))


def test_a_unit_price_of_a_hundredth_is_found_beside_ten_usual_ones():
    usual = [_sale(1000, 1000, scale=n) for n in range(2, 12)]
    trick = _sale(1000, 1000, unit_price=Decimal("0.12"))
    assert [one.scale for one in sales.prices([*usual, trick])] == [1]
    assert not list(sales.prices([*usual[:8], trick]))


def test_amounts_above_the_sum_every_time_are_found():
    # 1.25 kg at 12.80 is 16.00 yuan.
    over = [_sale(1250, 1250, amount_fen=1610)] * 10
    assert [one.facts["least_over_fen"] for one in sales.prices(over)] == [10]
    exact = [*over[:9], _sale(1250, 1250, amount_fen=1600)]
    assert not list(sales.prices(exact))


def test_on_a_scale_of_several_intervals_a_jump_counts_in_the_one_at_its_load():
    def at_max(error):
        most = Decimal(LOADS[-1])
        return (Point(most, Decimal(error), _limit(most), Decimal(1), Decimal(5)),)

    before = _sheet([], points=at_max(0), number=1)
    for change, jumped in (("7", False), ("8", True)):
        after = _sheet([], points=at_max(change), number=2, scale=1, e_g=Decimal(2))
        assert bool(list(readings.jumps([before, after]))) is jumped
