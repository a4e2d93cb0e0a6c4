"""Stopping the sale: whom to ask, what they answer, what is found on the shelf."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may
from hengjian_portal.accounts.policy import said as error_words
from hengjian_portal.files.forms import FilesForm
from hengjian_portal.files.queries import about as files_about
from hengjian_portal.look.paging import page_of
from hengjian_portal.recalls.actions import stop_sale as actions
from hengjian_portal.recalls.forms.stop_sale import AskForm, ShelfForm, StopAnswerForm
from hengjian_portal.recalls.models import Recall, StopSale
from hengjian_portal.recalls.queries import stop_sale as queries
from hengjian_portal.recalls.queries.cases import ties_of
from hengjian_portal.recalls.views.act import sent


def _case(request: HttpRequest, pk: int) -> Recall:
    return get_object_or_404(queries.cases_to_look_into(actor(request)), pk=pk)


@door("recalls.see_stop_sale")
def stop_sale(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody asked about one recall, and asking more."""
    who = actor(request)
    found = _case(request, pk)
    asks = may(who, "recalls.ask_stop", ties_of(found)) and found.announcements.exists()
    form = AskForm(request.POST or None, recall=found)
    if request.method == "POST":
        return _asked(request, pk, form)
    page = page_of(request, queries.asked_about(who, found), 50)
    facts = {
        "case": found, "page": page, "totals": queries.totals(found), "asks": asks, "form": form,
        "checks": may(who, "recalls.check_shelf"), "shelf": ShelfForm(auto_id=False),
        "district": who.district,
    }  # fmt: skip
    return render(request, "recalls/stop_sale.html", facts)


def _asked(request: HttpRequest, pk: int, form: AskForm) -> HttpResponse:
    found, who, at = _case(request, pk), actor(request), timezone.now()
    if "again" in request.POST:
        n = actions.ask_again(recall=found, actor=who, at=at)
        messages.success(request, _("已再次催告%(n)d家") % {"n": n})
    elif form.is_valid():
        made = actions.ask_to_stop(
            recall=found, bodies=form.cleaned_data["bodies"], actor=who, at=at
        )
        messages.success(request, _("已要求%(n)d家停止销售") % {"n": len(made)})
    else:
        messages.error(request, _("请至少选择一家"))
    return redirect("recalls:stop_sale", pk=pk)


@door("recalls.answer_stop")
def asked(request: HttpRequest) -> HttpResponse:
    """What my shop or platform was asked."""
    page = page_of(request, queries.asked_of(actor(request)), 30)
    return render(request, "recalls/stop_asked.html", {"page": page})


@door("recalls.answer_stop")
def stop_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer one request for my own body."""
    who, at = actor(request), timezone.now()
    held = get_object_or_404(queries.asked_of(who), pk=number)
    last = held.answers.first()
    start: dict[str, Any] = {} if last is None else _as_typed(last)
    form = StopAnswerForm(request.POST or None, initial=start, now=at)
    files = FilesForm(request.POST or None, request.FILES or None)
    facts = {
        "asked": held, "form": form, "files": files, "what": f"stop-{number}",
        "answers": held.answers.all(), "evidence": files_about(f"stop:{held.pk}"),
        "latest": held.recall.announcements.first(),
    }  # fmt: skip
    if request.method != "POST" or not (form.is_valid() and files.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "recalls/stop_answer.html", facts, status=status)
    try:
        with transaction.atomic():
            uploads = tuple(one.pk for one in files.hold(who, at))
            actions.answer_stop(asked=held, answer=form.answer(), uploads=uploads, actor=who, at=at)
    except HengjianError as error:
        form.add_error(None, error_words(error, get_language()))
        return render(request, "recalls/stop_answer.html", facts, status=409)
    sent(request, f"stop-{number}")
    messages.success(request, _("已反馈，谢谢"))
    return redirect("recalls:asked")


def _as_typed(last: Any) -> dict[str, Any]:
    names = ("stopped_at", "displayed_where", "displayed_since", "n_sold", "n_quarantined", "sales")
    return {name: getattr(last, name) for name in names} | {
        "sold_it": "yes" if last.sold_it else "no"
    }


@door("recalls.check_shelf")
@require_POST
def check_shelf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Note what was found on the shelf."""
    found = _case(request, pk)
    held = get_object_or_404(StopSale.objects.select_related("body"), pk=number, recall=found)
    form = ShelfForm(request.POST)
    if form.is_valid():
        actions.check_shelf(
            asked=held, found=form.cleaned_data, actor=actor(request), at=timezone.now()
        )
        messages.success(request, _("已记录核查结果"))
    else:
        messages.error(request, _("请写明核查情况"))
    return redirect("recalls:stop_sale", pk=pk)
