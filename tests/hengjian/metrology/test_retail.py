"""Goods sold by weight: what may be missing, what is owed, which scale is good enough."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import LawError, MeasureError
from hengjian.law.shortfall_table import Goods
from hengjian.metrology.instrument import Instrument, PartialRange, least_min_g
from hengjian.metrology.limits import AccuracyClass, VerificationKind
from hengjian.metrology.permitted_error import mpe
from hengjian.metrology.retail import (
    Finding,
    Recheck,
    Sale,
    allowed_short,
    figure,
    judge,
    refund_fen,
    table,
)
from hengjian.metrology.suitability import suitability, suits_at_any_price

GOLDEN = Path(__file__).parents[2] / "golden" / "metrology"
KINDS = sorted(table().goods)
masses = st.integers(1, 30_000_000).map(lambda mg: Decimal(mg) / 1000)
prices = st.integers(1, 30_000).map(lambda fen: Decimal(fen) / 100)


def cases(name):
    found = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])


def grams(written):
    return None if written is None else Decimal(written)


@cases("allowed_short")
def test_what_may_be_missing_is_as_a_person_read_it(case):
    found = allowed_short(case["goods"], Decimal(case["price"]), Decimal(case["billed_g"]))
    assert found.allowed_g == grams(case["allowed_g"])


@cases("short_weight")
def test_a_sale_weighed_again_is_judged_as_a_person_worked_it_out(case):
    sale = Sale(
        case["goods"], Decimal(case["price"]), Decimal(case["billed_g"]), Decimal(case["actual_g"])
    )
    found = judge(sale, Recheck(case.get("scale", "better")))
    assert found.finding.value == case["finding"]
    assert found.allowed_g == grams(case["allowed_g"])
    assert found.short_g == Decimal(case["short_g"])
    assert found.refund_fen == case["refund_fen"]
    assert found.compensation_fen == case["compensation_fen"]
    assert found.within is {"within": True, "short": False}.get(case["finding"])


@cases("suitability")
def test_a_scale_suits_goods_as_far_as_a_person_worked_it_out(case):
    found = suitability(scale_of(case), case["goods"], Decimal(case["price"]))
    assert found.suits_up_to_g == grams(case["suits_up_to_g"])
    fails = found.first_fails
    assert (fails.above_g if fails else None) == grams(case["fails_above_g"])
    assert found.suits is (fails is None)


def scale_of(case):
    kind, e_g = AccuracyClass(case["class"]), Decimal(case["e_g"])
    parts = tuple(PartialRange(Decimal(most), Decimal(e)) for most, e in case.get("ranges", ()))
    min_g = Decimal(case["min_g"]) if "min_g" in case else least_min_g(kind, e_g)
    return Instrument(kind, Decimal(case["max_g"]), min_g, e_g, parts)


def test_every_group_and_kind_has_its_golden_case():
    held = yaml.safe_load((GOLDEN / "allowed_short.yaml").read_text(encoding="utf-8"))
    assert {case["goods"] for case in held} == set(KINDS)
    bounds = {(group.name, band.up_to_g) for group in table().groups for band in group.bands}
    met = set()
    for case in held:
        kind = table().kind(case["goods"])
        if not kind.outside:
            group = table().group_of(kind, Decimal(case["price"]))
            met.add((group.name, Decimal(case["billed_g"])))
    assert bounds <= met


@given(st.sampled_from(KINDS), prices, masses, masses)
def test_money_is_owed_only_beyond_what_is_allowed_and_never_too_little(kind, price, billed, found):
    judged = judge(Sale(kind, price, billed, found))
    if judged.finding is Finding.SHORT:
        assert judged.short_g > judged.allowed_g
        assert judged.compensation_fen >= max(50_000, 300 * price * billed / 1000 - 2)
        assert abs(judged.refund_fen - 100 * price * judged.short_g / 1000) <= Decimal("0.5")
    elif judged.finding is Finding.WITHIN:
        assert (judged.refund_fen, judged.compensation_fen) == (0, 0)
    else:
        assert (judged.refund_fen, judged.compensation_fen, judged.within) == (None, None, None)


@given(st.sampled_from(KINDS), prices, masses, masses)
def test_an_equal_scale_is_never_stricter_than_a_better_one(kind, price, billed, found):
    sale = Sale(kind, price, billed, found)
    if judge(sale, Recheck.BETTER).within:
        assert judge(sale, Recheck.EQUAL).within


@given(st.sampled_from([5, 10]), st.sampled_from(KINDS), prices, st.integers(200, 15_000))
def test_where_a_scale_suits_its_error_is_within_what_may_be_missing(e, kind, price, load):
    scale = Instrument(AccuracyClass.III, Decimal(15_000), Decimal(20 * e), Decimal(e))
    found = suitability(scale, kind, price)
    stretch = next(one for one in found.stretches if load <= one.up_to_g)
    allowed = allowed_short(kind, price, Decimal(load)).allowed_g
    error = mpe(Decimal(load), scale, VerificationKind.IN_SERVICE)
    assert stretch.suits is (allowed is not None and error <= allowed)


@pytest.mark.parametrize(
    ("field", "value"),
    [("price_yuan", "0"), ("price_yuan", "-1"), ("price_yuan", "NaN"), ("price_yuan", "1e9"),
     ("billed_g", "0"), ("billed_g", "1000000.1"), ("billed_g", "Infinity"),
     ("actual_g", "-0.1"), ("actual_g", "0.0000001")],
)  # fmt: skip
def test_a_number_no_sale_could_have_is_refused_in_both_languages(field, value):
    name, zh, least, least_zh = {
        "price_yuan": ("price", "单价", "above zero", "大于零"),
        "billed_g": ("billed mass", "结算重量", "above zero", "大于零"),
        "actual_g": ("actual mass", "核称重量", "not below zero", "不小于零"),
    }[field]
    facts = {"price_yuan": Decimal(3), "billed_g": Decimal(1000), "actual_g": Decimal(900)}
    with pytest.raises(MeasureError, match=f"^the {name} must be a number {least}") as caught:
        Sale("meat", **(facts | {field: Decimal(value)}))
    assert caught.value.zh.startswith(f"{zh}应为{least_zh}")


@pytest.mark.parametrize(
    ("field", "value"),
    [("price_yuan", "1000000"), ("price_yuan", "0.000001"), ("billed_g", "1000000"),
     ("billed_g", "1000.000001"), ("actual_g", "0"), ("actual_g", "1000000")],
)  # fmt: skip
def test_the_smallest_and_the_largest_number_a_sale_may_have_are_taken(field, value):
    facts = {"price_yuan": Decimal(3), "billed_g": Decimal(1000), "actual_g": Decimal(900)}
    assert getattr(Sale("meat", **(facts | {field: Decimal(value)})), field) == Decimal(value)


def test_whoever_got_more_than_was_billed_is_refunded_nothing():
    assert refund_fen(Sale("other", Decimal(96), Decimal(2000), Decimal(2050))) == 0
    assert refund_fen(Sale("other", Decimal(96), Decimal(2000), Decimal(2000))) == 0


def test_goods_nobody_named_are_refused_with_those_there_are():
    with pytest.raises(LawError, match="vegetables, fruit, grain") as caught:
        allowed_short("gold", Decimal(3), Decimal(100))
    assert "附表没有" in caught.value.zh


def test_what_nobody_held_against_the_annex_is_unconfirmed():
    assert not allowed_short("meat", Decimal(3), Decimal(100)).confirmed
    assert figure("equal_scale_times").confirmed
    assert not figure("fraud_compensation_times").confirmed


@pytest.mark.parametrize("kind", list(table().goods.values()), ids=lambda kind: kind.name)
def test_a_kind_the_annex_names_is_suited_or_not_at_every_price(kind: Goods):
    scale = Instrument(AccuracyClass.III, Decimal(15000), Decimal(100), Decimal(5))
    found = suits_at_any_price(scale, kind.name)
    at = {suitability(scale, kind.name, Decimal(price)) for price in ("0.5", "12", "80", "900")}
    if kind.group:
        assert at == {found}
    else:
        assert found is None
