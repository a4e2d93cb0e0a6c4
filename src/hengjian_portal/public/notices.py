"""One recall for other systems, and what its names mean."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from hengjian_portal.accounts.doors import door
from hengjian_portal.recalls import notice
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.notice.as_xml import as_xml
from hengjian_portal.recalls.notice.fields import notice_of
from hengjian_portal.recalls.queries.published import announced

_FOLDER = Path(notice.__file__).parent


def _recall(case_no: str) -> Recall:
    return get_object_or_404(announced(), case_no=case_no)


@door("public.read")
def notice_json(_request: HttpRequest, case_no: str) -> HttpResponse:
    """The notice of a recall as JSON."""
    return JsonResponse(notice_of(_recall(case_no)), json_dumps_params={"ensure_ascii": False})


@door("public.read")
def notice_xml(_request: HttpRequest, case_no: str) -> HttpResponse:
    """The same as XML."""
    return HttpResponse(as_xml(notice_of(_recall(case_no))), content_type="application/xml")


@door("public.read")
def notice_schema(_request: HttpRequest) -> HttpResponse:
    """What the JSON holds, as a JSON schema."""
    return _shipped("recall-notice.schema.json", "application/schema+json")


@door("public.read")
def notice_xsd(_request: HttpRequest) -> HttpResponse:
    """What the XML holds, as an XML schema."""
    return _shipped("recall-notice.xsd", "application/xml")


def _shipped(name: str, content_type: str) -> HttpResponse:
    return HttpResponse((_FOLDER / name).read_bytes(), content_type=content_type)
