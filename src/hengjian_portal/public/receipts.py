"""Receipts that anybody may see: of certificates, announcements, published penalties, approvals, draws."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from hengjian_portal.accounts.doors import door
from hengjian_portal.evidence import handing
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.receipts import by_leaf_hash
from hengjian_portal.evidence.shown import is_open, receipt_number, withheld_from_all, worded


@door("public.read")
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """One receipt in words, what it proves and what not, and its files."""
    entry = _found(number)
    place, number = handing.place_of(entry), receipt_number(entry)
    facts = {
        "entry": entry, "title": worded(entry).title, "number": number, "place": place,
        "told": handing.told(entry, withheld_from_all(entry, localdate())), "closed": _is_shut(entry),
        "json_url": reverse("public:receipt_json", args=[number]),
        "proof_url": reverse("public:receipt_proof", args=[number]),
    }  # fmt: skip
    page = render(request, "public/receipt.html", facts)
    return page if place else handing.waiting(page)


@door("public.read")
def receipt_json(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt to keep, with what was ticked."""
    entry = _found(number)
    shown = handing.chosen(request, entry, withheld_from_all(entry, localdate()))
    return handing.receipt_file(entry, shown, closed=_is_shut(entry))


@door("public.read")
def receipt_proof(_request: HttpRequest, number: str) -> HttpResponse:
    """The proof by itself, for any program that reads C2SP tlog-proof."""
    return handing.proof_file(_found(number))


def _found(number: str) -> Entry:
    entry = by_leaf_hash(number)
    if entry is None or not is_open(entry):
        raise Http404
    return entry


def _is_shut(entry: Entry) -> bool:
    """Whether what is withheld could not be left out: it was recorded among the plain details."""
    return not withheld_from_all(entry, localdate()).isdisjoint(entry.details)
