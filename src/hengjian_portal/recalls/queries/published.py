"""What the public was told, and finding it by whatever people type or scan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hengjian.recall.unit_numbers import read_numbers
from hengjian.text.folding import plain
from hengjian.text.weaving import woven
from hengjian_portal.recalls.models import Affected, Announcement, Document, Recall
from hengjian_portal.recalls.searching import as_barcode

_BREAKS = re.compile(r"[\s,，、;；/|·]+")
_MOST_WORDS = 8
_SETTLED = timedelta(seconds=10)


def announced() -> QuerySet[Recall]:
    """Every case the public was ever told of, with its announcements, last told first."""
    announcements = Announcement.objects.order_by("-published_at", "-id")
    return (
        Recall.objects.exclude(told="")
        .select_related("product", "producer")
        .prefetch_related(Prefetch("announcements", announcements), "affected")
        .order_by("-told_at", "-id")
    )


def published() -> QuerySet[Recall]:
    """The cases whose announcement is in force: told, and not withdrawn."""
    return announced().exclude(told=Announcement.Kind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the recalls in force; empty where nothing is. Days are Beijing's, both included."""

    words: str = ""
    brand: str = ""
    hazard: str = ""
    since: date | None = None
    until: date | None = None


def wanted(asked: Wanted) -> QuerySet[Recall]:
    """The recalls in force that fit, the latest case first."""
    found = affected_by(asked.words) if asked.words.strip() else published()
    if asked.brand:
        found = found.filter(product__brand__icontains=asked.brand.strip())
    if asked.hazard:
        records = Document.objects.filter(
            recall=OuterRef("pk"), kind="defect_record", content__hazards__contains=[asked.hazard]
        )
        found = found.filter(Exists(records))
    if asked.since:
        found = found.filter(told_at__date__gte=asked.since)
    return found.filter(told_at__date__lte=asked.until) if asked.until else found


def news_after(number: int, now: datetime) -> QuerySet[Announcement]:
    """
    Announcements after one that was read, oldest first; what is only just being written waits.

    Two may be written at once and the later numbered be there first: whoever reads on from it
    would never see the other.
    """
    settled = now - _SETTLED
    fresh = Announcement.objects.filter(published_at__gt=settled).order_by("pk")
    first = fresh.values_list("pk", flat=True).first()
    found = announcements().filter(pk__gt=number).order_by("pk")
    return found if first is None else found.filter(pk__lt=first)


def words_of(text: str) -> list[str]:
    """The words of a question, parted at blanks and the marks people put between them."""
    return [word for word in _BREAKS.split(text) if word]


def affected_by(text: str) -> QuerySet[Recall]:
    """
    Recalls in force that what was typed or scanned points to, whichever way round it is said.

    Every word must be found somewhere: barcode, brand, name, model, lot, producer, case number.
    """
    words = [word for word in map(plain, words_of(text)) if word]
    found = published()
    for word in words[:_MOST_WORDS]:
        found = found.filter(_pointing_to(word))
    return found if words else found.none()


def _pointing_to(word: str) -> Q:
    # What people add to a brand or a firm's name when they say it: 某某牌, 某某公司.
    bare = re.sub("(牌|公司|有限公司)$", "", word) or word
    points = Q(public_text__contains=woven(word)) | Q(public_text__contains=woven(bare))
    if barcode := as_barcode(word):
        points |= Q(public_text__contains=woven(barcode))
    if in_ranges := _ranges_with(word):
        points |= Q(pk__in=in_ranges)
    return points


def _ranges_with(word: str) -> list[int]:
    """The cases whose ranges or patterns of lots or serial numbers hold a number."""
    if not any(sign.isdecimal() for sign in word):
        return []
    begins = [word[:n] for n in range(len(word) + 1)]
    lines = Affected.objects.filter(beginnings__overlap=begins)
    return [
        line.recall_id
        for line in lines.only("recall_id", "lots", "serials")
        if any(one.holds(word) for one in read_numbers("\n".join((*line.lots, *line.serials))))
    ]


def is_announced(recall: Recall) -> bool:
    """Whether an announcement is in force: published and not withdrawn."""
    return recall.told not in ("", Announcement.Kind.WITHDRAWN)


def announcements() -> QuerySet[Announcement]:
    """Every announcement, newest first, with what feeds and pages show of its case."""
    return Announcement.objects.select_related(
        "recall", "recall__product", "recall__producer"
    ).prefetch_related("recall__affected")
