"""
Whether an announcement may go out, and how it could say its danger more plainly.

What Chinese practice shows in an announcement keeps a draft back while it is missing. Weakening
words, hard reading and the fields of the European notice are advice, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hengjian.recall.announcement import (
    Announcement,
    Template,
    missing_fields,
    prose,
    weakening_words,
)
from hengjian.recall.plan import Missing
from hengjian.recall.reading import Reading, jargon, reading, says_stop_first


class AdviceKind(StrEnum):
    """What a piece of advice is about. The values are published: add, never rename."""

    WEAKENING = "weakening"
    FIRST_STEP = "first_step"
    READING = "reading"
    JARGON = "jargon"
    BARCODE = "barcode"
    EU_TEMPLATE = "eu_template"


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice on a field; `start` counts the characters before the word it is about."""

    kind: AdviceKind
    field: str
    what_zh: str
    what_en: str
    start: int | None = None

    @property
    def where(self) -> str:
        """The field, and for a word the character it begins at, counted from 1."""
        return self.field if self.start is None else f"{self.field}: character {self.start + 1}"


@dataclass(frozen=True, slots=True)
class Lint:
    """
    What the linter says of a draft: it is publishable when nothing is missing.

    `readings` holds how hard each language of the draft is to read, by a measure of ours.
    """

    publishable: bool
    missing: tuple[Missing, ...]
    advice: tuple[Advice, ...]
    readings: tuple[Reading, ...]


def lint(draft: Announcement) -> Lint:
    """
    Read a draft as an editor would: what is missing, and what could be said more plainly.

    >>> found = lint(Announcement(consequences="极少数情况下可能烫伤"))
    >>> found.publishable, found.advice[0].where, found.advice[0].what_en
    (False, 'consequences: character 1', "'极少数情况下' makes the danger look small; leave it out")
    """
    missing = (*missing_fields(draft), *_barcode(draft))
    readings = tuple(_readings(draft))
    advice = (
        *_weakening(draft),
        *_first_step(draft),
        *_hard_to_read(readings),
        *_jargon(draft),
        *_unsaid_barcode(draft),
        *_european(draft),
    )
    return Lint(not missing, missing, advice, readings)


def _barcode(draft: Announcement) -> Iterator[Missing]:
    if draft.has_barcode and not draft.gtins:
        yield Missing(
            "gtins", "产品有商品条码，但未填写", "the product bears a barcode; none is given"
        )


def _weakening(draft: Announcement) -> Iterator[Advice]:
    for field, text in prose(draft):
        for found in weakening_words(text):
            yield Advice(
                AdviceKind.WEAKENING,
                field,
                f"“{found.word}”使危险显得小，建议删去",
                f"{found.word!r} makes the danger look small; leave it out",
                found.start,
            )


def _first_step(draft: Announcement) -> Iterator[Advice]:
    steps = {"do_now": draft.do_now or draft.emergency, "do_now_en": draft.do_now_en}
    for field, text in steps.items():
        if text and not says_stop_first(text):
            yield Advice(
                AdviceKind.FIRST_STEP,
                field if getattr(draft, field) else "emergency",
                "第一句应告诉消费者立即停止使用",
                "the first instruction should be to stop using the product",
            )


def _readings(draft: Announcement) -> Iterator[Reading]:
    texts: dict[str, list[str]] = {}
    for _field, text in prose(draft):
        if found := reading(text):
            texts.setdefault(found.language, []).append(text)
    for language in sorted(texts, reverse=True):
        if found := reading("\n".join(texts[language])):
            yield found


def _hard_to_read(readings: tuple[Reading, ...]) -> Iterator[Advice]:
    for found in readings:
        if not found.hard:
            continue
        unit_zh, unit_en = ("字", "characters") if found.language == "zh" else ("词", "words")
        said = (
            f"平均每句{found.measure}字" if found.language == "zh" else f"英文{found.measure}年级"
        )
        measure = (
            f"{found.measure} characters a sentence"
            if found.language == "zh"
            else f"school grade {found.measure}"
        )
        yield Advice(
            AdviceKind.READING,
            f"text ({found.language})",
            f"难读：{said}，最长一句{found.longest}{unit_zh}；请写短句（衡鉴自定的衡量）",
            f"hard to read: {measure}, the longest sentence {found.longest} {unit_en}; "
            "write short sentences (a measure of ours)",
        )


def _jargon(draft: Announcement) -> Iterator[Advice]:
    for field, text in prose(draft):
        for found in jargon(text):
            yield Advice(
                AdviceKind.JARGON,
                field,
                f"“{found.word}”不易懂，可改为：{found.plainer}",
                f"{found.word!r} is hard to understand; plainer: {found.plainer}",
            )


def _unsaid_barcode(draft: Announcement) -> Iterator[Advice]:
    if draft.has_barcode is None and not draft.gtins:
        yield Advice(
            AdviceKind.BARCODE,
            "has_barcode",
            "请写明产品是否有商品条码；有的应当填写",
            "say whether the product bears a barcode; one that it bears has to be given",
        )


def _european(draft: Announcement) -> Iterator[Advice]:
    for gap in missing_fields(draft, Template.EU):
        yield Advice(
            AdviceKind.EU_TEMPLATE,
            gap.field,
            f"欧盟召回公告还要求：{gap.why_zh.removeprefix('缺少')}",
            f"the European notice also asks for it: {gap.why_en}",
        )
