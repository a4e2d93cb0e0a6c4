"""The folder of packages, one package, its file, and the counterpart's receipt and answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may, said
from hengjian_portal.duties.queries import about as duties_about
from hengjian_portal.exchange import documents, timeline
from hengjian_portal.exchange.actions import sharing
from hengjian_portal.exchange.actions.sharing import Ruling
from hengjian_portal.exchange.fields import KINDS
from hengjian_portal.exchange.forms.package import RulingForm
from hengjian_portal.exchange.models import Package
from hengjian_portal.exchange.queries import packages as queries
from hengjian_portal.look.paper import as_file

SUBMITTED = ("lead", "suspected_seller", "assistance", "recall", "joint_action", "expert_loan")
SHARED = ("lead", "assistance", "joint_action", "expert_loan", "suspected_seller", "recall")


@door("exchange.see")
def packages(request: HttpRequest) -> HttpResponse:
    """What went to and fro, filtered by what the address says, and the joint actions."""
    who = actor(request)
    found = queries.visible_to(who)
    kind, way = request.GET.get("kind", ""), request.GET.get("way", "")
    if kind in KINDS:
        found = found.filter(kind=kind)
    if way in Package.Direction.values:
        found = found.filter(direction=way)
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    facts = {
        "page": page, "kind": kind, "way": way, "ways": Package.Direction.choices,
        "kinds": [(name, queries.in_language(one.label)) for name, one in KINDS.items()],
        "joint_actions": queries.actions_visible_to(who)[:10],
        "shares": _kinds(SHARED) if may(who, "exchange.share") else [],
        "submits": _kinds(SUBMITTED) if may(who, "exchange.submit") else [],
        "takes_part": may(who, "exchange.take_part"),
    }  # fmt: skip
    return render(request, "exchange/packages.html", facts)


def _kinds(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, queries.in_language(KINDS[name].label)) for name in names]


def package_of(request: HttpRequest, pk: int) -> Package:
    """The package of an address, where its reader may see it."""
    return get_object_or_404(queries.visible_to(actor(request)), pk=pk)


@door("exchange.see")
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """One package: what it says, where it stands, what can be done with it."""
    found, who = package_of(request, pk), actor(request)
    held = set(queries.files_of(found).values_list("digest", flat=True))
    facts = {
        "package": found, "kind_name": found.kind_name,
        "pairs": queries.said(found.kind, found.fields),
        "tasks": found.fields.get("tasks", []), "files": queries.files_of(found),
        "lacking": [one for one in found.attachments if one["sha256"] not in held],
        "duties": duties_about(found.obj, timezone.now()),
        "joint_action": queries.actions_visible_to(who).filter(package=found).first(),
        "replies": queries.visible_to(who).filter(answers=found), "form": RulingForm(),
        "history": timeline.of_package(found) if not may(who, "exchange.submit") else [],
        **_acts(who, found),
    }  # fmt: skip
    return render(request, "exchange/package.html", facts)


@door("exchange.see")
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A package as a letter to print, sign and file."""
    found = package_of(request, pk)
    return as_file(documents.letter_pdf(found), documents.name_of(found))


def _acts(who: Actor, found: Package) -> dict[str, Any]:
    """What this account may do with a package now."""
    outgoing, counterpart = found.direction == "out", may(who, "exchange.submit")
    replies_to = "in" if may(who, "exchange.share") else "out" if counterpart else ""
    return {
        "approves": may(who, "exchange.share") and found.state == "drafted",
        "mine": found.by_id == who.person_id,
        "accepts": may(who, "exchange.accept") and found.state == "received",
        "acknowledges": counterpart and found.state == "sent",
        "agrees": counterpart and queries.may_agree(who, found),
        "replies_by": ("exchange:submit" if counterpart else "exchange:share")
        if found.kind in queries.ANSWERED and found.direction == replies_to
        and found.state != "declined" else "",
        "hands_in": may(who, "exchange.take_part") and not outgoing,
        "downloads": bool(found.file) and not (counterpart and found.state == "sent"),
        "sees_report": may(who, "watch.see"), "sees_case": may(who, "recalls.see"),
    }  # fmt: skip


@door("exchange.see")
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file; the counterpart has it once it acknowledged the receipt."""
    found = package_of(request, pk)
    if not _acts(actor(request), found)["downloads"]:
        raise Http404
    response = HttpResponse(found.file.encode(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@door("exchange.submit")
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Acknowledge a package."""
    found = package_of(request, pk)
    if sharing.acknowledge(package=found, actor=actor(request), at=timezone.now()):
        messages.success(request, _("已签收并记录"))
    return redirect("exchange:package", pk=pk)


@door("exchange.submit")
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no to a joint action, or to an offer of experts."""
    found = package_of(request, pk)
    ruling = ruling_of(request)
    try:
        sharing.agree(package=found, ruling=ruling, actor=actor(request), at=timezone.now())
    except HengjianError as error:
        messages.error(request, said(error, get_language()))
    else:
        messages.success(request, _("已办理并记录"))
    return redirect("exchange:package", pk=pk)


def ruling_of(request: HttpRequest) -> Ruling:
    """The yes or no of a page, with its reason."""
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    return Ruling("yes" in request.POST, reason)
