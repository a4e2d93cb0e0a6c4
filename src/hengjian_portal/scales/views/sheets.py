"""Sheets: those that wait for my signature, the whole record of one, signing and returning it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import actions, codes, requests, sheet_facts
from hengjian_portal.scales.actions.sheets import last_day_to_sign
from hengjian_portal.scales.forms.sheet import ReasonForm
from hengjian_portal.scales.models import Sheet
from hengjian_portal.scales.views.register import put_error

_ROWS = 25


@door("scales.see_sheets")
def sheets(request: HttpRequest) -> HttpResponse:
    """What waits for me first, then every sheet I may see."""
    who = actor(request)
    facts = {
        "waiting": requests.sheets_waiting_for(who),
        "page": page_of(request, requests.sheets_visible_to(who), _ROWS),
    }
    return render(request, "scales/sheets.html", facts)


@door("scales.see_sheets")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole record of one sheet."""
    return _page(request, _sheet(request, pk))


@door("scales.verify")
@require_POST
def sheet_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Sign a sheet as its second person, give it back, or drop it as who drew it up."""
    found = _sheet(request, pk)
    if verb == "sign":
        return _signed(request, found)
    doing = {"return": actions.return_sheet, "drop": actions.drop_sheet}.get(verb)
    if doing is None:
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            doing(sheet=found, reason=reason, actor=actor(request), at=timezone.now())
        except HengjianError as error:
            put_error(form, error)
        else:
            words = {"return": _("已退回检定员"), "drop": _("检定记录已作废")}[verb]
            messages.success(request, words)
            return redirect("scales:sheets")
    return _page(request, found, form, status=422)


def _signed(request: HttpRequest, found: Sheet) -> HttpResponse:
    form = ReasonForm()
    try:
        done = actions.sign_sheet(sheet=found, actor=actor(request), at=timezone.now())
    except HengjianError as error:
        form = ReasonForm(request.POST, unasked=True)
        form.is_valid()
        put_error(form, error)
        return _page(request, found, form, status=409)
    if done.kind == "in_service":
        words = _("使用中检查已记录")
    else:
        words = _("已出具检定证书") if done.verdict == "pass" else _("已出具检定结果通知书")
    messages.success(request, words)
    return redirect("scales:scale", code=found.scale.production_code)


def _sheet(request: HttpRequest, pk: int) -> Sheet:
    return get_object_or_404(requests.sheets_visible_to(actor(request)), pk=pk)


def _page(
    request: HttpRequest, found: Sheet, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    me = actor(request).person_id
    found.refresh_from_db(fields=["stage", "settled_at", "reason"])
    waits = found.stage == Sheet.Stage.WAITING
    facts = {
        "sheet": found, "form": form or ReasonForm(), "last_day": last_day_to_sign(found),
        "code": codes.in_fours(found.scale.production_code),
        "identity": sheet_facts.identity_of(found.visit["identity"]),
        "conditions": sheet_facts.conditions_of(found),
        "tests": sheet_facts.judged(found.result, found.report),
        "passed": found.result["verdict"] == "pass", "in_service": found.visit["in_service"],
        "may_sign": waits and me == found.checker_id, "may_drop": waits and me == found.verifier_id,
        "draft_sent": request.GET.get("sent", ""),
    }  # fmt: skip
    return render(request, "scales/sheet.html", facts, status=status)
