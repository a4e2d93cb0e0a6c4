"""Requests for verification: asked for by users, given a day by verification bodies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import districts, policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.look.figures import language
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import requests as known
from hengjian_portal.scales.actions import field_days
from hengjian_portal.scales.actions import requests as doing
from hengjian_portal.scales.forms.requests import AppointForm, AskForm, SettleForm
from hengjian_portal.scales.models import VerificationRequest
from hengjian_portal.scales.views.register import put_error

_ROWS = 25


def _area_name(code: str) -> str:
    """The name of a district in the reader's language."""
    unit = districts.everything().get(code)
    if unit is None:
        return code
    return unit.name_en if language() == "en" else unit.name


@door("scales.see_requests")
def requests(request: HttpRequest) -> HttpResponse:
    """The requests I may see, by district and market; for a verification body its district first."""
    who = actor(request)
    found = known.requests_visible_to(who).order_by("district", "market__name", "wanted_to", "pk")
    own = who.district if who.kind is Kind.VERIFICATION_BODY else ""
    area = request.GET.get("district", own)
    stage = request.GET.get("stage", "asked" if who.kind is Kind.VERIFICATION_BODY else "")
    areas = sorted(set(found.order_by().values_list("district", flat=True)) | {own} - {""})
    if area in areas:
        found = found.filter(district=area)
    if stage in VerificationRequest.Stage.values:
        found = found.filter(stage=stage)
    facts = {
        "page": page_of(request, found, _ROWS), "area": area, "stage": stage,
        "areas": [(code, _area_name(code)) for code in areas],
        "stages": VerificationRequest.Stage.choices,
        "may_ask": policy.may(who, "scales.ask_verification"),
    }  # fmt: skip
    return render(request, "scales/requests.html", facts)


@door("scales.ask_verification")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for verification of some of one's scales, what is due first."""
    day = localdate(timezone.now())
    start = {"scales": request.GET.getlist("scale")}
    form = AskForm(request.POST or None, actor=actor(request), day=day, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = doing.ask_for_verification(
                wish=form.wish(), actor=actor(request), at=timezone.now()
            )
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已申请：%(number)s") % {"number": made.number})
            return redirect("scales:request", pk=made.pk)
    some = form.fields["scales"].queryset.exists()  # type: ignore[attr-defined]
    return render(request, "scales/ask.html", {"form": form, "some": some})


@door("scales.see_requests")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: which scales, what became of it, what I may do."""
    return _page(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> VerificationRequest:
    return get_object_or_404(known.requests_visible_to(actor(request)), pk=pk)


def _forms(found: VerificationRequest, who: Actor, day: Any) -> dict[str, Form]:
    """The forms of what this account may do to a request now, by verb."""
    forms: dict[str, Form] = {}
    asked = found.stage == VerificationRequest.Stage.ASKED
    if asked and policy.may(who, "scales.plan_field_days"):
        forms["appoint"] = AppointForm(asked=found, actor=who, day=day)
        forms["turn_away"] = SettleForm(initial={"version": found.version})
    if found.stage in known.OPEN and policy.may(
        who, "scales.ask_verification", known.ties_of(found)
    ):
        forms["withdraw"] = SettleForm(initial={"version": found.version})
    return forms


def _page(
    request: HttpRequest, found: VerificationRequest, sent: dict[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    day = localdate(timezone.now())
    left = {scale.pk for scale in known.still_to_verify(found)}
    facts = {
        "asked": found, "forms": {**_forms(found, actor(request), day), **(sent or {})},
        "scales": [(scale, scale.pk in left) for scale in found.scales.all()],
        "may_plan": policy.may(actor(request), "scales.plan_field_days"),
        "district": _area_name(found.district),
    }  # fmt: skip
    return render(request, "scales/request.html", facts, status=status)


@door("scales.see_requests")
def request_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Give a request a day, turn it away, or take it back."""
    rights = {
        "appoint": "scales.plan_field_days", "turn_away": "scales.plan_field_days",
        "withdraw": "scales.ask_verification",
    }  # fmt: skip
    if verb not in rights:
        raise Http404
    found, who, now = _found(request, pk), actor(request), timezone.now()
    policy.require(who, rights[verb])
    if request.method != "POST":
        return redirect("scales:request", pk=pk)
    form: Form = SettleForm(request.POST)
    if verb == "appoint":
        form = AppointForm(request.POST, asked=found, actor=who, day=localdate(now))
    if form.is_valid():
        try:
            _do(verb, found, dict(form.cleaned_data), who, now)
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已办理：%(what)s") % {"what": found.number})
            return redirect("scales:request", pk=pk)
    return _page(request, _found(request, pk), {verb: form}, status=422)


def _do(verb: str, found: VerificationRequest, typed: dict[str, Any], who: Actor, now: Any) -> None:
    found.version = typed.pop("version")
    if verb == "appoint":
        day, arrives = typed["field_day"], typed["arrives"]
        field_days.appoint(request=found, day=day, arrives=arrives, actor=who, at=now)
    elif verb == "turn_away":
        doing.turn_away_request(request=found, reason=typed["reason"], actor=who, at=now)
    else:
        doing.withdraw_request(request=found, reason=typed["reason"], actor=who, at=now)
