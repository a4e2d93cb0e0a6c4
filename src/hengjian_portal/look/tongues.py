"""Words in another language than the page's, and lists as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from hengjian_portal.look.figures import language

_CHINESE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+"
# Digits and marks between two Chinese words belong to them; a Latin word does not.
_RUN = re.compile(rf"{_CHINESE}(?:[\d\s.,:·/()–-]*{_CHINESE})*")


def in_its_language(value: object) -> str:
    """
    What somebody wrote, with its Chinese marked as Chinese where the page is English.

    A screen reader then changes its voice, and the browser its typeface. Takes text or safe HTML.
    """
    text = conditional_escape("" if value is None else value)
    if language() == "zh":
        return text
    return SafeString(_RUN.sub(r'<span lang="zh">\g<0></span>', text))


def listed(values: Iterable[object]) -> str:
    """
    Several things in a row, with the comma of the page's language.

    >>> listed([2026, 2027])
    '2026、2027'
    """
    return format_html_join(gettext("、"), "{}", ((in_its_language(value),) for value in values))
