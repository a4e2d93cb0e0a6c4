"""Repairs: the list, one of them, and its acts; the code is shown once, on the page that answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy, second_factor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.models import Person
from hengjian_portal.files.queries import about as files_about
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import actions, codes, queries, repairs, timeline
from hengjian_portal.scales.forms import repair as forms_
from hengjian_portal.scales.models import RepairOrder, UnlockTicket
from hengjian_portal.scales.views.acting import put_error

_ROWS = 25


def _order(request: HttpRequest, pk: int) -> RepairOrder:
    return get_object_or_404(repairs.orders_visible_to(actor(request)), pk=pk)


@door("scales.see_repairs")
def repair_list(request: HttpRequest) -> HttpResponse:
    """The repairs I may see."""
    text = request.GET.get("q", "").replace("\0", "")[:80]
    stage = request.GET.get("stage", "")
    found = forms_.narrowed(repairs.orders_visible_to(actor(request)), text, stage)
    facts = {
        "page": page_of(request, found, _ROWS), "q": text, "stage": stage,
        "stages": forms_.stages(), "may_open": policy.may(actor(request), "scales.open_repair"),
        "may_see_authorisations": policy.may(actor(request), "scales.see_authorisations"),
    }  # fmt: skip
    return render(request, "scales/repair_list.html", facts)


@door("scales.open_repair")
def repair_open(request: HttpRequest) -> HttpResponse:
    """Open a repair order."""
    start = {"code": request.GET.get("code", "")[:80]}
    form = forms_.OrderForm(request.POST or None, actor=actor(request), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            order = actions.open_order(
                scale=form.cleaned_data["code"], fault=form.fault_said(), actor=actor(request),
                at=timezone.now(),
            )  # fmt: skip
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("维修单已开：%(n)s") % {"n": order.number})
            return redirect("scales:repair", pk=order.pk)
    facts = {"form": form, "title": _("开维修单"), "button": _("开单"), "back": "scales:repairs"}
    return render(request, "scales/repair_form.html", facts)


@door("scales.see_repairs")
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    """One repair: how far it is, what is next, its codes, its course."""
    order, now = _order(request, pk), timezone.now()
    scale = queries.everything().get(pk=order.scale_id)
    mine = policy.may(actor(request), "scales.repair", repairs.ties_of(order))
    ticket = repairs.live_ticket(scale, now)
    facts = {
        "order": order, "scale": scale, "code": codes.in_fours(scale.production_code),
        "mine": mine and order.is_running, "ticket": ticket,
        "mine_to_ask": order.technician_id == actor(request).person_id,
        "tickets": order.tickets.select_related("technician"), "files": files_about(f"repair:{pk}"),
        "may_see_scale": queries.visible_to(actor(request)).filter(pk=scale.pk).exists(),
        "timeline": timeline.of_objects(f"repair:{pk}"),
    }  # fmt: skip
    return render(request, "scales/repair.html", facts)


@never_cache
@door("scales.repair")
def repair_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the unlock code; it is shown on the answering page, once, and never again."""
    order = _order(request, pk)
    person = Person.objects.get(pk=actor(request).person_id)
    form = forms_.CodeForm(request.POST or None, order=order)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        given_at = now if second_factor.holds(person, form.cleaned_data["sign_in_code"]) else None
        try:
            given = actions.ask_code(
                order=order, display=form.display(given_at), actor=actor(request), at=now
            )
        except HengjianError as error:
            put_error(form, error)
        else:
            facts = {"order": order, "ticket": given.ticket, "code": codes.in_fours(given.code)}
            return render(request, "scales/repair_code.html", facts)
    facts = {
        "form": form, "order": order, "title": _("申请解锁口令"), "button": _("申请口令"),
        "has_factor": second_factor.has_one(person),
        "demo_code": second_factor.demo_code(person),
    }  # fmt: skip
    return render(request, "scales/repair_ask.html", facts)


@door("scales.repair")
def repair_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a repair with its new code and seal."""
    order = _order(request, pk)
    form = forms_.CloseForm(request.POST or None, order=order)

    def close() -> str:
        code = actions.close_order(
            order=order, work=form.work_done(), actor=actor(request), at=timezone.now()
        )
        return _("维修已办结，维修码 %(code)s：请写入秤内，再申请检定") % {
            "code": codes.in_fours(code)
        }

    return _form(request, order, form, (_("办结维修"), _("办结并生成维修码"), close))


@door("scales.repair")
def repair_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a repair that was not begun."""
    order = _order(request, pk)
    form = forms_.WhyForm(request.POST or None)

    def cancel() -> str:
        actions.cancel_order(
            order=order, reason=form.cleaned_data["reason"], actor=actor(request),
            at=timezone.now(),
        )  # fmt: skip
        return _("维修单已取消")

    return _form(request, order, form, (_("取消维修单"), _("取消这张维修单"), cancel))


def _form(
    request: HttpRequest, order: RepairOrder, form: forms.Form,
    act: tuple[str, str, Callable[[], str]],
) -> HttpResponse:  # fmt: skip
    title, button, do = act
    if request.method == "POST" and form.is_valid():
        try:
            done = do()
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, done)
            return redirect("scales:repair", pk=order.pk)
    facts = {"form": form, "order": order, "title": title, "button": button}
    return render(request, "scales/repair_form.html", facts)


@door("scales.repair")
@require_POST
def repair_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """An act without a form: opened for the repair, the scale took the code, or refused it."""
    order = _order(request, pk)
    try:
        _STEPS[step](order, {"actor": actor(request), "at": timezone.now()})
    except HengjianError as error:
        messages.error(request, policy.said(error, get_language()))
    return redirect("scales:repair", pk=pk)


def _opened(order: RepairOrder, by: dict[str, Any]) -> None:
    actions.open_planned(order=order, **by)


def _unlocked(order: RepairOrder, by: dict[str, Any]) -> None:
    actions.confirm_unlocked(ticket=_out(order), **by)


def _wrong(order: RepairOrder, by: dict[str, Any]) -> None:
    actions.report_wrong(ticket=_out(order), **by)


def _out(order: RepairOrder) -> UnlockTicket:
    """The newest code of a repair; whether it still serves is the action's to say."""
    return get_object_or_404(order.tickets.select_related("order", "scale").order_by("-pk")[:1])


_STEPS = {"opened": _opened, "unlocked": _unlocked, "wrong": _wrong}


@door("scales.repair")
@require_POST
def repair_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a photo to a repair."""
    order = _order(request, pk)
    sent = request.FILES.get("file")
    if sent is not None:
        try:
            actions.attach(
                order=order, data=sent.read(), name=request.POST.get("what") or sent.name,
                actor=actor(request), at=timezone.now(),
            )  # fmt: skip
        except HengjianError as error:
            messages.error(request, policy.said(error, get_language()))
    return redirect(reverse("scales:repair", args=[pk]))
