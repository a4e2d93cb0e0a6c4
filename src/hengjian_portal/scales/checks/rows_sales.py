"""Rows of F14 and F15: goods weighed again, as people reported it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengjian.metrology.checks.sales import Weighed
from hengjian_portal.scales.checks.scope import Scope
from hengjian_portal.scales.models import Scale
from hengjian_portal.watch.models import Tip


def sales(scope: Scope) -> Iterator[Weighed]:
    """
    Tips on a scale of the register whose goods were weighed again.

    What was charged is not asked there, so an amount is never known.
    """
    tips = Tip.objects.filter(
        kind=Tip.Kind.SCALE_WEIGHT, received_at__gte=scope.since, facts__test="sale",
        facts__production_code__gt="",
    )  # fmt: skip
    told = list(tips.order_by("received_at").values_list("facts", "received_at"))
    codes = {facts["production_code"] for facts, _at in told}
    found = Scale.objects.filter(production_code__in=codes)
    scales = dict(found.values_list("production_code", "pk"))
    for facts, at in told:
        weighed, scale = facts["weighed"], scales.get(facts["production_code"])
        if scale is not None:
            yield Weighed(
                scale, weighed["goods"], Decimal(weighed["price_yuan_per_kg"]),
                Decimal(weighed["billed_g"]), Decimal(weighed["actual_g"]), None, at,
            )  # fmt: skip
