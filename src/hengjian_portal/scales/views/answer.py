"""Is this scale right? For anybody, signed in or not."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate

from hengjian_portal.accounts.doors import door
from hengjian_portal.scales.answers import Answer, answer_for, as_json

_MOST = 120


@door("public.read")
def look_up(request: HttpRequest, code: str = "") -> HttpResponse:
    """
    The verdict on one scale, by any code it carries; `?format=json` for programs.

    The code on a scale leads here, so the answer stands at the top and needs no second tap.
    """
    text = (code or request.GET.get("code", ""))[:_MOST].strip()
    day = localdate(timezone.now())
    answer = answer_for(text, day) if text else None
    if request.GET.get("format") == "json":
        return _json(answer, day)
    facts = {"answer": answer, "text": text, "day": day, "stale": _stale(answer)}
    page = "scales/answer.html" if getattr(request, "htmx", False) else "scales/look_up.html"
    return render(request, page, facts)


def _json(answer: Answer | None, day: date) -> HttpResponse:
    if answer is None:
        return JsonResponse({"error": "give a code: ?code=…"}, status=400)
    return JsonResponse(as_json(answer, day), json_dumps_params={"ensure_ascii": False})


def _stale(answer: Answer | None) -> bool:
    """Whether the certificate that was asked for is no longer the scale's own."""
    scanned = answer.found.scanned if answer and answer.found else None
    return scanned is not None and scanned.void_since is not None
