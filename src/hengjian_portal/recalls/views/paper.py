"""One paper of a case: as it was handed in, what changed since the version before, correcting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.files.forms import FilesForm
from hengjian_portal.files.queries import about as files_about
from hengjian_portal.look.paper import as_file
from hengjian_portal.recalls import documents
from hengjian_portal.recalls.actions.amending import Amended, amend_paper, may_amend
from hengjian_portal.recalls.actions.case import Deed, Seen
from hengjian_portal.recalls.differences import differences
from hengjian_portal.recalls.forms.amending import CORRECTED_BY, amending_form
from hengjian_portal.recalls.forms.book import READ_BY
from hengjian_portal.recalls.forms.paper import in_language, said
from hengjian_portal.recalls.models import Document
from hengjian_portal.recalls.papers import LABELS
from hengjian_portal.recalls.queries.cases import papers_for
from hengjian_portal.recalls.views.act import case_of, refused, sent


def _paper(request: HttpRequest, pk: int, number: int) -> Document:
    found = case_of(request, pk)
    return get_object_or_404(papers_for(actor(request), found), pk=number)


@door("recalls.see")
def paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One paper, with what changed since the version before it."""
    held = _paper(request, pk, number)
    reader = READ_BY.get(held.kind)
    versions = papers_for(actor(request), held.recall).filter(kind=held.kind).order_by("number")
    before = next((one for one in versions if one.number == held.number - 1), None)
    facts = {
        "case": held.recall, "paper": held, "label": in_language(LABELS[held.kind]),
        "pairs": said(reader, held.content) if reader else [], "versions": versions,
        "changes": differences(reader, before, held) if reader and before else [],
        "before": before, "files": files_about(f"paper:{held.pk}"),
        "amends": held.kind in CORRECTED_BY
        and may_amend(held.recall, held, actor(request).body_id),
    }  # fmt: skip
    return render(request, "recalls/paper.html", facts)


@door("recalls.see")
def document(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The same paper as PDF, for whoever may read it."""
    held = _paper(request, pk, number)
    return as_file(documents.paper_pdf(held), documents.name_of(held))


@door("recalls.see")
def amend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Hand in a corrected version; the one before stays as it was."""
    held = _paper(request, pk, number)
    found = held.recall
    form = amending_form(held)(request.POST or None, recall=found, today=timezone.localdate())
    files = FilesForm(request.POST or None, request.FILES or None)
    if not form.is_bound:
        form.initial = {**held.content, "amend_reason": ""}
    label = _("更正：%(what)s") % {"what": in_language(LABELS[held.kind])}
    facts: dict[str, Any] = {
        "case": found, "form": form, "files": files, "label": label, "move": True, "at_once": True,
        "version": request.POST.get("version", str(found.version)), "what": f"amend-{number}",
    }  # fmt: skip
    if request.method != "POST" or not (form.is_valid() and files.is_valid()):
        return render(request, "recalls/act.html", facts, status=422 if form.is_bound else 200)
    at, who = timezone.now(), actor(request)
    try:
        papers = {held.kind: next(iter(form.papers().values()))}
        reason = papers[held.kind].pop("amend_reason")
        uploads = tuple(one.pk for one in files.hold(who, at))
        deed = Deed(Seen(pk, int(facts["version"])), "amend", papers, who, uploads=uploads)
        corrected = amend_paper(paper=held, amended=Amended(deed, reason), at=at)
    except (HengjianError, ValueError) as error:
        return refused(request, facts, form, error)
    sent(request, f"amend-{number}")
    messages.success(request, _("已更正，原版本保留"))
    return redirect("recalls:paper", pk=pk, number=corrected.pk)
