"""
What receipts say in words, and which of them anybody may see.

Each room says it once, in its AppConfig: how an entry about its objects reads, and which kinds of
act are open to all. Every other kind is closed to who is not shown it on a page of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from hengjian_portal.evidence.models import Entry
from hengjian_portal.look.timeline import Line

Words = Callable[[Entry], Line]
"""An entry as a line of the timeline of its object."""

Withheld = Callable[[Entry, date], Collection[str]]
"""Names of details that stand apart and that the public may not see, or not any longer, on a day."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a room reads its entries: the line of each, and the names of details."""

    words: Words
    labels: dict[str, str]


_READINGS: dict[str, Reading] = {}
_OPEN: dict[str, Withheld] = {}


def nothing(_entry: Entry, _day: date) -> Collection[str]:
    """Withhold nothing."""
    return ()


def read_as(words: Words, *objects: str, labels: dict[str, str] | None = None) -> None:
    """Say how entries about some kinds of objects read: `scale`, `recall` and so on."""
    _READINGS.update(dict.fromkeys(objects, Reading(words, labels or {})))


def open_to_all(*kinds: str, withheld: Withheld = nothing) -> None:
    """Let anybody see the receipts of these kinds, but for the details that are withheld."""
    _OPEN.update(dict.fromkeys(kinds, withheld))


def is_open(entry: Entry) -> bool:
    """Whether anybody may see the receipt of an entry."""
    return entry.kind in _OPEN


def withheld_from_all(entry: Entry, day: date) -> frozenset[str]:
    """The details of an open entry that the public may not see on a day."""
    return frozenset(_OPEN[entry.kind](entry, day))


def worded(entry: Entry) -> Line:
    """An entry in words; its bare kind where no room reads it."""
    held = _READINGS.get(entry.object.partition(":")[0])
    return held.words(entry) if held else line_of(entry, entry.kind, "")


def label_of(entry: Entry, name: str) -> str:
    """What a detail is called on pages; its bare name where no room says."""
    held = _READINGS.get(entry.object.partition(":")[0])
    return str(held.labels.get(name, name)) if held else name


def line_of(
    entry: Entry,
    title: str,
    actor_name: str,
    details: list[tuple[str, str]] | None = None,
    closed: bool = False,
) -> Line:
    """One line of a timeline, with what its receipt is found by; `closed` as `Line` has it."""
    return Line(
        at=entry.at, title=title, actor_name=actor_name, details=details or [],
        receipt=receipt_number(entry)[:16], entry=entry.pk, open_url=public_page(entry),
        closed=closed,
    )  # fmt: skip


def receipt_number(entry: Entry) -> str:
    """The number of a receipt: the leaf hash of its entry, 64 hexadecimal digits."""
    return bytes(entry.leaf_hash).hex()


def public_page(entry: Entry | None) -> str:
    """Where anybody finds the receipt of an entry; nothing where it is not open to all."""
    if entry is None or not is_open(entry):
        return ""
    return reverse("public:receipt", args=[receipt_number(entry)])
