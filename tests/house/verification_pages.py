"""What stands in the places of the addresses of verification, for the walk through all pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hengjian_portal.scales.models import FieldDay, Scale, Sheet, Standard, VerificationRequest

Kwargs = dict[str, object]


def _each(found: Callable[[], Any], **more: object) -> Callable[[], list[Kwargs]]:
    return lambda: [{"pk": pk, **more} for pk in found().values_list("pk", flat=True)]


def _sheets() -> Any:
    return Sheet.objects.order_by("stage", "pk").distinct("stage")


def _requests() -> Any:
    return VerificationRequest.objects.order_by("stage", "pk").distinct("stage")


PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "scales:check": lambda: [
        {"code": code}
        for code in Scale.objects.filter(state="verified")
        .order_by("pk")[:1]
        .values_list("production_code", flat=True)
    ],
    "scales:request": _each(_requests),
    "scales:request_act": _each(lambda: _requests()[:1], verb="withdraw"),
    "scales:field_day": _each(FieldDay.objects.all),
    "scales:day_sheet": _each(FieldDay.objects.all),
    "scales:day_act": _each(FieldDay.objects.all, verb="up"),
    "scales:standard_act": lambda: [
        {"pk": one.pk, "verb": verb}
        for one in Standard.objects.all()
        for verb in ("renew", "retire")
    ],
    "scales:sheet": _each(_sheets),
    "scales:sheet_act": _each(lambda: _sheets()[:1], verb="sign"),
}
