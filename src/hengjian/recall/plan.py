"""A recall plan, and what is still missing in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import cast

from hengjian.errors import TextError
from hengjian.text.gtin import parse_gtin
from hengjian.text.sheet import shipped_sheet
from hengjian.text.uscc import parse_uscc


class Remedy(StrEnum):
    """What the producer does about the defect. The values are stored."""

    WARNING = "warning"
    REPAIR = "repair"
    REPLACE = "replace"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class PlanProducer:
    """Who recalls, and who answers for it."""

    name: str = ""
    uscc: str = ""
    address: str = ""
    legal_representative: str = ""
    lead: str = ""
    contact: str = ""
    phone: str = ""
    postcode: str = ""
    website: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class PlanProduct:
    """What is recalled. `has_barcode` None: nobody has said whether the product bears one."""

    name: str = ""
    brand: str = ""
    model_no: str = ""
    lots: tuple[str, ...] = ()
    has_barcode: bool | None = None
    gtins: tuple[str, ...] = ()
    produced_from: date | None = None
    produced_to: date | None = None
    n_produced: int | None = None
    n_recalled: int | None = None
    photos: tuple[str, ...] = ()
    ownership: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way the product was sold: seller, region, how many, and the listing if online."""

    seller: str
    region: str = ""
    n_sold: int | None = None
    listing_url: str = ""


@dataclass(frozen=True, slots=True)
class PlanDefect:
    """What is wrong, how that was found, and what it may do."""

    situation: str = ""
    determined_how: str = ""
    determined_on: date | None = None
    consequences: str = ""
    test_report: str = ""
    incidents: str = ""
    component_maker: str = ""
    replacement_maker: str = ""


@dataclass(frozen=True, slots=True)
class PlanRemedy:
    """What is done about it. `producer_bears_costs` None: the plan does not say."""

    remedies: frozenset[Remedy] = frozenset()
    stopped: str = ""
    stop_evidence: tuple[str, ...] = ()
    emergency: str = ""
    disposal: str = ""
    producer_bears_costs: bool | None = None


@dataclass(frozen=True, slots=True)
class PlanSchedule:
    """When it is done, and how much is hoped for (percent of the number recalled)."""

    starts_on: date | None = None
    ends_on: date | None = None
    expected_percent: Decimal | None = None
    milestones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecallPlan:
    """A recall plan as it is handed in; whatever was left out is empty or None."""

    producer: PlanProducer = PlanProducer()
    product: PlanProduct = PlanProduct()
    channels: tuple[Channel, ...] = ()
    defect: PlanDefect = PlanDefect()
    remedy: PlanRemedy = PlanRemedy()
    schedule: PlanSchedule = PlanSchedule()


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is missing or cannot be right, and why, for whoever has to mend it."""

    field: str
    why_zh: str
    why_en: str


def missing_parts(plan: RecallPlan) -> tuple[Missing, ...]:
    """
    List what keeps a plan from being accepted: empty fields first, then contradictions.

    Asked are the fields of plan.yaml; a barcode where the product bears one; at least one
    remedy; that the producer bears the costs; numbers and dates that agree.

    >>> missing_parts(RecallPlan())[0].why_en
    'name of the producer is missing'
    """
    found = list(_empty_fields(plan))
    for check in (_identifiers, _barcode, _remedy, _quantities, _dates):
        found += check(plan)
    return tuple(found)


def _empty_fields(plan: RecallPlan) -> Iterator[Missing]:
    for field, label in _REQUIRED.items():
        if attrgetter(field)(plan) in ("", (), None):
            yield Missing(field, f"缺少{label['zh']}", f"{label['en']} is missing")


def _identifiers(plan: RecallPlan) -> Iterator[Missing]:
    if plan.producer.uscc:
        try:
            parse_uscc(plan.producer.uscc)
        except TextError as error:
            yield Missing("producer.uscc", error.zh, str(error))
    for gtin in plan.product.gtins:
        try:
            parse_gtin(gtin)
        except TextError as error:
            yield Missing("product.gtins", error.zh, str(error))


def _barcode(plan: RecallPlan) -> Iterator[Missing]:
    if plan.product.has_barcode is None:
        yield Missing(
            "product.has_barcode",
            "未说明产品是否有商品条码",
            "it is not said whether the product bears a barcode",
        )
    elif plan.product.has_barcode and not plan.product.gtins:
        yield Missing(
            "product.gtins",
            "产品有商品条码，但未填写",
            "the product bears a barcode; none is given",
        )


def _remedy(plan: RecallPlan) -> Iterator[Missing]:
    if not plan.remedy.remedies:
        yield Missing(
            "remedy.remedies",
            "至少选择一种召回措施：警示、修理、更换、退货",
            "at least one remedy is needed: warning, repair, replacement or return",
        )
    if plan.remedy.producer_bears_costs is not True:
        yield Missing(
            "remedy.producer_bears_costs",
            "未写明消费者因召回支出的必要费用由生产者承担",
            "it is not stated that the producer bears consumers' necessary costs",
        )


def _quantities(plan: RecallPlan) -> Iterator[Missing]:
    produced, recalled = plan.product.n_produced, plan.product.n_recalled
    if produced is not None and produced < 1:
        yield Missing(
            "product.n_produced", "生产数量应大于零", "the number produced must be positive"
        )
    if recalled is not None and recalled < 1:
        yield Missing(
            "product.n_recalled", "召回数量应大于零", "the number recalled must be positive"
        )
    if produced is not None and recalled is not None and recalled > produced:
        yield Missing(
            "product.n_recalled",
            f"召回数量{recalled}超过生产数量{produced}",
            f"{recalled} recalled are more than {produced} produced",
        )
    percent = plan.schedule.expected_percent
    if percent is not None and not 0 < percent <= 100:
        yield Missing(
            "schedule.expected_percent",
            f"预期完成率{percent}%应大于0、不超过100%",
            f"an expected completion of {percent} % must be above 0 and at most 100",
        )


def _dates(plan: RecallPlan) -> Iterator[Missing]:
    pairs = (
        ("product.produced_to", plan.product.produced_from, plan.product.produced_to),
        ("schedule.ends_on", plan.schedule.starts_on, plan.schedule.ends_on),
        ("schedule.starts_on", plan.product.produced_from, plan.schedule.starts_on),
        ("defect.determined_on", plan.product.produced_from, plan.defect.determined_on),
    )
    for field, first, then in pairs:
        if first is not None and then is not None and then < first:
            label = _REQUIRED[field]
            yield Missing(
                field,
                f"{label['zh']}{then:%Y-%m-%d}早于{first:%Y-%m-%d}",
                f"{label['en']}, {then:%Y-%m-%d}, lies before {first:%Y-%m-%d}",
            )


_REQUIRED = cast(
    dict[str, dict[str, str]], shipped_sheet("hengjian.recall", "plan.yaml")["required"]
)
