"""Words in another language than the page's, and lists as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from hengjian_portal.look.figures import language

_CHINESE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+"
# Digits and marks between two Chinese words belong to them; a Latin word does not.
_RUN = re.compile(rf"{_CHINESE}(?:[\d\s.,:·/()–-]*{_CHINESE})*")
# The look behind keeps one endless word from being tried at each of its letters.
_ENGLISH = re.compile(r"(?<![A-Za-z])[A-Za-z]+(?:[\s,;]+[A-Za-z]+){2,}")
_OPTION = re.compile(rf"<option([^>]*)>([^<]*{_CHINESE}[^<]*)</option>")


def in_its_language(value: object) -> str:
    """
    What somebody wrote, marked where its language is not the page's.

    A screen reader then changes its voice, and the browser its typeface. Takes text or safe HTML.
    In an English page each Chinese run is marked, in a Chinese page a text that is all English.
    """
    text = conditional_escape("" if value is None else str(value))
    if language() == "en":
        return SafeString(_RUN.sub(r'<span lang="zh">\g<0></span>', text))
    if _ENGLISH.search(text) and not re.search(_CHINESE, text):
        return format_html('<span lang="en">{}</span>', text)
    return text


def options_in_their_language(widget: str) -> SafeString:
    """
    The HTML of a select, its Chinese options marked as Chinese where the page is English.

    An option holds no element, so it says its language itself.
    """
    marked = r'<option\1 lang="zh">\2</option>'
    return SafeString(widget if language() == "zh" else _OPTION.sub(marked, widget))


def listed(values: Iterable[object]) -> str:
    """
    Several things in a row, with the comma of the page's language.

    >>> listed([2026, 2027])
    '2026、2027'
    """
    return format_html_join(gettext("、"), "{}", ((in_its_language(value),) for value in values))


def numbers(values: Iterable[object]) -> str:
    """
    Lots, serial numbers or days in a row, with a dash between the two ends of a range.

    >>> numbers(["A3-2501..A3-2506", "B7"])
    'A3-2501 – A3-2506、B7'
    """
    return listed(str(value).replace("..", " – ") for value in values)
