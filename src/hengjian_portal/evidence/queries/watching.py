"""How the log stands, for whoever looks after it: its heads, what waits, the last comparison of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Sum

from hengjian.errors import EvidenceError
from hengjian.ledger.tree import Head
from hengjian_portal.evidence.exporting import published_key
from hengjian_portal.evidence.models import Cosignature, Entry, LogHead, RowChange, Unsequenced
from hengjian_portal.evidence.publishing import published_head
from hengjian_portal.evidence.queries.log import newest_head, newest_signed

_COMPARED = "evidence.rows_compared"
_BACK = 400  # comparisons looked at for since when a row differs: more than a year of one a day


@dataclass(frozen=True, slots=True)
class Heads:
    """How far the log is: rows of the database, and the size that lies published (-1: not readable)."""

    sequenced: LogHead | None
    signed: LogHead | None
    published: int
    cosigned: int
    n_entries_waiting: int
    n_rows_waiting: int


@dataclass(frozen=True, slots=True)
class Differs:
    """One row that is not as it was left, and when it was first found so."""

    object: str
    table: str
    key: str
    how: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """The last comparison of rows: when, for whom, how many differ, and those that are named."""

    at: datetime
    actor: str
    n_odd: int
    named: list[Differs]


def heads(folder: Path) -> Heads:
    """How far the log is sequenced, signed, published in `folder` and cosigned."""
    top = Cosignature.objects.order_by("-size").first()
    return Heads(
        newest_head(), newest_signed(), _published(folder), top.size if top else 0,
        _waiting(), RowChange.objects.filter(batch=None).count(),
    )  # fmt: skip


def _waiting() -> int:
    counted = Unsequenced.objects.aggregate(n=Sum("n_entries"))
    return counted["n"] or 0


def _published(folder: Path) -> int:
    try:
        key = published_key(folder)
        head = published_head(folder, key) if key else Head(0, b"")
    except (EvidenceError, OSError):
        return -1
    return head.size


def last_comparison() -> Comparison | None:
    """The last comparison of rows; None where there was none yet."""
    found = list(Entry.objects.filter(kind=_COMPARED).order_by("-id")[:_BACK])
    if not found:
        return None
    last = found[0]
    named = [Differs(*row, since=_since(row, found)) for row in map(tuple, last.details["named"])]
    return Comparison(last.at, last.actor, last.details["odd"], named)


def _since(row: tuple[str, ...], newest_first: list[Entry]) -> datetime:
    """The first of the comparisons in a row that found it so."""
    since = newest_first[0].at
    for entry in newest_first:
        if list(row) not in entry.details["named"]:
            break
        since = entry.at
    return since
