"""Showing an upload to those who may see what it belongs to."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.files.models import Upload
from hengjian_portal.files.queries import content

# Each room registers, in its AppConfig, who may see the files of its objects: prefix -> question.
VIEWERS: dict[str, Callable[[Actor, int], bool]] = {}


@door("public.read")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One file, if its object's room says this account may see it."""
    upload = get_object_or_404(Upload, pk=pk)
    room, _, number = upload.about.partition(":")
    ask = VIEWERS.get(room)
    if ask is None:
        raise Http404
    if not ask(actor(request), int(number)):
        raise Refused("this file is not yours to see", zh="您无权查看该文件")
    response = HttpResponse(content(upload), content_type=upload.content_type)
    response["Content-Disposition"] = f'inline; filename="{upload.digest[:12]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    return response
