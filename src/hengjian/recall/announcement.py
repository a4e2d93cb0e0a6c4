"""A recall announcement: the fields it lacks, and the words that make its danger look small."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import cast

from hengjian.recall.plan import Missing, Remedy
from hengjian.text.sheet import shipped_sheet


class Template(StrEnum):
    """Whose list of fields: what China shows, and what the European notice asks besides."""

    CHINA = "china"
    EU = "eu"


class Origin(StrEnum):
    """On whose initiative the recall is carried out: 主动召回 or 责令召回. The values are stored."""

    VOLUNTARY = "voluntary"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class Announcement:
    """
    A recall announcement as drafted; whatever was left out is empty or None.

    `origin` is the legal kind of the recall: 主动召回 is one, and weakens nothing. `has_barcode`
    None: nobody has said whether the product bears one.
    """

    recall_no: str = ""
    producer: str = ""
    product: str = ""
    brand: str = ""
    model_no: str = ""
    lots: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    produced_from: date | None = None
    produced_to: date | None = None
    n_recalled: int | None = None
    defect: str = ""
    consequences: str = ""
    emergency: str = ""
    remedies: frozenset[Remedy] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None
    phone: str = ""
    authority: str = ""
    picture: str = ""
    where_to_find_identifiers: str = ""
    sold_when: str = ""
    sold_where: str = ""
    sold_by: str = ""
    share: str = ""
    origin: Origin | None = None
    has_barcode: bool | None = None
    title: str = ""
    do_now: str = ""
    remedy_how: str = ""
    title_en: str = ""
    do_now_en: str = ""
    hazard_en: str = ""


@dataclass(frozen=True, slots=True)
class Weakening:
    """A weakening word as it stands in the text, from `start` to before `end`."""

    word: str
    start: int
    end: int


def missing_fields(
    announcement: Announcement, template: Template = Template.CHINA
) -> tuple[Missing, ...]:
    """
    List the fields of a template that an announcement leaves empty, in the template's order.

    >>> [gap.field for gap in missing_fields(Announcement(recall_no="R-1"))][:2]
    ['producer', 'product']
    """
    fields = cast(dict[str, dict[str, dict[str, str]]], _sheet()["fields"])[template.value]
    return tuple(
        Missing(field, f"缺少{label['zh']}", f"{label['en']} is missing")
        for field, label in fields.items()
        if getattr(announcement, field) in ("", (), frozenset(), None)
    )


def weakening_words(text: str) -> tuple[Weakening, ...]:
    """
    Find the words that make a danger look small, Chinese and English, in the order of the text.

    English ones count as whole words, whatever their case and the white space between them;
    of overlapping ones the longest is reported.

    >>> [(found.word, found.start) for found in weakening_words("This Voluntary recall …")]
    [('Voluntary', 5)]
    """
    return tuple(Weakening(m.group(), m.start(), m.end()) for m in _pattern().finditer(text))


def prose(announcement: Announcement) -> tuple[tuple[str, str], ...]:
    """
    List the fields that speak to the reader, with their texts; names and numbers are not among them.

    >>> prose(Announcement(origin=Origin.VOLUNTARY, brand="Voluntary", defect="手柄断裂"))
    (('defect', '手柄断裂'),)
    """
    fields = cast(list[str], _sheet()["prose"])
    held = ((field, getattr(announcement, field)) for field in fields)
    return tuple((field, text) for field, text in held if text)


def origin_words() -> dict[str, Origin]:
    """
    Give the words by which a draft may name the legal kind of its recall.

    >>> origin_words()["主动召回"]
    <Origin.VOLUNTARY: 'voluntary'>
    """
    words = cast(dict[str, list[str]], _sheet()["origins"])
    return {word: Origin(kind) for kind, said in words.items() for word in said}


@cache
def _sheet() -> dict[str, object]:
    return shipped_sheet("hengjian.recall", "announcement.yaml")


@cache
def _pattern() -> re.Pattern[str]:
    lists = cast(dict[str, list[str]], _sheet()["weakening"])
    english = [r"\s+".join(map(re.escape, word.split())) for word in lists["en"]]
    # (?<![a-z]) and not \b, for which a Chinese neighbour is part of the word.
    forms = [rf"(?<![a-z]){form}(?![a-z])" for form in sorted(english, key=len, reverse=True)]
    forms += map(re.escape, sorted(lists["zh"], key=len, reverse=True))
    return re.compile("|".join(forms), re.IGNORECASE)
