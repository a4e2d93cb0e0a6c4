"""A paper of a matter as PDF, for officers and for the party it was served on."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement import documents, queries
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.look.paper import as_file


@door("enforcement.see")
def document(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """For an officer: any paper of a matter it sees."""
    return _document(request, queries.visible_to(actor(request)), pk, number)


@door("enforcement.answer")
def my_document(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """For a party: what was served on it and what it handed in."""
    return _document(request, queries.served_on(actor(request)), pk, number)


def _document(request: HttpRequest, found: QuerySet[Matter], pk: int, number: int) -> HttpResponse:
    matter = get_object_or_404(found, pk=pk)
    papers = queries.papers_for(actor(request), matter).select_related("matter__bureau")
    held = get_object_or_404(papers, pk=number)
    return as_file(documents.paper_pdf(held), documents.name_of(held))
