"""Letting go of a draft in the browser, once what it held has been sent."""

from __future__ import annotations

from django.http import HttpRequest

_KEY = "draft_sent"


def let_go(request: HttpRequest, name: str) -> None:
    """The form with `data-draft` of this name was taken; the next page tells the browser so."""
    request.session[_KEY] = name


def sent(request: HttpRequest) -> str:
    """The name of the form that was just taken, once."""
    if not hasattr(request, "session") or _KEY not in request.session:
        return ""
    return str(request.session.pop(_KEY))
