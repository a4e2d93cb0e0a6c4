"""Is this scale right? For anybody, signed in or not; and, if they like, where they stand with it."""

from __future__ import annotations

import logging
import re
import secrets
from datetime import date, datetime

from django.conf import settings
from django.core import signing
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from procrastinate.contrib.django import app as jobs

from hengjian_portal.accounts.doors import door
from hengjian_portal.scales import pseudonym, receipts
from hengjian_portal.scales.actions import scanning
from hengjian_portal.scales.answers import Answer, answer_for, as_json
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.forms.suspicions import WhereForm
from hengjian_portal.scales.views.register import put_error

_MOST = 120
_COOKIE, _COOKIE_SECONDS = "scale_look_up", 24 * 3600
_ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python-", re.IGNORECASE)
_SALT, _WHERE_SECONDS = "scales.where", 3600
_log = logging.getLogger(__name__)


@door("public.read")
def look_up(request: HttpRequest, code: str = "") -> HttpResponse:
    """
    The verdict on one scale, by any code it carries; `?format=json` for programs.

    The code on a scale leads here, so the answer stands at the top and needs no second tap.
    """
    text = (code or request.GET.get("code", ""))[:_MOST].strip()
    now = timezone.now()
    day = localdate(now)
    answer = answer_for(text, day) if text else None
    if request.GET.get("format") == "json":
        return _json(answer, day)
    facts = {"answer": answer, "text": text, "day": day, "stale": _stale(answer)}
    facts["receipt"] = receipts.page_for(answer.found.scale) if answer and answer.found else ""
    page = "scales/answer.html" if getattr(request, "htmx", False) else "scales/look_up.html"
    if answer is None or not _is_somebody(request):
        return render(request, page, facts)
    visitor = _visitor(request)
    facts |= _kept(answer, visitor, now)
    response = render(request, page, facts)
    if _COOKIE not in request.COOKIES:
        response.set_cookie(
            _COOKIE, visitor, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return response


def _is_somebody(request: HttpRequest) -> bool:
    """Whether a person looks: no robot, no program, no browser that fetches ahead."""
    agent, ahead = request.headers.get("User-Agent", ""), request.headers.get("Sec-Purpose", "")
    return request.method == "GET" and "prefetch" not in ahead and not _ROBOT.search(agent)


def _visitor(request: HttpRequest) -> str:
    """A random text that this browser keeps for a day."""
    held = request.COOKIES.get(_COOKIE, "")[:64]
    return held or secrets.token_urlsafe(16)


def _kept(answer: Answer, visitor: str, now: datetime) -> dict[str, object]:
    """Keep the look-up; where that fails the answer is shown all the same, and the log says why."""
    scale = answer.found.scale if answer.found else None
    who = pseudonym.of_the_day(visitor, localdate(now), settings.SECRET_KEY)
    asked = scanning.LookUp(answer.code, scale, answer.answer, who)
    try:
        scan = scanning.record_scan(look_up=asked, at=now)
    except DatabaseError:
        _log.exception("a look-up was not kept")
        return {}
    return {"scan": signing.dumps(scan.pk, salt=_SALT)}


@door("public.read")
def say_where(request: HttpRequest) -> HttpResponse:
    """Where somebody stands with the scale they just looked up, if they want to say so."""
    form = WhereForm(request.POST or None)
    token = request.POST.get("scan", "") or request.GET.get("scan", "")
    facts = {"form": form, "said": "", "scan": token}
    if request.method == "POST":
        facts["said"] = _placed(form, token)
        status = 200 if facts["said"] else 422
        return render(request, "scales/where_said.html", facts, status=status)
    page = "scales/where.html" if getattr(request, "htmx", False) else "scales/where_said.html"
    return render(request, page, facts)


def _placed(form: WhereForm, token: str) -> str:
    """Keep the place: thanks, late, or nothing where the form says what is wrong."""
    try:
        scan = signing.loads(token, salt=_SALT, max_age=_WHERE_SECONDS)
        if form.is_valid():
            scanning.say_where(scan=scan, where=form.where())
            jobs.configure_task("scales.look_at").defer(kind="scan", pk=scan)
            return "thanks"
    except signing.BadSignature:
        return "late"
    except ScaleError as error:
        put_error(form, error)
    return ""


def _json(answer: Answer | None, day: date) -> HttpResponse:
    if answer is None:
        return JsonResponse({"error": "give a code: ?code=…"}, status=400)
    return JsonResponse(as_json(answer, day), json_dumps_params={"ensure_ascii": False})


def _stale(answer: Answer | None) -> bool:
    """Whether the certificate that was asked for is no longer the scale's own."""
    scanned = answer.found.scanned if answer and answer.found else None
    return scanned is not None and scanned.void_since is not None
