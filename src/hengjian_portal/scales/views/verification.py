"""Verifying a scale at the stall, on a tablet: identity, sheet, check, issue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.scales import actions, answers, codes
from hengjian_portal.scales.actions.steps import check_may
from hengjian_portal.scales.actions.verifying import (
    check_dates,
    check_identity,
    check_reviewed,
    draft,
)
from hengjian_portal.scales.forms.verification import IdentityForm, Sheet
from hengjian_portal.scales.models import Scale
from hengjian_portal.scales.views.acting import put_error
from hengjian_portal.scales.views.register import scale_of


def _sheet(request: HttpRequest, scale: Scale) -> Sheet:
    day = localdate(timezone.now())
    return Sheet(request.POST or None, draft=draft(scale, {}, day), scale=scale)


@door("scales.verify")
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """
    The form of one verification.

    Sent once it is computed and shown; sent again from there, the certificate or the rejection
    notice is issued.
    """
    scale, now = scale_of(request, code), timezone.now()
    check_may(scale, "verify", actor(request))
    check_dates(scale, localdate(now))
    check_reviewed(scale)
    identity = IdentityForm(request.POST or None, scale=scale, actor=actor(request))
    sheet = _sheet(request, scale)
    ready = False
    if request.method == "POST":
        ready = _is_ready(scale, identity, sheet)
        if ready and request.POST.get("step") == "issue":
            try:
                return _issued(request, scale, identity, sheet)
            except HengjianError as error:
                put_error(identity, error)
                ready = False
    facts = {
        "scale": scale, "identity": identity, "sheet": sheet, "ready": ready,
        "tests": list(sheet.tests()), "draft": sheet.draft, "code": codes.in_fours(code),
        "plate": answers.nameplate_line(scale), "result": sheet.result,
    }  # fmt: skip
    return render(request, "scales/verify.html", facts)


def _is_ready(scale: Scale, identity: IdentityForm, sheet: Sheet) -> bool:
    """Whether everything typed holds, so that it may be issued as it is."""
    result = sheet.judge()
    if identity.is_valid():
        try:
            check_identity(scale, identity.visit({}).identity)
        except HengjianError as error:
            put_error(identity, error)
    if result is None or not identity.is_valid() or not sheet.is_valid():
        return False
    if result.verdict == "pass" and not identity.cleaned_data["seal_no"]:
        identity.add_error("seal_no", _("合格的秤要加封：请填写新铅封编号"))
        return False
    return result.verdict == "fail" or not sheet.missing()


def _issued(
    request: HttpRequest, scale: Scale, identity: IdentityForm, sheet: Sheet
) -> HttpResponse:
    scale.version = identity.cleaned_data["version"]
    done = actions.verify(
        scale=scale, visit=identity.visit(sheet.readings()),
        actor=actor(request), at=timezone.now(),
    )  # fmt: skip
    words = _("已出具检定证书") if done.verdict == "pass" else _("已出具检定结果通知书")
    messages.success(request, words)
    where = reverse("scales:scale", args=[scale.production_code])
    return redirect(f"{where}?sent=verify")


@door("scales.verify")
@require_POST
def compute(request: HttpRequest, code: str) -> HttpResponse:
    """The rows judged as they are typed: fragments that the page puts beside each row."""
    sheet = _sheet(request, scale_of(request, code))
    sheet.judge()
    facts = {"tests": list(sheet.tests()), "sheet": sheet, "result": sheet.result}
    return render(request, "scales/judged.html", facts)
