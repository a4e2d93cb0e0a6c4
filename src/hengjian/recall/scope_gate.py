"""
The gate before a case: whether these measures are about a product at all.

The gate proposes and names the word it went by; a person decides. Its list is an argument, so
that the operator can keep it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from hengjian.errors import TextError
from hengjian.law.citation import Confidence
from hengjian.text.folding import fold
from hengjian.text.sheet import shipped_sheet


class ScopeDecision(StrEnum):
    """What the gate proposes. The values are stored."""

    IN = "in"
    OUT = "out"
    BY_REFERENCE = "by_reference"


@dataclass(frozen=True, slots=True)
class Category:
    """
    A kind of goods with a regime of its own: the law that applies, and how to recognise it.

    `words` recognise it in a description, any of `unless` takes that back (a toy car is no car).
    """

    name: str
    zh: str
    en: str
    decision: ScopeDecision
    law: str
    confidence: Confidence
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """The proposal, the category it rests on (None for goods that are in), and why."""

    decision: ScopeDecision
    entry: Category | None
    reason_zh: str
    reason_en: str


def shipped_categories() -> tuple[Category, ...]:
    """Read the categories that lie beside the code; raises `TextError` where they are wrong."""
    return read_categories(shipped_sheet("hengjian.recall", "categories.yaml"))


def read_categories(sheet: dict[str, object]) -> tuple[Category, ...]:
    """
    Read categories from the mapping of a YAML file.

    Raises `TextError` naming the category whose fields are missing or not known.
    """
    rows = cast(list[dict[str, object]], sheet.get("categories") or [])
    return tuple(_category(row) for row in rows)


def gate(words: str, entries: Iterable[Category]) -> Gate:
    """
    Propose whether the measures are about a product described in these words.

    Descriptions are folded (width, case, traditional characters). Where several categories are
    recognised the longest word decides: 无人驾驶航空器 before 航空器.

    >>> gate("儿童玩具汽车", shipped_categories()).decision
    <ScopeDecision.IN: 'in'>
    """
    text = fold(words)
    best: tuple[str, Category] | None = None
    for entry in entries:
        found = max((word for word in entry.words if _holds(text, word)), key=len, default="")
        if not found or any(_holds(text, word) for word in entry.unless):
            continue
        if best is None or len(found) > len(best[0]):
            best = found, entry
    if best is None:
        return Gate(
            ScopeDecision.IN,
            None,
            "未识别到另有召回制度的产品类别，适用本办法",
            "no category with a regime of its own is recognised; the measures apply",
        )
    return _recognised(*best)


def _recognised(word: str, entry: Category) -> Gate:
    unread = "" if entry.confidence is Confidence.VERIFIED else "（待核）"
    if entry.decision is ScopeDecision.BY_REFERENCE:
        zh, en = "参照本办法执行，另见", "the measures are followed by reference; see also"
    elif entry.decision is ScopeDecision.OUT:
        zh, en = "不适用本办法，应适用", "the measures do not apply; what applies is"
    else:
        zh, en = "适用本办法，另见", "the measures apply; see also"
    return Gate(
        entry.decision,
        entry,
        f"“{word}”属于{entry.zh}：{zh}{entry.law}{unread}",
        f"{word!r} means {entry.en}: {en} {entry.law}{unread}",
    )


def _holds(text: str, word: str) -> bool:
    folded = fold(word)
    if not folded.isascii():
        return folded in text
    return re.search(rf"(?<![a-z0-9]){re.escape(folded)}(?![a-z0-9])", text) is not None


def _category(row: dict[str, object]) -> Category:
    wanted = {"name", "zh", "en", "decision", "law", "confidence", "words", "unless"}
    odd = sorted(wanted ^ set(row))
    if odd:
        raise TextError(
            f"category {row.get('name')!r}: {', '.join(odd)} missing or not known; correct it",
            zh=f"类别{row.get('name')!r}：{'、'.join(odd)}缺失或多余，请更正",
        )
    try:
        return Category(
            name=str(row["name"]),
            zh=str(row["zh"]),
            en=str(row["en"]),
            decision=ScopeDecision(str(row["decision"])),
            law=str(row["law"]),
            confidence=Confidence(str(row["confidence"])),
            words=tuple(cast(list[str], row["words"])),
            unless=tuple(cast(list[str], row["unless"])),
        )
    except ValueError as error:
        raise TextError(
            f"category {row['name']!r}: {error}; use a known decision and confidence",
            zh=f"类别{row['name']!r}：{error}；请使用规定的decision和confidence",
        ) from None
