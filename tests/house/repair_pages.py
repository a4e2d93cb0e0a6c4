"""Where the pages of repairs are found in the demonstration; for the walk over every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hengjian_portal.scales.models import Authorisation, RepairOrder, Scale

Kwargs = Mapping[str, Any]
NO_PAGES = frozenset({"scales:repair_step", "scales:repair_photo", "scales:key_start"})


def _orders(*stages: str) -> Callable[[], list[Kwargs]]:
    def found() -> list[Kwargs]:
        return [{"pk": one.pk} for one in RepairOrder.objects.filter(stage__in=stages)[:2]]

    return found


def _all_orders() -> list[Kwargs]:
    return [{"pk": one.pk} for one in RepairOrder.objects.all()]


def _simulated() -> list[Kwargs]:
    scales = Scale.objects.filter(type_approval__norm="JJF2184-2025", state="verified")
    return [{"code": one.production_code} for one in scales[:1]]


PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "scales:repair": _all_orders,
    "scales:repair_code": _orders("open"),
    "scales:repair_close": _orders("unlocked"),
    "scales:repair_cancel": _orders("open"),
    "scales:authorisation_end": lambda: [{"pk": Authorisation.objects.earliest("pk").pk}],
    "scales:simulation": _simulated,
}
