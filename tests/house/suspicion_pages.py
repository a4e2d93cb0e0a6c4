"""What stands in the addresses of the pages of suspicions, for the walk through all pages."""

from __future__ import annotations

from collections.abc import Callable

from hengjian_portal.scales.forms.suspicions import FORMS
from hengjian_portal.scales.models import Suspicion

Kwargs = dict[str, object]


def _numbers() -> list[int]:
    """One of each check and stage."""
    rows = Suspicion.objects.order_by("check_code", "stage", "pk")
    return list(rows.distinct("check_code", "stage").values_list("pk", flat=True))


PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "scales:suspicion": lambda: [{"pk": pk} for pk in _numbers()],
    "scales:decide_suspicion": lambda: [
        {"pk": pk, "verb": verb} for pk in _numbers() for verb in FORMS
    ],
}
