"""Days out: planned, put in order, printed for the road, called off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import requests as known
from hengjian_portal.scales.actions import field_days as doing
from hengjian_portal.scales.forms.requests import DayForm
from hengjian_portal.scales.forms.sheet import ReasonForm
from hengjian_portal.scales.models import FieldDay, Stop
from hengjian_portal.scales.views.register import put_error

_ROWS = 25


@door("scales.see_field_days")
def field_days(request: HttpRequest) -> HttpResponse:
    """The days out I may see, the next first."""
    day = localdate(timezone.now())
    days = known.days_visible_to(actor(request))
    facts = {
        "ahead": days.filter(day__gte=day).order_by("day", "pk"),
        "page": page_of(request, days.filter(day__lt=day).order_by("-day", "-pk"), _ROWS),
        "may_plan": policy.may(actor(request), "scales.plan_field_days"),
    }
    return render(request, "scales/field_days.html", facts)


@door("scales.plan_field_days")
def plan_day(request: HttpRequest) -> HttpResponse:
    """Plan a day out for two."""
    form = DayForm(request.POST or None, actor=actor(request))
    if request.method == "POST" and form.is_valid():
        try:
            day = doing.plan_field_day(
                outing=form.outing(), actor=actor(request), at=timezone.now()
            )
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已安排外出日：再把申请排进来"))
            return redirect("scales:field_day", pk=day.pk)
    return render(request, "scales/plan_day.html", {"form": form})


@door("scales.see_field_days")
def field_day(request: HttpRequest, pk: int) -> HttpResponse:
    """One day: its stops in order, what waits for a day, changing the order."""
    return _page(request, _found(request, pk))


@door("scales.see_field_days")
def day_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same day on paper: stop after stop, each scale with its code."""
    day = _found(request, pk)
    return render(request, "scales/day_sheet.html", {"day": day, "stops": _stops(day)})


@door("scales.plan_field_days")
def day_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Move a stop up or down, take the suggested order, or call the day off."""
    if verb not in ("up", "down", "suggest", "call_off"):
        raise Http404
    day = _found(request, pk)
    if request.method != "POST":
        return redirect("scales:field_day", pk=pk)
    form = ReasonForm(request.POST, unasked=verb != "call_off")
    if form.is_valid():
        try:
            _do(verb, day, request.POST, form.cleaned_data["reason"], request)
        except (HengjianError, ValueError) as error:
            if isinstance(error, HengjianError):
                words = policy.said(error, get_language())
            else:
                words = _("页面内容不完整：请重新打开后再办理")
            messages.error(request, words)
        return redirect("scales:field_day", pk=pk)
    return _page(request, day, form, status=422)


def _do(verb: str, day: FieldDay, typed: Any, reason: str, request: HttpRequest) -> None:
    day.version = int(typed.get("version", ""))
    who, now = actor(request), timezone.now()
    if verb == "call_off":
        doing.call_off_field_day(day=day, reason=reason, actor=who, at=now)
        return
    stops = known.stops_of(day)
    order = doing.suggested(stops) if verb == "suggest" else _moved(stops, typed, verb)
    doing.order_stops(day=day, order=order, actor=who, at=now)


def _moved(stops: list[Stop], typed: Any, verb: str) -> list[int]:
    """The order with one stop moved by one place."""
    order = [stop.pk for stop in stops]
    place = order.index(int(typed.get("stop", "")))
    other = max(0, min(len(order) - 1, place + (1 if verb == "down" else -1)))
    order[place], order[other] = order[other], order[place]
    return order


def _found(request: HttpRequest, pk: int) -> FieldDay:
    return get_object_or_404(known.days_visible_to(actor(request)), pk=pk)


def _stops(day: FieldDay) -> list[dict[str, Any]]:
    """Each stop with its requests, and which of their scales are still to be verified."""
    found = []
    for stop in known.stops_of(day):
        asked = []
        for one in stop.requests.all():
            left = {scale.pk for scale in known.still_to_verify(one)}
            asked.append((one, [(scale, scale.pk in left) for scale in one.scales.all()]))
        found.append({"stop": stop, "requests": asked})
    return found


def _page(
    request: HttpRequest, day: FieldDay, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    who = actor(request)
    mine = policy.may(who, "scales.plan_field_days", policy.Ties(bodies=frozenset({day.body_id})))
    open_ = not day.called_off_because and day.day >= localdate(timezone.now())
    facts = {
        "day": day, "stops": _stops(day), "form": form or ReasonForm(),
        "may_change": mine and open_, "asked": known.asked(who)[:_ROWS] if mine and open_ else [],
    }  # fmt: skip
    return render(request, "scales/field_day.html", facts, status=status)
