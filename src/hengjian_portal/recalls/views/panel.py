"""Calling a panel: fixing the list, entering the numbers, giving it up, deciding recusals."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.draw.exclusion import GROUNDS, Ground
from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may
from hengjian_portal.enforcement.forms.chance import ResultsForm
from hengjian_portal.recalls.actions import panel as panels
from hengjian_portal.recalls.actions import seat as seats
from hengjian_portal.recalls.forms.panel import (
    DecisionForm,
    GroundsForm,
    ListForm,
    refuse,
)
from hengjian_portal.recalls.forms.paper import in_language
from hengjian_portal.recalls.models import Panel, RecusalRequest
from hengjian_portal.recalls.queries import panels as queries
from hengjian_portal.recalls.queries.cases import visible_to
from hengjian_portal.recalls.views.act import case_of


def panel_of(request: HttpRequest, pk: int) -> Panel:
    """The panel of an address, if this account may see its case."""
    seen = visible_to(actor(request)).values("pk")
    return get_object_or_404(Panel.objects.select_related("recall"), pk=pk, recall__in=seen)


@door("recalls.see_panel")
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """One panel: its list, who sits, what waits, and the opinions once all have signed."""
    found, who = panel_of(request, pk), actor(request)
    if who.kind == "expert":
        held = get_object_or_404(queries.seats_held(who.person_id), panel=found)
        return redirect("recalls:seat", pk=held.pk)
    signed = set(found.seats.filter(opinion__isnull=False).values_list("pk", flat=True))
    facts = {
        "panel": found, "case": found.recall, "calls": may(who, "recalls.call_panel"),
        "seats": [(seat, seat.pk in signed) for seat in queries.seats_of(found)],
        "recusals": _recusals(found), "requests": queries.open_requests(found),
        "opinions": queries.opinions_for(who, found), "short": queries.is_short(found),
        "obstacle": queries.obstacle(found), "me": who.person_id, "deciding": DecisionForm(),
        "giving_up": GroundsForm(), "enters": _enters(found),
    }  # fmt: skip
    return render(request, "recalls/experts/panel.html", facts)


def _recusals(found: Panel) -> list[tuple[str, list[str]]]:
    """The candidates left out, each with the grounds in words."""
    return [
        (row["id"], [in_language(GROUNDS[Ground(one)]) for one in row["reason"].split()])
        for row in found.sheet["recusals"]
    ]


def _enters(found: Panel) -> bool:
    day = found.draws_on
    return found.state == Panel.State.FIXED and (day is None or day <= timezone.localdate())


@door("recalls.call_panel")
def fix_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix the list of a panel for a case."""
    found = case_of(request, pk)
    form = ListForm(request.POST or None, recall=found)
    if request.method == "POST" and form.is_valid():
        try:
            fixed = panels.fix_list(
                recall=found, wish=form.wish(), actor=actor(request), at=timezone.now()
            )
        except HengjianError as error:
            refuse(form, error)
        else:
            messages.success(request, _("名单已固定，摘要已公开：%(no)s") % {"no": fixed.number})
            return redirect("recalls:panel", pk=fixed.pk)
    title = _("固定专家候选名单：%(no)s") % {"no": found.case_no}
    return form_page(request, form, title, reverse("recalls:case", args=[pk]))


@door("recalls.call_panel")
def enter_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what the sources gave; the draw follows from it."""
    found = panel_of(request, pk)
    form = ResultsForm(request.POST or None, sheet=found.sheet)
    if request.method == "POST" and form.is_valid():
        try:
            panels.enter_results(
                panel=found, results=form.results(), actor=actor(request), at=timezone.now()
            )
        except HengjianError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已抽取，邀请已发出"))
            return redirect("recalls:panel", pk=pk)
    title = _("录入开奖结果：%(no)s") % {"no": found.number}
    return form_page(request, form, title, reverse("recalls:panel", args=[pk]))


@door("recalls.call_panel")
@require_POST
def void_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a panel up."""
    found = panel_of(request, pk)
    form = GroundsForm(request.POST)
    if not form.is_valid():
        title = _("作废专家组：%(no)s") % {"no": found.number}
        return form_page(request, form, title, reverse("recalls:panel", args=[pk]))
    panels.void_panel(
        panel=found, reason=form.cleaned_data["reason"], actor=actor(request), at=timezone.now()
    )
    messages.success(request, _("已作废；可以重新固定名单"))
    return redirect("recalls:case", pk=found.recall_id)


@door("recalls.call_panel")
@require_POST
def decide_recusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether an expert is recused."""
    asked = get_object_or_404(RecusalRequest.objects.select_related("seat__panel"), pk=pk)
    found = panel_of(request, asked.seat.panel_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        title = _("决定回避申请：%(no)s") % {"no": found.number}
        return form_page(request, form, title, reverse("recalls:panel", args=[found.pk]))
    held = form.cleaned_data
    seats.decide_recusal(
        request=asked, upheld=held["upheld"] == "yes", decision=held["decision"],
        actor=actor(request), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("回避申请已决定"))
    return redirect("recalls:panel", pk=found.pk)


def form_page(request: HttpRequest, form: forms.Form, title: str, back: str) -> HttpResponse:
    """A page that is one form, with a way back."""
    facts = {"form": form, "title": title, "back": back}
    return render(request, "recalls/experts/form.html", facts, status=422 if form.is_bound else 200)
