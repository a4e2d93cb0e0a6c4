"""Recall plans: what is missing, and what cannot be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hengjian.recall.plan import (
    Channel,
    PlanDefect,
    PlanProducer,
    PlanProduct,
    PlanRemedy,
    PlanSchedule,
    RecallPlan,
    Remedy,
    missing_parts,
)

WHOLE = RecallPlan(
    producer=PlanProducer(
        name="麒麟电器有限公司",
        uscc="91350100M000100Y43",
        address="重庆市某区某路1号",
        legal_representative="赵",
        lead="钱",
        contact="孙",
        phone="023-1",
    ),
    product=PlanProduct(
        name="电热水壶",
        brand="麒麟",
        model_no="T-800",
        lots=("2026A",),
        has_barcode=True,
        gtins=("6901234567892",),
        produced_from=date(2026, 1, 1),
        produced_to=date(2026, 1, 31),
        n_produced=2000,
        n_recalled=1200,
        photos=("front.jpg",),
    ),
    channels=(Channel("某超市", "重庆", 1000),),
    defect=PlanDefect(
        situation="手柄断裂",
        determined_how="型式试验",
        determined_on=date(2026, 3, 6),
        consequences="热水烫伤",
    ),
    remedy=PlanRemedy(
        remedies=frozenset({Remedy.RETURN}),
        stopped="已停止生产销售",
        emergency="立即停止使用",
        disposal="销毁",
        producer_bears_costs=True,
    ),
    schedule=PlanSchedule(date(2026, 3, 20), date(2026, 9, 20), Decimal(80)),
)
REQUIRED = [
    "producer.name",
    "producer.uscc",
    "producer.address",
    "producer.legal_representative",
    "producer.lead",
    "producer.contact",
    "producer.phone",
    "product.name",
    "product.brand",
    "product.model_no",
    "product.lots",
    "product.produced_from",
    "product.produced_to",
    "product.n_produced",
    "product.n_recalled",
    "product.photos",
    "channels",
    "defect.situation",
    "defect.determined_how",
    "defect.determined_on",
    "defect.consequences",
    "remedy.stopped",
    "remedy.emergency",
    "remedy.disposal",
    "schedule.starts_on",
    "schedule.ends_on",
    "schedule.expected_percent",
]


def changed(field, value):
    """The whole plan with one dotted field changed."""
    part, _, name = field.partition(".")
    inner = replace(getattr(WHOLE, part), **{name: value}) if name else value
    return replace(WHOLE, **{part: inner})


def empty_of(field):
    part, _, name = field.partition(".")
    found = getattr(RecallPlan(), part)
    return getattr(found, name) if name else found


def test_a_whole_plan_misses_nothing():
    assert missing_parts(WHOLE) == ()


@pytest.mark.parametrize("field", REQUIRED)
def test_every_required_field_left_empty_is_named_in_both_languages(field):
    gaps = missing_parts(changed(field, empty_of(field)))
    assert [gap.field for gap in gaps] == [field]
    assert gaps[0].why_zh.startswith("缺少")
    assert gaps[0].why_en.endswith(" is missing")


@pytest.mark.parametrize(
    ("field", "value", "says", "zh"),
    [
        ("producer.uscc", "91350100M000100Y44", "check character is 3", "校验码应为3"),
        ("product.gtins", ("6901234567890",), "check digit is 2", "校验码应为2"),
        ("product.gtins", (), "bears a barcode; none is given", "有商品条码"),
        ("product.has_barcode", None, "it is not said", "未说明"),
        ("product.n_recalled", 2001, "2001 recalled are more than 2000", "2001超过生产数量2000"),
        ("product.n_recalled", 0, "must be positive", "应大于零"),
        ("product.n_produced", -1, "must be positive", "应大于零"),
        ("product.produced_to", date(2025, 12, 31), "2025-12-31, lies before 2026-01-01", "早于"),
        ("schedule.ends_on", date(2026, 3, 19), "2026-03-19, lies before 2026-03-20", "早于"),
        ("schedule.starts_on", date(2025, 3, 20), "lies before 2026-01-01", "早于"),
        ("defect.determined_on", date(2025, 3, 6), "lies before 2026-01-01", "早于"),
        ("remedy.remedies", frozenset(), "at least one remedy", "至少选择一种"),
        ("remedy.producer_bears_costs", False, "not stated", "由生产者承担"),
        ("remedy.producer_bears_costs", None, "not stated", "由生产者承担"),
        ("schedule.expected_percent", Decimal("100.1"), "at most 100", "不超过100%"),
        ("schedule.expected_percent", Decimal(0), "above 0", "大于0"),
    ],
)
def test_a_plan_that_cannot_be_right_is_told_why(field, value, says, zh):
    gaps = [gap for gap in missing_parts(changed(field, value)) if gap.field == field]
    assert any(says in gap.why_en for gap in gaps)
    assert any(zh in gap.why_zh for gap in gaps)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("product.n_recalled", 2000),
        ("product.produced_to", date(2026, 1, 1)),
        ("schedule.ends_on", date(2026, 3, 20)),
        ("schedule.expected_percent", Decimal(100)),
        ("product.gtins", ("73513537", "036000291452")),
    ],
)
def test_the_edge_itself_is_right(field, value):
    assert missing_parts(changed(field, value)) == ()


def test_a_product_without_a_barcode_needs_none():
    product = replace(WHOLE.product, has_barcode=False, gtins=())
    assert missing_parts(replace(WHOLE, product=product)) == ()
