"""What stands in the addresses of the pages of types, production and deliveries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hengjian_portal.scales.models import (
    Delivery,
    ProductionRun,
    TypeApplication,
    TypeApproval,
)

Kwargs = dict[str, object]


def _each(rows: Callable[[], Any]) -> Callable[[], list[Kwargs]]:
    return lambda: [{"pk": pk} for pk in rows().values_list("pk", flat=True)]


def _application_acts() -> list[Kwargs]:
    """Each act at an application that waits for it."""
    at = {"assign": "applied", "withdraw": "applied", "grant": "evaluated", "refuse": "evaluated"}
    return [
        {"pk": pk, "verb": verb}
        for verb, stage in at.items()
        for pk in TypeApplication.objects.filter(stage=stage).values_list("pk", flat=True)
    ]


PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "scales:add_software": _each(lambda: TypeApproval.objects.all()[:1]),
    "scales:application": _each(TypeApplication.objects.all),
    "scales:application_act": _application_acts,
    "scales:delivery": _each(Delivery.objects.all),
    "scales:evaluation": _each(lambda: TypeApplication.objects.exclude(evaluations=None)),
    "scales:revoke_type": _each(lambda: TypeApproval.objects.all()[:1]),
    "scales:run": _each(ProductionRun.objects.all),
}
