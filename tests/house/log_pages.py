"""What stands in the addresses of receipts, for the walk through all pages."""

from __future__ import annotations

from collections.abc import Callable

from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.shown import is_open, receipt_number
from hengjian_portal.look.timeline import Line, token_for

Kwargs = dict[str, object]
# Addresses that answer with a file, or only to what is sent to them.
NO_PAGES = frozenset(
    {
        "public:log_checkpoint", "public:log_key", "public:log_tile", "public:log_check_file",
        "public:receipt_json", "public:receipt_proof", "desk:receipt_json", "desk:receipt_proof",
        "desk:compare",
    }
)  # fmt: skip
_READERS = ("demo-city", "demo-market")


def _of_each_kind() -> list[Entry]:
    return list(Entry.objects.order_by("kind", "pk").distinct("kind"))


def _open() -> list[Kwargs]:
    return [{"number": receipt_number(entry)} for entry in _of_each_kind() if is_open(entry)]


def _shown_on_timelines() -> list[Kwargs]:
    """Receipts of each kind of act for two readers; to all others such an address says nothing."""
    people = Person.objects.filter(username__in=_READERS).values_list("pk", flat=True)
    return [
        {"token": token_for(Line(entry.at, "", "", "", entry=entry.pk), person)}
        for person in people
        for entry in _of_each_kind()
    ]


PLACES: dict[str, Callable[[], list[Kwargs]]] = {
    "public:receipt": _open,
    "desk:receipt": _shown_on_timelines,
}
