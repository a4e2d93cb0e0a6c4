"""What stands in the addresses of the pages of experts and panels, for the walk through all pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hengjian_portal.recalls.models import Expert, Panel, Recall, Seat

Kwargs = dict[str, object]
# Addresses that answer with a file, or only to what is sent to them.
NO_PAGES = frozenset(
    {
        "recalls:suspend_expert", "recalls:reinstate_expert", "recalls:void_panel",
        "recalls:decide_recusal", "recalls:answer_seat", "recalls:sign_opinion", "public:draw_file",
    }
)  # fmt: skip


def _each(rows: Callable[[], Any]) -> Callable[[], list[Kwargs]]:
    return lambda: [{"pk": pk} for pk in rows().values_list("pk", flat=True)]


PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "public:draw": lambda: [{"code": panel.number} for panel in Panel.objects.all()],
    "recalls:ask_recusal": _each(Seat.objects.all),
    "recalls:change_expert": _each(lambda: Expert.objects.all()[:2]),
    "recalls:enter_results": _each(Panel.objects.all),
    "recalls:expert": _each(Expert.objects.all),
    "recalls:fix_list": _each(lambda: Recall.objects.filter(stage="consultation")),
    "recalls:panel": _each(Panel.objects.all),
    "recalls:seat": _each(Seat.objects.all),
}
