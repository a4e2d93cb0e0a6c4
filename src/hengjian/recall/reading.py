"""
How hard a text is to read: sentence lengths in Chinese, a school grade in English. Both ours.

The Chinese measure counts the characters of a sentence and knows nothing of words; the English
one is Flesch and Kincaid's grade with syllables counted by rule. They give a hint, no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal, cast

from hengjian.text.folding import fold
from hengjian.text.sheet import shipped_sheet

_SENTENCES = re.compile(r"[。！？；!?;\n]+|\.(?=\s|$)")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How hard a text is to read.

    `measure` is the characters of the average sentence for `zh`, the school grade for `en`;
    `longest` is the longest sentence, in characters or words. `hard` says that a limit of ours
    is passed.
    """

    language: Literal["zh", "en"]
    measure: Decimal
    longest: int
    hard: bool


@dataclass(frozen=True, slots=True)
class Jargon:
    """A word of the laboratory as it stands in a text, and a plainer one."""

    word: str
    plainer: str


def reading(text: str) -> Reading | None:
    """
    Measure a text, as Chinese if it holds an ideograph; None for a text without a sentence.

    >>> reading("立即停止使用。手柄可能断裂，热水会烫伤。")
    Reading(language='zh', measure=Decimal('8.5'), longest=11, hard=False)
    >>> reading("Stop using the kettle now. The handle can break.")
    Reading(language='en', measure=Decimal('1.9'), longest=5, hard=False)
    """
    sentences = [part for part in _SENTENCES.split(text) if any(map(str.isalnum, part))]
    if not sentences:
        return None
    return _chinese(sentences) if _IDEOGRAPH.search(text) else _english(sentences)


def jargon(text: str) -> tuple[Jargon, ...]:
    """
    Find the words of the laboratory in a text, each once, in the order of our list.

    >>> jargon("接地措施和非正常工作项目不合格")[0].plainer
    '使用不当或出故障时'
    """
    folded = fold(text)
    words = cast(dict[str, str], _sheet()["jargon"])
    return tuple(Jargon(word, plainer) for word, plainer in words.items() if word in folded)


def says_stop_first(text: str) -> bool:
    """
    Tell whether the first sentence of some instructions says to stop using the product.

    >>> says_stop_first("立即停止使用。联系客服。"), says_stop_first("联系客服。停止使用。")
    (True, False)
    """
    first = next((part for part in _SENTENCES.split(text) if part.strip()), "")
    forms = cast(list[str], _sheet()["stop_using"])
    return any(form in fold(first) for form in forms)


@cache
def _sheet() -> dict[str, object]:
    return shipped_sheet("hengjian.recall", "reading.yaml")


def _chinese(sentences: list[str]) -> Reading:
    lengths = [sum(map(str.isalnum, sentence)) for sentence in sentences]
    limits = cast(dict[str, str], _sheet()["zh"])
    average, longest = Fraction(sum(lengths), len(lengths)), max(lengths)
    hard = average > int(limits["average_characters"]) or longest > int(
        limits["longest_characters"]
    )
    return Reading("zh", _tenths(average), longest, hard)


def _english(sentences: list[str]) -> Reading | None:
    spoken = [words for sentence in sentences if (words := _WORD.findall(sentence))]
    words = [word for sentence in spoken for word in sentence]
    if not words:
        return None
    sheet = cast(dict[str, object], _sheet()["en"])
    weights = {
        name: Fraction(text) for name, text in cast(dict[str, str], sheet["formula"]).items()
    }
    grade = (
        weights["words_per_sentence"] * Fraction(len(words), len(spoken))
        + weights["syllables_per_word"] * Fraction(_syllables(words), len(words))
        - weights["less"]
    )
    hard = grade > int(cast(str, sheet["grade"]))
    return Reading("en", _tenths(grade), max(map(len, spoken)), hard)


def _syllables(words: Iterable[str]) -> int:
    """Count groups of vowels; a silent e at the end is none, and every word has one."""
    return sum(_syllables_of(word.lower()) for word in words)


def _syllables_of(word: str) -> int:
    silent = word.endswith("e") and not word.endswith(("le", "ee"))
    return max(1, len(_VOWELS.findall(word)) - silent)


def _tenths(value: Fraction) -> Decimal:
    return Decimal(round(value * 10)).scaleb(-1)
