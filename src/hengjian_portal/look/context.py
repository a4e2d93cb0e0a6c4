"""What every page knows without being told."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from hengjian_portal.look import drafts


def page(request: HttpRequest) -> dict[str, object]:
    """
    The frame's own variables, as a Django context processor.

    `demo` is True in the demonstration city, `lang` is the language code the page is
    written in (zh-hans or en), `origin` is the address people type, `draft_sent` names the form
    that was just taken.
    """
    return {
        "demo": settings.DEMO,
        "lang": get_language() or settings.LANGUAGE_CODE,
        "origin": settings.ORIGIN,
        "draft_sent": drafts.sent(request),
    }
