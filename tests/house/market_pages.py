"""What stands in the addresses of markets and campaigns, for the walk through all pages."""

from __future__ import annotations

from collections.abc import Callable

from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.models import (
    Campaign,
    CampaignVisit,
    Card,
    Filing,
    Replacement,
    Scale,
    Stall,
)

Kwargs = dict[str, object]
# Addresses that answer only to what is sent to them.
NO_PAGES = frozenset(
    {
        "scales:name_fair_scale", "scales:try_fair_scale", "scales:say_goods", "scales:close_stall",
        "scales:give_card", "scales:file_list", "scales:answer_filing", "scales:close_campaign",
    }
)  # fmt: skip


def _markets() -> list[Kwargs]:
    kept = Body.objects.filter(stalls__isnull=False).distinct()[:1]
    return [{"pk": pk} for pk in kept.values_list("pk", flat=True)]


def _duty() -> list[Kwargs]:
    return [{**one, "what": "metrology_staff"} for one in _markets()]


def _cards() -> list[Kwargs]:
    return [{"pk": one.stall.market_id, "number": one.pk} for one in Card.objects.all()[:1]]


def _stalls() -> list[Kwargs]:
    held = Stall.objects.filter(cards__isnull=False).distinct()[:2]
    return [{"pk": one.market_id, "number": one.pk} for one in held]


def _filings() -> list[Kwargs]:
    return [{"pk": one.market_id, "number": one.pk} for one in Filing.objects.all()[:2]]


def _of(rows: Callable[[], list[int]]) -> Callable[[], list[Kwargs]]:
    return lambda: [{"pk": pk} for pk in rows()]


PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    **{
        f"scales:{page}": _markets
        for page in (
            "board", "fair_scale", "changes", "self_check", "self_check_sheet", "stalls",
            "add_stall", "import_stalls", "import_scales", "filings", "late_entries",
        )
    },
    "scales:duty": _duty, "scales:prove": _duty, "scales:stall": _stalls,
    "scales:lift_card": _cards, "scales:filing": _filings,
    "scales:campaign": _of(lambda: list(Campaign.objects.values_list("pk", flat=True))),
    "scales:draw_campaign": _of(
        lambda: list(Campaign.objects.filter(stage="planned").values_list("pk", flat=True))
    ),
    "scales:replace_officer": _of(lambda: list(CampaignVisit.objects.values_list("pk", flat=True)[:2])),
    "scales:draw_replacement": lambda: [
        {"pk": one.visit_id, "number": one.pk} for one in Replacement.objects.filter(drawn_at=None)
    ],
    "scales:visit": _of(lambda: list(CampaignVisit.objects.values_list("pk", flat=True)[:2])),
    "scales:seize": lambda: [
        {"code": one.production_code} for one in Scale.objects.filter(state="verified")[:1]
    ],
}  # fmt: skip
QUERIES = {
    "scales:until": ("?type=old&networked=no&certificate_until=2027-06-01",),
    "scales:tell": ("?kind=added",),
}
