"""What a search looks into, kept beside the case: woven words, ranges by their beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hengjian.recall.unit_numbers import Range, Single, read_numbers
from hengjian.text.folding import plain
from hengjian.text.weaving import woven
from hengjian_portal.recalls.models import Affected, Announcement, Recall

_LEAST_BARCODE, _BARCODE = 8, 14


def woven_words(*words: str) -> str:
    """Words as a search looks into them: those that are there, woven."""
    return woven(" ".join(filter(None, words)))


def keep_case_words(recall: Recall) -> None:
    """Write what officers find a case by: its number, its title, its product and its producer."""
    product = recall.product
    recall.search_text = woven_words(
        recall.case_no, recall.title, product.brand, product.name, product.model_no, product.gtin,
        recall.producer.name if recall.producer else "",
    )  # fmt: skip
    Recall.objects.filter(pk=recall.pk).update(search_text=recall.search_text)


def keep_public_words(recall: Recall) -> None:
    """Write what the public was told last, and what anybody finds it by; nothing before it is told."""
    latest = Announcement.objects.filter(recall=recall).order_by("-published_at", "-id").first()
    if latest is None:
        return
    words = woven_words(*_said(recall), *_units(recall.affected.all()))
    Recall.objects.filter(pk=recall.pk).update(
        told=latest.kind, told_at=latest.published_at, public_text=words
    )


def _said(recall: Recall) -> Iterable[str]:
    product, producer = recall.product, recall.producer
    yield from (recall.case_no, product.brand, product.name, product.model_no)
    # Apart, each word stands by itself; together, people run them into one.
    yield f"{product.brand}{product.name}{product.model_no}"
    yield from (product.gtin, product.firm.name if product.firm else "")
    yield producer.name if producer else ""


def _units(lines: Iterable[Affected]) -> Iterable[str]:
    for line in lines:
        yield from (*line.model_nos, *line.lots, *line.serials, *line.gtins)


def beginnings(line: Affected) -> list[str]:
    """The plain beginnings of the ranges and patterns of a line; a number that fits begins so."""
    numbers = read_numbers("\n".join((*line.lots, *line.serials)))
    spans = [one for one in numbers if not isinstance(one, Single)]
    return sorted(
        {
            one.ends[0] if isinstance(one, Range) else plain(re.split(r"[*?]", str(one))[0])
            for one in spans
        }
    )


def as_barcode(word: str) -> str:
    """A barcode of eight to fourteen digits as it is kept, with leading zeros; else empty."""
    if word.isdecimal() and _LEAST_BARCODE <= len(word) <= _BARCODE:
        return word.zfill(_BARCODE)
    return ""
