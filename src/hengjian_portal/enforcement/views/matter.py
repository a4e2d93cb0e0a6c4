"""Pages of matters, for officers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.enforcement.stages import KINDS, VERBS
from hengjian.errors import HengjianError
from hengjian.law.ground import shipped_grounds
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.models import Body
from hengjian_portal.enforcement import queries
from hengjian_portal.enforcement.actions import open_matter
from hengjian_portal.enforcement.actions.attachment import attach as keep_file
from hengjian_portal.enforcement.acts import OPENING
from hengjian_portal.enforcement.forms.book import OPENING_FORMS
from hengjian_portal.enforcement.forms.opening import OpeningForm
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.views.acting import facts_of, refusal_words
from hengjian_portal.files.queries import about as files_about
from hengjian_portal.look.drafts import let_go
from hengjian_portal.look.paging import page_of


@door("enforcement.see")
def matters(request: HttpRequest) -> HttpResponse:
    """The matters I may see, filtered by what the address says."""
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").replace("\0", "")
    found = queries.chosen(actor(request), kind, text)
    page = page_of(request, found, 25)
    facts = {
        "page": page, "kind": kind, "q": text,
        "rows": [(one, _kind_name(one.kind), queries.stage_name(one)) for one in page],
        "kinds": [(name, _kind_name(name)) for name in KINDS],
    }  # fmt: skip
    return render(request, "enforcement/matters.html", facts)


def _kind_name(kind: str) -> str:
    return queries.in_language(KINDS[kind].label)


@door("enforcement.see")
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: where it stands, what is next, its papers, files, clocks, history."""
    who = actor(request)
    found = get_object_or_404(queries.visible_to(who), pk=pk)
    seen = queries.visible_to(who)
    facts = facts_of(request, found) | {
        "files": files_about(found.obj),
        "officers": found.officers.select_related("body"),
        "attaches": queries.may_attach(who, found),
        "grown_from": seen.filter(pk=found.grown_from_id).first(),
        "grown": seen.filter(grown_from=found),
        "beside": [one for one in queries.about(found.about, who) if one.number != found.number]
        if found.about
        else [],
        "openings": [(name, _kind_name(name)) for name in OPENING if name != "inspection"],
        "may_open": queries.bodies_of(who) != {"party"},
        "credit": found.credit_records.first(),
        "may_publish": "city" in queries.bodies_of(who) and found.stage in ("served", "closed"),
    }
    return render(request, "enforcement/matter.html", facts)


@door("enforcement.inspect")
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a matter about an object or a firm, as the address says: ?kind, about, title, link, against."""
    asked = request.GET
    kind, who = asked.get("kind", ""), actor(request)
    if not kind:
        kinds = [(name, _kind_name(name)) for name in OPENING]
        return render(request, "enforcement/open.html", {"kinds": kinds})
    if kind not in OPENING_FORMS:
        raise Http404
    before = _numbered(queries.visible_to(who), asked.get("from", ""))
    form = OPENING_FORMS[kind](request.POST or None, actor=who, initial=_initial(request, before))
    facts = {
        "form": form, "kind": kind, "label": queries.in_language(VERBS[OPENING[kind]]),
        "grounds": shipped_grounds().values() if kind == "penalty" else (), "before": before,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            opened = _open(request, kind, form, before)
        except HengjianError as error:
            form.add_error(None, refusal_words(error))
            return render(request, "enforcement/opening.html", facts, status=409)
        let_go(request, f"opening-{kind}")
        messages.success(request, _("已办理：%(what)s") % {"what": opened.number})
        return redirect("enforcement:matter", pk=opened.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "enforcement/opening.html", facts, status=status)


def _open(request: HttpRequest, kind: str, form: OpeningForm, before: Matter | None) -> Matter:
    link = request.GET.get("link", "")
    if not (link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)):
        link = ""
    about = request.GET.get("about", "")
    if before is not None:
        about, link = before.about, before.link
    subject = form.subject(about, link[:200], before)
    return open_matter(
        kind=kind, subject=subject, papers=form.papers(), actor=actor(request), at=timezone.now()
    )


def _initial(request: HttpRequest, before: Matter | None) -> dict[str, Any]:
    if before is not None:
        return {
            "title": before.title, "party": before.party_id, "district": before.district,
            "party_name": "" if before.party else before.party_name,
        }  # fmt: skip
    against = _numbered(Body.objects.all(), request.GET.get("against", ""))
    return {
        "title": request.GET.get("title", "")[:160], "party": against,
        "district": against.district if against else actor(request).district,
        "planned_on": timezone.localdate(),
    }  # fmt: skip


def _numbered(rows: Any, number: str) -> Any:
    """The row a number in an address names, or None."""
    return rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None


@door("enforcement.inspect")
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a photo or another file."""
    found = get_object_or_404(queries.visible_to(actor(request)), pk=pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("请先选择照片或者文件"))
        return redirect("enforcement:matter", pk=pk)
    name = request.POST.get("what", "").replace("\0", "").strip() or upload.name
    try:
        keep_file(
            matter=found, data=upload.read(), name=name, actor=actor(request), at=timezone.now()
        )
    except HengjianError as error:
        messages.error(request, refusal_words(error))
    else:
        messages.success(request, _("已添加：%(what)s") % {"what": name})
    return redirect("enforcement:matter", pk=pk)
