"""What stands in the addresses of the pages of erasure, for the walk through all pages."""

from __future__ import annotations

from collections.abc import Callable

from hengjian_portal.watch.models import Report

Kwargs = dict[str, object]
# Addresses that only take what is sent to them.
NO_PAGES = frozenset({"desk:find_erasure", "desk:refuse_erasure"})
PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "desk:erasure": lambda: [{"subject": f"report:{one.pk}"} for one in Report.objects.all()[:2]],
}
