"""A firm's own report of a defect or danger, and the cases it has."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may
from hengjian_portal.accounts.policy import said as error_words
from hengjian_portal.files.forms import FilesForm
from hengjian_portal.recalls.actions.self_report import SelfReport, self_report
from hengjian_portal.recalls.forms.self_report import SelfReportForm
from hengjian_portal.recalls.views.act import sent

_WHAT = "self-report"


@door("recalls.self_report")
def report(request: HttpRequest) -> HttpResponse:
    """Report a defect or a danger of a product; it opens a case at once."""
    who = actor(request)
    start = {
        name: request.GET.get(name, "") for name in ("name", "brand", "model_no", "lots", "gtin")
    }
    form = SelfReportForm(request.POST or None, today=timezone.localdate(), initial=start)
    form.for_firm(is_producer=who.stage_kind == "producer")
    files = FilesForm(request.POST or None, request.FILES or None)
    facts = {"form": form, "files": files, "what": _WHAT}
    if request.method != "POST" or not (form.is_valid() and files.is_valid()):
        return render(
            request, "recalls/self_report.html", facts, status=422 if form.is_bound else 200
        )
    at = timezone.now()
    try:
        with transaction.atomic():
            uploads = tuple(one.pk for one in files.hold(who, at))
            held = SelfReport(form.product(), form.papers(), uploads)
            case = self_report(report=held, actor=who, at=at)
    except HengjianError as error:
        form.add_error(None, error_words(error, get_language()))
        return render(request, "recalls/self_report.html", facts, status=409)
    sent(request, _WHAT)
    messages.success(request, _("已报告，案件编号 %(no)s") % {"no": case.case_no})
    return redirect(
        reverse("recalls:case", args=[case.pk]) if may(who, "recalls.see") else "desk:home"
    )
