"""Drawing a package up, approving it, and the panel on a case's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may, said
from hengjian_portal.exchange.actions import sharing
from hengjian_portal.exchange.actions.sharing import Draft
from hengjian_portal.exchange.fields import KINDS
from hengjian_portal.exchange.forms.package import CounterpartForm, PackageForm
from hengjian_portal.exchange.models import Package
from hengjian_portal.exchange.queries import cross_area
from hengjian_portal.exchange.queries import packages as queries
from hengjian_portal.exchange.views.packages import package_of, ruling_of
from hengjian_portal.files.forms import FilesForm
from hengjian_portal.look.drafts import let_go
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.cases import visible_to as cases_visible_to
from hengjian_portal.watch.models import Report
from hengjian_portal.watch.queries import report_for_lead


@door("exchange.share")
def share(request: HttpRequest) -> HttpResponse:
    """Draw a package up for a colleague to approve, afresh, about a case or report, or in reply."""
    asked, case = named_package(request), _case(request)
    kind = kind_asked(request, asked, case)
    report = report_for_lead(actor(request), request.GET.get("report"))
    first = first_fields(kind, case, report)
    form = PackageForm(request.POST or None, kind=kind, initial=first)
    whom = CounterpartForm(request.POST or None)
    files = FilesForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {
        "form": form, "whom": whom, "files": files, "kind": kind, "asked": asked, "case": case,
        "label": queries.in_language(KINDS[kind].label), "takes_two": True,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "exchange/form.html", facts)
    who, at = actor(request), timezone.now()
    if files.is_valid():
        facts["uploads"] = files.hold(who, at)
    # Each is asked, so that everything wrong is said at once.
    if not all([form.is_valid(), whom.is_valid(), files.is_valid()]):
        return render(request, "exchange/form.html", facts, status=422)
    draft = Draft(
        kind, form.content(), whom.cleaned_data["body"], case, report, asked,
        tuple(upload.pk for upload in facts["uploads"]),
    )  # fmt: skip
    try:
        made = sharing.draw_up(draft=draft, actor=who, at=at)
    except HengjianError as error:
        form.add_error(None, said(error, get_language()))
        return render(request, "exchange/form.html", facts, status=409)
    let_go(request, f"exchange-{kind}")
    messages.success(request, _("已起草，等待另一位同事批准"))
    return redirect("exchange:package", pk=made.pk)


def named_package(request: HttpRequest) -> Package | None:
    """The package the address says is answered, where its reader may see it."""
    number = request.GET.get("answers", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 17:
        raise Http404
    return package_of(request, int(number))


def kind_asked(request: HttpRequest, asked: Package | None, case: Recall | None = None) -> str:
    """The kind of package the address asks for."""
    if asked is not None:
        return "reply"
    announced = case is not None and case.announcements.exists()
    kind = request.GET.get("kind", "") or ("recall" if announced else "lead")
    if kind not in KINDS or kind == "reply":
        raise Http404
    return kind


def _case(request: HttpRequest) -> Recall | None:
    number = request.GET.get("recall", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 17:
        raise Http404
    return get_object_or_404(cases_visible_to(actor(request)), pk=int(number))


def first_fields(kind: str, case: Recall | None, report: Report | None = None) -> dict[str, Any]:
    """What a form starts with: of what a case or report says, the fields this kind carries."""
    found = cross_area.first_fields(case) if case is not None else {}
    if report is not None:
        found = cross_area.fields_of_report(report)
    return {name: value for name, value in found.items() if name in KINDS[kind].fields}


@door("exchange.share")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what a colleague drew up, or send it back."""
    found, who, at, ruling = (
        package_of(request, pk), actor(request), timezone.now(), ruling_of(request)
    )  # fmt: skip
    try:
        if ruling.yes:
            sharing.approve(package=found, actor=who, at=at)
        else:
            sharing.withdraw(package=found, reason=ruling.reason, actor=who, at=at)
    except HengjianError as error:
        messages.error(request, said(error, get_language()))
    else:
        messages.success(request, _("已批准，签名并发出") if ruling.yes else _("已退回"))
    return redirect("exchange:package", pk=pk)


@door("exchange.see")
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """What a case has to do with Sichuan: whether it reaches there, what went there already."""
    who = actor(request)
    case = get_object_or_404(cases_visible_to(who), pk=pk)
    facts = {
        "case": case, "words": cross_area.reaches_sichuan(case),
        "shared": cross_area.shared(case), "shares": may(who, "exchange.share"),
    }  # fmt: skip
    part = request.headers.get("HX-Request") == "true"
    return render(request, "exchange/beside_part.html" if part else "exchange/beside.html", facts)
