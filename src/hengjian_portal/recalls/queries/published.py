"""What the public was told, and finding it by whatever people type or scan."""

from __future__ import annotations

import re

from django.db.models import (
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Lower

from hengjian.recall.unit_numbers import read_numbers
from hengjian.text.folding import plain
from hengjian_portal.recalls.models import Affected, Announcement, Recall

_BREAKS = re.compile(r"[\s,，、;；/|·]+")
_MOST_WORDS = 8


def _plain_of(name: str) -> Func:
    """A column as words are compared: lower case, letters and digits of any script alone."""
    return _words(F(name))


def _plain_list(name: str) -> Func:
    """The same of a column that holds several; a bar stands between them, which no word holds."""
    return _words(Func(F(name), Value("|"), function="array_to_string"))


def _words(text: Func | F) -> Func:
    kept = (Value(r"[^[:alnum:]|]"), Value(""), Value("g"))
    return Lower(Func(text, *kept, function="regexp_replace", output_field=TextField()))


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
            plain_models=_plain_list("affected__model_nos"),
            plain_lots=_plain_list("affected__lots"),
            plain_serials=_plain_list("affected__serials"),
            plain_case=_plain_of("case_no"),
        )
        .filter(
            Q(affected__gtins__contains=[digits])
            | Q(affected__in=_ranges_with(word))
            | Q(product__gtin=digits)
            | Q(product__plain_text__contains=word)
            | Q(product__plain_text__contains=bare)
            | Q(product__firm__plain_name__contains=bare)
            | Q(producer__name__contains=bare)
            | Q(plain_models__contains=word)
            | Q(plain_lots__contains=word)
            | Q(plain_serials__contains=word)
            | Q(plain_case=word)
        )
        .values("pk")
    )


def _ranges_with(word: str) -> list[int]:
    """The lines whose ranges or patterns of lots or serial numbers hold a number."""
    if not any(sign.isdecimal() for sign in word):
        return []
    numbers = Func(F("lots"), F("serials"), function="array_cat")
    written = Func(numbers, Value("\n"), function="array_to_string", output_field=TextField())
    found = Affected.objects.annotate(written=written).filter(written__regex=r"\.\.|[*?]")
    return [
        number
        for number, text in found.values_list("pk", "written")
        if any(one.holds(word) for one in read_numbers(text))
    ]


def is_announced(recall: Recall) -> bool:
    """Whether an announcement is in force: published and not withdrawn."""
    latest = recall.announcements.first()
    return latest is not None and latest.kind != Announcement.Kind.WITHDRAWN


def announcements() -> QuerySet[Announcement]:
    """Every announcement, newest first, with what feeds and pages show of its case."""
    return Announcement.objects.select_related(
        "recall", "recall__product", "recall__producer"
    ).prefetch_related("recall__affected")
