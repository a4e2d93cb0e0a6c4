"""Whom a maker lets open its scales, and its root keys."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import actions, repairs
from hengjian_portal.scales.forms.repair import AuthoriseForm, WhyForm
from hengjian_portal.scales.models import KeyUse, MakerKey
from hengjian_portal.scales.views.acting import put_error

_ROWS = 25


@door("scales.see_authorisations")
def authorisations(request: HttpRequest) -> HttpResponse:
    """The authorisations I gave, hold, or watch over."""
    found = repairs.authorisations_visible_to(actor(request))
    facts = {
        "page": page_of(request, found, _ROWS), "day": localdate(timezone.now()),
        "may_give": policy.may(actor(request), "scales.authorise"),
    }  # fmt: skip
    return render(request, "scales/authorisations.html", facts)


@door("scales.authorise")
def authorise(request: HttpRequest) -> HttpResponse:
    """Authorise somebody."""
    form = AuthoriseForm(request.POST or None, initial={"from_on": localdate(timezone.now())})
    if request.method == "POST" and form.is_valid():
        try:
            actions.authorise(
                technician=form.cleaned_data["technician"], days=form.days(),
                actor=actor(request), at=timezone.now(),
            )  # fmt: skip
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已授权"))
            return redirect("scales:authorisations")
    facts = {
        "form": form, "title": _("授权维修人员"), "button": _("授权"),
        "back": "scales:authorisations",
    }  # fmt: skip
    return render(request, "scales/repair_form.html", facts)


@door("scales.authorise")
def end_authorisation(request: HttpRequest, pk: int) -> HttpResponse:
    """End an authorisation before its time."""
    given = get_object_or_404(repairs.authorisations_visible_to(actor(request)), pk=pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_authorisation(
                authorisation=given, reason=form.cleaned_data["reason"], actor=actor(request),
                at=timezone.now(),
            )  # fmt: skip
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("授权已终止"))
            return redirect("scales:authorisations")
    facts = {
        "form": form, "title": _("终止授权"), "button": _("终止这项授权"),
        "given": given, "back": "scales:authorisations",
    }  # fmt: skip
    return render(request, "scales/repair_form.html", facts)


@door("scales.keys")
def keys(request: HttpRequest) -> HttpResponse:
    """A maker's root keys and every use of them; the keys themselves are shown to nobody."""
    mine = actor(request).body_id
    uses = KeyUse.objects.filter(key__maker=mine).select_related("key")
    page = page_of(request, uses, _ROWS)
    facts = {
        "keys": MakerKey.objects.filter(maker=mine), "page": page, "uses": repairs.known_as(page),
        "may_start": actor(request).is_head, "profile": repairs.profile(),
    }  # fmt: skip
    return render(request, "scales/keys.html", facts)


@door("scales.keys")
@require_POST
def start_key(request: HttpRequest) -> HttpResponse:
    """Begin a new root key."""
    key = actions.start_key(actor=actor(request), at=timezone.now())
    messages.success(request, _("第 %(n)s 版根密钥已启用") % {"n": key.version})
    return redirect("scales:keys")
