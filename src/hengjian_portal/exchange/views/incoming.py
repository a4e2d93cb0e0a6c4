"""What the counterpart tells: its forms, its signed files tried out first, and the city's decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import said
from hengjian_portal.exchange.actions import evidence_files, receiving
from hengjian_portal.exchange.actions.sharing import Draft
from hengjian_portal.exchange.fields import KINDS
from hengjian_portal.exchange.forms.package import CounterpartForm, FileForm, PackageForm
from hengjian_portal.exchange.package import MOST_BYTES
from hengjian_portal.exchange.queries import packages as queries
from hengjian_portal.exchange.views.packages import package_of, ruling_of
from hengjian_portal.exchange.views.sharing import kind_asked, named_package
from hengjian_portal.files.content import MOST_BYTES as MOST_OF_A_FILE
from hengjian_portal.files.forms import FilesForm
from hengjian_portal.look.drafts import let_go
from hengjian_portal.watch.imports import waiting


@door("exchange.submit")
def submit(request: HttpRequest) -> HttpResponse:
    """Fill in a lead, a seller, a letter, a plan, or the reply to what was asked."""
    asked = named_package(request)
    kind = kind_asked(request, asked)
    form = PackageForm(request.POST or None, kind=kind)
    files = FilesForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {
        "form": form, "files": files, "kind": kind, "asked": asked,
        "label": queries.in_language(KINDS[kind].label),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "exchange/form.html", facts)
    who, at = actor(request), timezone.now()
    if files.is_valid():
        facts["uploads"] = files.hold(who, at)
    if not all([form.is_valid(), files.is_valid()]):
        return render(request, "exchange/form.html", facts, status=422)
    draft = Draft(
        kind, form.content(), get_object_or_404(Body, pk=who.body_id), answers=asked,
        uploads=tuple(upload.pk for upload in facts["uploads"]),
    )  # fmt: skip
    try:
        made = receiving.submit(draft=draft, actor=who, at=at)
    except HengjianError as error:
        form.add_error(None, said(error, get_language()))
        return render(request, "exchange/form.html", facts, status=409)
    let_go(request, f"exchange-{kind}")
    messages.success(request, _("已提交：%(no)s") % {"no": made.number})
    return redirect("exchange:package", pk=made.pk)


@door("exchange.take_part")
def take_in(request: HttpRequest) -> HttpResponse:
    """Send a signed file; what it holds is shown, and nothing is written before the word to go."""
    if request.method == "POST" and "digest" in request.POST:
        return _taken(request)
    sent = request.POST if request.method == "POST" else None  # it may hold nothing but the file
    form, whom = FileForm(sent, request.FILES or None), CounterpartForm(sent)
    facts: dict[str, Any] = {"form": form, "whom": whom}
    if request.method != "POST":
        return render(request, "exchange/import.html", facts)
    if not all([form.is_valid(), whom.is_valid()]):
        return render(request, "exchange/import.html", facts, status=422)
    who, at = actor(request), timezone.now()
    data = form.cleaned_data["file"].read(MOST_BYTES + 1)
    body = receiving.body_of(who, whom.cleaned_data["body"])
    try:
        looked = receiving.look_at(data=data, body=body, actor=who, at=at)
    except HengjianError as error:
        form.add_error("file", said(error, get_language()))
        return render(request, "exchange/import.html", facts, status=422)
    package = looked.opened.package
    facts |= {
        "looked": looked, "digest": waiting.keep(data, who.person_id or 0, at), "body": body,
        "pairs": queries.said(package.kind, dict(package.fields)),
        "tasks": package.fields.get("tasks", []),
        "label": queries.in_language(KINDS[package.kind].label),
    }  # fmt: skip
    return render(request, "exchange/import.html", facts)


def _taken(request: HttpRequest) -> HttpResponse:
    """The same file again, to be written."""
    who, at, digest = actor(request), timezone.now(), request.POST["digest"]
    whom = CounterpartForm(request.POST)
    if not whom.is_valid():
        return redirect("exchange:import")
    data = waiting.kept(digest, who.person_id or 0)
    body = receiving.body_of(who, whom.cleaned_data["body"])
    made = receiving.take_file(data=data, body=body, actor=who, at=at)
    waiting.drop(digest, who.person_id or 0)
    messages.success(request, _("已收入并记录：%(no)s") % {"no": made.number})
    return redirect("exchange:package", pk=made.pk)


@door("exchange.take_part")
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a file that a package names."""
    found, upload = package_of(request, pk), request.FILES.get("file")
    if upload is None:
        messages.error(request, _("请先选择照片或者文件"))
        return redirect("exchange:package", pk=pk)
    try:
        evidence_files.hand_in(
            package=found, data=upload.read(MOST_OF_A_FILE + 1), actor=actor(request),
            at=timezone.now(),
        )  # fmt: skip
    except HengjianError as error:
        messages.error(request, said(error, get_language()))
    else:
        messages.success(request, _("附件与交换包列明的摘要一致，已收入"))
    return redirect("exchange:package", pk=pk)


@door("exchange.accept")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept what came in, or decline it with a reason."""
    found, ruling = package_of(request, pk), ruling_of(request)
    try:
        receiving.decide(package=found, ruling=ruling, actor=actor(request), at=timezone.now())
    except HengjianError as error:
        messages.error(request, said(error, get_language()))
    else:
        messages.success(request, _("已办理并记录"))
    return redirect("exchange:package", pk=pk)
