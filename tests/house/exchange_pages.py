"""What stands in the addresses of the pages of the exchange, for the walk through all pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hengjian_portal.exchange.fields import KINDS
from hengjian_portal.exchange.models import JointAction, Package
from hengjian_portal.recalls.models import Recall

Kwargs = dict[str, object]
# Addresses that answer with a file, or only to what is sent to them.
NO_PAGES = frozenset(
    {
        "exchange:file", "exchange:letter", "exchange:hand_in", "exchange:decide", "exchange:accept",
        "exchange:acknowledge", "exchange:agree", "exchange:tick", "exchange:finish",
        "exchange:decide_key", "exchange:enter_key",
    }
)  # fmt: skip


def _each(rows: Callable[[], Any]) -> Callable[[], list[Kwargs]]:
    return lambda: [{"pk": pk} for pk in rows().values_list("pk", flat=True)]


PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "exchange:beside": _each(lambda: Recall.objects.all()[:4]),
    "exchange:joint": _each(JointAction.objects.all),
    "exchange:package": _each(Package.objects.all),
}
_KINDS = tuple(f"?kind={kind}" for kind in KINDS if kind != "reply")
QUERIES = {
    "exchange:share": _KINDS,
    "exchange:submit": _KINDS,
    "exchange:packages": ("?kind=reply&way=out",),
}
