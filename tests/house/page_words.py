"""What a page says, and in which language it says so: read off its HTML as a browser would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
# What is typed, stored or meant for machines is not the page's own words.
NOT_WORDS = frozenset(("script", "style", "textarea", "code", "pre", "kbd", "svg"))
SPOKEN = ("title", "aria-label", "placeholder", "alt")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# Three Latin words in a row are a sentence, not a name.
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;]+[A-Za-z][A-Za-z'’-]*){2,}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        lang = given.get("lang") or self._lang()
        self.said += [(lang, given[name]) for name in SPOKEN if name in given]
        if tag not in VOID:
            self.open.append((tag, lang))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _lang in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(name in NOT_WORDS for name, _lang in self.open):
            self.said.append((self._lang(), " ".join(data.split())))

    def _lang(self) -> str:
        return self.open[-1][1] if self.open else ""


def said(html: str) -> Iterator[tuple[str, str]]:
    """Every piece of text of a page with the language its elements declare."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    yield from reader.said


def chinese_as_english(html: str) -> list[str]:
    """
    Texts with a Chinese character, full stop or bracket that nothing declares Chinese.

    >>> chinese_as_english('<p title="秤">Scale（<b lang="zh">秤</b></p><code>秤</code>')
    ['秤', 'Scale（']
    """
    return [text for lang, text in said(html) if not lang.startswith("zh") and CHINESE.search(text)]


def english_as_chinese(html: str) -> list[str]:
    """
    Texts with three Latin words in a row that nothing declares English.

    >>> english_as_chinese('<p>请 Go and see</p><p lang="en">Go and see</p><p>Safety Gate 预警</p>')
    ['请 Go and see']
    """
    return [text for lang, text in said(html) if not lang.startswith("en") and ENGLISH.search(text)]
