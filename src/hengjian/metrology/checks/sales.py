"""F14, F15: what was paid for and what was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from hengjian.metrology.checks.finding import Finding, shipped_checks
from hengjian.metrology.price import price_to_pay


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    A sale weighed again on a better scale, or as it was reported.

    Masses in g, `unit_price` in yuan per kg, `amount_fen` what was charged (None: not known).
    """

    scale: int
    goods: str
    unit_price: Decimal
    billed_g: Decimal
    actual_g: Decimal
    amount_fen: int | None
    at: datetime


def modes(sales: Iterable[Weighed]) -> Iterator[Finding]:
    """F14: several sales on one scale were short by nearly the same share."""
    limits = shipped_checks()["F14"].thresholds
    need, within = int(limits["rechecks"]), limits["within"]
    by_scale: dict[int, list[Decimal]] = defaultdict(list)
    for sale in sales:
        if sale.billed_g > 0 and (ratio := sale.actual_g / sale.billed_g) < limits["ratio_below"]:
            by_scale[sale.scale].append(ratio)
    for scale, ratios in by_scale.items():
        ratios.sort()
        for at in range(len(ratios) - need + 1):
            if ratios[at + need - 1] - ratios[at] <= within:
                near = [one for one in ratios if abs(one - ratios[at]) <= within]
                mean = sum(near, Decimal(0)) / len(near)
                facts = {"sales": len(near), "ratio": f"{mean:.3f}", "short_sales": len(ratios)}
                yield Finding("F14", f"F14:{scale}", scale, facts=facts)
                break


def prices(sales: Iterable[Weighed]) -> Iterator[Finding]:
    """F15: a unit price absurdly below what the goods cost, or amounts above the sum each time."""
    limits = shipped_checks()["F15"].thresholds
    kept = list(sales)
    by_goods: dict[str, list[Decimal]] = defaultdict(list)
    for sale in kept:
        by_goods[sale.goods].append(sale.unit_price)
    usual = {
        goods: median(found)
        for goods, found in by_goods.items()
        if len(found) >= limits["least_prices"]
    }
    by_scale: dict[int, list[Weighed]] = defaultdict(list)
    for sale in kept:
        by_scale[sale.scale].append(sale)
    for scale, own in by_scale.items():
        low = [
            sale
            for sale in own
            if sale.unit_price
            <= usual.get(sale.goods, Decimal(0)) * limits["price_share_of_median"]
        ]
        if low:
            facts = {"unit_price": str(low[0].unit_price), "goods": low[0].goods,
                     "usual": str(usual[low[0].goods])}  # fmt: skip
            yield Finding("F15", f"F15:{scale}:price", scale, facts=facts)
        over = [gap for sale in own if (gap := _over(sale)) is not None]
        if len(over) >= limits["least_amounts"] and min(over) >= limits["over_fen"]:
            rounded = {"amounts": len(over), "least_over_fen": min(over)}
            yield Finding("F15", f"F15:{scale}:amount", scale, facts=rounded)


def _over(sale: Weighed) -> int | None:
    """How many fen were charged above weight times price; None where the amount is not known."""
    if sale.amount_fen is None:
        return None
    due = price_to_pay(sale.billed_g / 1000, sale.unit_price) * 100
    return sale.amount_fen - int(due)
