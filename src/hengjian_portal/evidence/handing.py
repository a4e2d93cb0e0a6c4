"""Handing a receipt to whoever may have it: as a page says it, as a file, as a proof alone."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse

from hengjian.ledger.checkpoint import read_text
from hengjian.ledger.disclosure import DIGESTS
from hengjian.ledger.note import read_note
from hengjian.ledger.receipt import write_receipt
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.receipts import proof_of, receipt_of
from hengjian_portal.evidence.shown import label_of, receipt_number

_AGAIN_SECONDS = 3
_SHORT = 16
_FOLDED = 160


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail as a page shows it: its name in the entry, what it is called, what it says."""

    name: str
    label: str
    says: str

    @property
    def is_long(self) -> bool:
        """Whether a page folds it away."""
        return len(self.says) > _FOLDED


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its index from 0, the size of the log then, and how many cosigned."""

    index: int
    size: int
    n_witnesses: int


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says: details that every receipt holds, and those its holder may leave out."""

    plain: list[Detail]
    apart: list[Detail]


def told(entry: Entry, withheld: Collection[str] = ()) -> Told:
    """What an entry says, without what is withheld."""
    says, apart = entry.says, set(entry.apart)
    shown = [
        Detail(name, label_of(entry, name), _said(value))
        for name, value in says.items()
        if name != DIGESTS and name not in withheld
    ]
    return Told(
        [one for one in shown if one.name not in apart],
        [one for one in shown if one.name in apart],
    )


def place_of(entry: Entry) -> Place | None:
    """Where an entry stands in the log; None while it is not signed."""
    held = proof_of(entry)
    if held is None:
        return None
    note = read_note(held.checkpoint)
    return Place(held.index, read_text(note.text).head.size, len(note.signatures) - 1)


def chosen(request: HttpRequest, entry: Entry, withheld: Collection[str] = ()) -> list[str]:
    """The details that were ticked; all that may be shown where no form was filled in."""
    asked = set(request.GET.getlist("show")) if "chosen" in request.GET else set(entry.apart)
    return [name for name in entry.apart if name in asked and name not in withheld]


def receipt_file(entry: Entry, shown: Collection[str], *, closed: bool = False) -> HttpResponse:
    """
    A receipt to keep, with the details named and no others; 202 while it is not signed.

    A closed one holds the public bytes and the proof alone.
    """
    held = receipt_of(entry, shown)
    if held is None:
        return _not_yet()
    if closed:
        held = replace(held, opening=None)
    return _file(write_receipt(held), entry, "json", "application/json")


def proof_file(entry: Entry) -> HttpResponse:
    """The proof by itself, with the public bytes of the entry; 202 while it is not signed."""
    held = proof_of(entry)
    if held is None:
        return _not_yet()
    whole = replace(held, extra=bytes(entry.public_bytes))
    return _file(whole.raw, entry, "tlog-proof", "text/plain; charset=utf-8")


def waiting(response: HttpResponse) -> HttpResponse:
    """Mark a page as one that will be there in seconds, and have the browser ask again."""
    response.status_code = 202
    response["Refresh"] = response["Retry-After"] = str(_AGAIN_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _not_yet() -> HttpResponse:
    words = (
        "几秒钟后再试：存证日志正在签署。 Try again in a few seconds: the log is being signed.\n"
    )
    return waiting(HttpResponse(words, content_type="text/plain; charset=utf-8"))


def _file(raw: bytes, entry: Entry, kind: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(raw, content_type=content_type)
    name = f"hengjian-{receipt_number(entry)[:_SHORT]}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
