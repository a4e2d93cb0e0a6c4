"""The sheet suggests loads that the scale can carry and show, and enough of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.metrology.instrument import Instrument, PartialRange
from hengjian.metrology.limits import AccuracyClass
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import Outcome, evaluate
from hengjian_portal.scales import codes, weighing


def _scale(cls: str, most: int, least: int, e: str, *ranges: tuple[int, str]) -> Instrument:
    parts = tuple(PartialRange(Decimal(m), Decimal(step)) for m, step in ranges)
    return Instrument(AccuracyClass(cls), Decimal(most), Decimal(least), Decimal(e), parts)


SCALES = [
    _scale("III", 15000, 100, "5"),
    _scale("III", 30000, 200, "10"),
    _scale("III", 2500, 100, "5"),
    _scale("III", 15000, 40, "2", (6000, "2"), (15000, "5")),
    _scale("IIII", 15000, 200, "20"),
    _scale("IIII", 500, 50, "5"),
]


def test_the_loads_of_a_15_kg_scale_are_min_where_the_limit_changes_half_and_max():
    rows = [r for r in weighing.sheet(SCALES[0]) if r.fixed.get("direction") == "up"]
    # Min 100 g, 500 e = 2500 g, half of Max = 7500 g, 2000 e = 10000 g, Max.
    assert [r.laid_on["load_g"] for r in rows] == ["100", "2500", "7500", "10000", "15000"]


@pytest.mark.parametrize(
    ("scale", "net"),
    [
        # A third of Max is tared; then 500 e, and the 10 kg that are left (which is 2000 e).
        (SCALES[0], ["2500", "10000"]),
        # 6/15 kg: 500 e and 2000 e of the finer range, its end, and the 10 kg that are left.
        (SCALES[3], ["1000", "4000", "6000", "10000"]),
        # IIII: 50 e, 200 e, and what is left.
        (SCALES[4], ["1000", "4000", "10000"]),
        (SCALES[5], ["250", "335"]),
    ],
)
def test_net_loads_lie_where_the_limit_changes_and_at_what_is_left(
    scale: Instrument, net: list[str]
):
    rows = [row.laid_on for row in weighing.sheet(scale) if row.test == "tare"]
    assert rows[0]["load_g"] == weighing.written(10 * scale.e_g)
    assert [row["load_g"] for row in rows[1:]] == net


@pytest.mark.parametrize("scale", SCALES, ids=lambda s: f"{s.accuracy_class} {s.max_g} {s.e_g}")
def test_every_test_of_the_procedure_has_its_loads(scale: Instrument):
    rows: dict[str, list[Decimal]] = {}
    for row in weighing.sheet(scale):
        if "load_g" in row.laid_on:
            rows.setdefault(row.test, []).append(Decimal(row.laid_on["load_g"]))
    e = scale.partial_ranges[-1].e_g
    assert rows["zero"] == [10 * scale.e_g]
    assert len(rows["eccentricity"]) == 5
    assert all(scale.max_g / 3 - e < load <= scale.max_g / 3 for load in rows["eccentricity"])
    most = scale.max_g * Decimal("0.8")
    assert rows["repeatability"] == [most - most % e] * 3
    assert rows["discrimination"][0] == scale.min_g
    assert rows["discrimination"][2] == scale.max_g
    assert abs(rows["discrimination"][1] - scale.max_g / 2) < e


def _filled(scale: Instrument) -> dict[str, Any]:
    """The sheet as a scale without any error would fill it."""
    plate: dict[str, Any] = {
        "accuracy_class": scale.accuracy_class.value, "max_g": str(scale.max_g),
        "min_g": str(scale.min_g), "e_g": str(scale.e_g),
        "ranges": [{"max_g": str(r.max_g), "e_g": str(r.e_g)} for r in scale.ranges],
    }  # fmt: skip
    report: dict[str, Any] = {
        "instrument": plate, "regulation": "JJG539-2016", "kind": "initial",
    }  # fmt: skip
    for row in weighing.sheet(scale):
        read = {**row.laid_on, **row.fixed}
        if row.test == "price":
            exact = Decimal(read["weight_kg"]) * Decimal(read["unit_price"])
            read["shown"] = str((exact + Decimal("0.005")).quantize(Decimal("0.01"), "ROUND_DOWN"))
        else:
            load = Decimal(read["load_g"])
            e = scale.e_at(load)
            read["indication_g"] = read["load_g"]
            if row.test == "discrimination":
                read["indication_after_g"] = str(load + e)
            else:
                read["added_g"] = str(e / 2)
        if row.test == "zero":
            report["zero"] = read
        else:
            report.setdefault(row.test, []).append(read)
    return report


@pytest.mark.parametrize("scale", SCALES, ids=lambda s: f"{s.accuracy_class} {s.max_g} {s.e_g}")
def test_a_scale_without_error_passes_its_whole_sheet(scale: Instrument):
    result = evaluate(parse_report(_filled(scale)))
    assert result.verdict is Outcome.PASS
    assert result.not_tested == ()
    assert result.incomplete == ()


@pytest.mark.parametrize("scale", SCALES, ids=lambda s: f"{s.accuracy_class} {s.max_g} {s.e_g}")
def test_priced_weights_are_ones_the_scale_can_show(scale: Instrument):
    for row in weighing.sheet(scale):
        if row.test == "price":
            weight = Decimal(row.laid_on["weight_kg"]) * 1000
            assert weight % scale.e_at(weight) == 0


@given(st.text(alphabet="0123456789ABCDEFGHJK", max_size=40), st.sampled_from(["", " ", "-"]))
def test_how_a_code_is_grouped_does_not_change_it(code: str, mark: str):
    assert codes.as_typed(mark.join(code).lower()) == code
