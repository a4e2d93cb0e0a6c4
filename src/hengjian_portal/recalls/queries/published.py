"""What the public was told, and finding it by whatever people type or scan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower

from hengjian.text.folding import plain
from hengjian_portal.recalls.models import Announcement, Document, Recall
from hengjian_portal.recalls.queries.plans import plan_in_force

_BREAKS = re.compile(r"[\s,，、;；/|·]+")
_MOST_WORDS = 8
_SETTLED = timedelta(seconds=10)


def _plain_of(name: str) -> Func:
    """A column as words are compared: lower case, letters and digits of any script alone."""
    return Lower(
        Func(F(name), Value(r"[^[:alnum:]]"), Value(""), Value("g"), function="regexp_replace")
    )


def announced() -> QuerySet[Recall]:
    """Every case the public was ever told of, with its announcements, newest first."""
    announcements = Announcement.objects.order_by("-published_at", "-id")
    return (
        Recall.objects.filter(announcements__isnull=False)
        .distinct()
        .select_related("product", "producer")
        .prefetch_related(Prefetch("announcements", announcements), "affected")
        .order_by("-pk")
    )


def published() -> QuerySet[Recall]:
    """The cases whose announcement is in force: told, and not withdrawn."""
    latest = Announcement.objects.filter(recall=OuterRef("pk")).order_by("-published_at", "-id")
    kind = Subquery(latest.values("kind")[:1])
    return announced().annotate(latest_kind=kind).exclude(latest_kind=Announcement.Kind.WITHDRAWN)


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
    if asked.since or asked.until:
        latest = Announcement.objects.filter(recall=OuterRef("pk"))
        at = Subquery(latest.order_by("-published_at", "-id").values("published_at")[:1])
        found = found.annotate(told_at=at)
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
        found = found.filter(pk__in=_pointing_to(word))
    return found if words else found.none()


def _pointing_to(word: str) -> QuerySet[Recall]:
    digits = word.zfill(14) if word.isdecimal() and 8 <= len(word) <= 14 else "-"
    # What people add to a brand or a firm's name when they say it: 某某牌, 某某公司.
    bare = re.sub("(牌|公司|有限公司)$", "", word) or word
    return (
        Recall.objects.annotate(
            plain_model=_plain_of("affected__model_no"),
            plain_lot=_plain_of("affected__lot"),
            plain_case=_plain_of("case_no"),
        )
        .filter(
            Q(affected__gtin=digits)
            | Q(product__gtin=digits)
            | Q(product__plain_text__contains=word)
            | Q(product__plain_text__contains=bare)
            | Q(product__firm__plain_name__contains=bare)
            | Q(producer__name__contains=bare)
            | Q(plain_model__contains=word)
            | Q(plain_lot__contains=word)
            | Q(plain_case=word)
        )
        .values("pk")
    )


def is_announced(recall: Recall) -> bool:
    """Whether an announcement is in force: published and not withdrawn."""
    latest = recall.announcements.first()
    return latest is not None and latest.kind != Announcement.Kind.WITHDRAWN


def announcements() -> QuerySet[Announcement]:
    """Every announcement, newest first, with what feeds and pages show of its case."""
    return Announcement.objects.select_related(
        "recall", "recall__product", "recall__producer"
    ).prefetch_related("recall__affected")


def public_progress(recall: Recall) -> dict[str, int] | None:
    """How far a recall has come, level by level, as the public may see it; None before a report."""
    plan = plan_in_force(recall)
    report = recall.documents.filter(kind="progress_report").order_by("-number").first()
    if plan is None or report is None or not plan.content.get("n_recalled"):
        return None
    levels = ("maker", "distributor", "shop", "consumer")
    held = {level: int(report.content[level]) for level in levels}
    return {**held, "total": sum(held.values()), "recalled": plan.content["n_recalled"]}
