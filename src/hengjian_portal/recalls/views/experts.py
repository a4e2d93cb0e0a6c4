"""The pool of experts: the list, inviting, entering, changing, suspending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian.recall.hazards import HAZARDS, Hazard
from hengjian_portal.accounts.actions import Guest, invite
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import may
from hengjian_portal.look.paging import page_of
from hengjian_portal.recalls.actions import experts as pool
from hengjian_portal.recalls.forms.experts import (
    EnterForm,
    ExpertGuestForm,
    PoolForm,
    SuspendForm,
    initial_of,
)
from hengjian_portal.recalls.forms.panel import refuse
from hengjian_portal.recalls.forms.paper import in_language, labelled
from hengjian_portal.recalls.models import Expert
from hengjian_portal.recalls.queries import experts as queries
from hengjian_portal.recalls.views.panel import form_page


def _row(expert: Expert) -> dict[str, Any]:
    """An expert as pages show one: with the specialities in words and the standing today."""
    today = timezone.localdate()
    state = "ready" if queries.is_ready(expert, today) else "lapsed"
    if queries.is_suspended(expert, today):
        state = "suspended"
    names = [in_language(HAZARDS[Hazard(one)]) for one in expert.specialities]
    return {"expert": expert, "specialities": names, "state": state}


@door("recalls.see_experts")
def experts(request: HttpRequest) -> HttpResponse:
    """The pool, filtered by what the address says."""
    asked = {
        name: request.GET.get(name, "").replace("\0", "") for name in ("q", "speciality", "state")
    }
    found = queries.pool(
        asked["q"].strip(), asked["speciality"], asked["state"], timezone.localdate()
    )
    page = page_of(request, found, 25)
    facts = {
        **asked, "page": page, "rows": [_row(one) for one in page], "hazards": labelled(HAZARDS),
        "keeps": may(actor(request), "recalls.keep_experts"),
    }  # fmt: skip
    return render(request, "recalls/experts/pool.html", facts)


@door("recalls.see_experts")
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """One expert: what the pool knows, and the panels."""
    found = get_object_or_404(Expert.objects.select_related("person"), pk=pk)
    seats = found.seats.select_related("panel__recall").order_by("-id")
    facts = {
        **_row(found), "seats": seats, "keeps": may(actor(request), "recalls.keep_experts"),
        "suspending": SuspendForm(),
    }  # fmt: skip
    return render(request, "recalls/experts/expert.html", facts)


@door("recalls.keep_experts")
def invite_expert(request: HttpRequest) -> HttpResponse:
    """Invite somebody as an expert; the link is shown once."""
    form = ExpertGuestForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        guest = Guest(**form.cleaned_data, role=Person.Role.EXPERT)
        _invitation, token = invite(guest=guest, actor=actor(request), at=timezone.now())
        link = request.build_absolute_uri(reverse("accounts:join", args=[token]))
        form = ExpertGuestForm()
    return render(request, "recalls/experts/invite.html", {"form": form, "link": link})


@door("recalls.keep_experts")
def enter_expert(request: HttpRequest) -> HttpResponse:
    """Take an expert's account into the pool."""
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entered = pool.enter_expert(
                person=form.cleaned_data["person"], facts=form.facts(), actor=actor(request),
                at=timezone.now(),
            )  # fmt: skip
        except HengjianError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已入库：%(no)s") % {"no": entered.number})
            return redirect("recalls:expert", pk=entered.pk)
    return form_page(request, form, _("专家入库"), reverse("recalls:experts"))


@door("recalls.keep_experts")
def change_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the pool knows of an expert."""
    found = get_object_or_404(Expert, pk=pk)
    form = PoolForm(request.POST or None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            pool.change_expert(
                expert=found, facts=form.facts(), actor=actor(request), at=timezone.now()
            )
        except HengjianError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已保存"))
            return redirect("recalls:expert", pk=pk)
    title = _("修改专家：%(no)s") % {"no": found.number}
    return form_page(request, form, title, reverse("recalls:expert", args=[pk]))


@door("recalls.keep_experts")
@require_POST
def suspend_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an expert out of the lists."""
    found = get_object_or_404(Expert.objects.select_related("person"), pk=pk)
    form = SuspendForm(request.POST)
    if form.is_valid():
        try:
            pool.suspend_expert(
                expert=found, **form.cleaned_data, actor=actor(request), at=timezone.now()
            )
        except HengjianError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已暂停使用"))
            return redirect("recalls:expert", pk=pk)
    title = _("暂停使用：%(no)s") % {"no": found.number}
    return form_page(request, form, title, reverse("recalls:expert", args=[pk]))


@door("recalls.keep_experts")
@require_POST
def reinstate_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an expert be drawn again."""
    found = get_object_or_404(Expert, pk=pk)
    pool.reinstate_expert(expert=found, actor=actor(request), at=timezone.now())
    messages.success(request, _("已恢复使用"))
    return redirect("recalls:expert", pk=pk)
