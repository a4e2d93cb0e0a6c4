"""One thing to tick, in a line: its words in their languages, held together."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hengjian_portal.look.tongues import in_its_language


def in_a_line(words: str) -> SafeString:
    """A label of one of several boxes; without the span its parts would stand side by side."""
    return format_html("<span>{}</span>", in_its_language(words))
