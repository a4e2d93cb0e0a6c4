"""Where in which text a number comes from, and whether anybody has looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Confidence(StrEnum):
    """How a fact of law came to us. The values are stored: add, never rename."""

    VERIFIED = "verified"
    NEWS = "news"
    INFERRED = "inferred"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Citation:
    """
    One place in one legal text, as a lawyer would write it.

    `text` is the title, `number` that of the order or standard where known, `article` the
    article's numeral or clause (None: the text is known, the article is not). `in_force` is None
    only for a text whose date nobody has found yet. A citation nobody has held against the
    official text says so wherever it is shown.

    >>> read_on = date(2026, 11, 22)
    >>> print(Citation("民法典", "二百零一", date(2021, 1, 1), Confidence.VERIFIED, read_on))
    《民法典》第二百零一条
    >>> print(Citation("消费品召回管理暂行规定", "八", date(2020, 1, 1), Confidence.NEWS))
    《消费品召回管理暂行规定》第八条（待核）
    >>> print(Citation("重庆市缺陷消费品召回管理工作暂行办法", None, date(2026, 2, 1)))
    《重庆市缺陷消费品召回管理工作暂行办法》（条款待核）
    """

    text: str
    article: str | None
    in_force: date | None
    confidence: Confidence = Confidence.MEMORY
    read_on: date | None = None
    number: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether somebody held the fact against the words of the text."""
        return self.confidence is Confidence.VERIFIED

    def __str__(self) -> str:
        if self.article is None:
            return f"《{self.text}》" if self.confirmed else f"《{self.text}》（条款待核）"
        return f"《{self.text}》第{self.article}条{'' if self.confirmed else '（待核）'}"
