"""What is the same for everybody, and is to be kept once by caches between us and them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]
_MARK = "same_for_everybody"


def for_everybody(response: HttpResponseBase) -> HttpResponseBase:
    """Mark an answer that depends on nothing but its address."""
    setattr(response, _MARK, True)
    return response


def keep_once(answer: Answer) -> Answer:
    """
    Take `Vary` off answers that are marked, as the outermost middleware.

    Those inside add it to every answer: a shared cache would keep a file of the log once for each
    language and each visitor's cookie.
    """

    def answered(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if getattr(response, _MARK, False):
            del response["Vary"]
        return response

    return answered
