"""Open data: every announcement, corrections and withdrawals among them, as JSON and Atom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.feedgenerator import Atom1Feed

from hengjian.recall.hazards import Hazard
from hengjian_portal.accounts.doors import door
from hengjian_portal.recalls.models import Announcement
from hengjian_portal.recalls.queries.published import announcements
from hengjian_portal.recalls.queries.subscriptions import Wanted, matching

_MOST = 200


def _item(announcement: Announcement) -> dict[str, Any]:
    recall = announcement.recall
    return {
        "number": announcement.number, "case_no": recall.case_no, "kind": announcement.kind,
        "title": announcement.title, "title_en": announcement.title_en,
        "published_at": announcement.published_at.isoformat(),
        "url": settings.ORIGIN + reverse("public:recall", args=[recall.case_no]),
        "product": {
            "name": recall.product.name, "brand": recall.product.brand,
            "model_no": recall.product.model_no, "gtin": recall.product.gtin,
        },
        "affected": [
            {
                "models": one.model_nos, "lots": one.lots, "serials": one.serials,
                "produced": one.produced, "gtins": one.gtins, "channels": one.channels,
                "regions": one.regions, "made_from": one.made_from, "made_to": one.made_to,
                "where_to_look": one.where_to_look,
            }
            for one in recall.affected.all()
        ],
        "content": announcement.content,
    }  # fmt: skip


def _moment(text: str) -> datetime | None:
    try:
        held = parse_datetime(text)
    except ValueError:
        return None
    return held if held is not None and held.tzinfo is not None else None


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for: `?brand=&kind=&hazard=`; raises `ValueError` for no hazard of ours."""
    asked = {
        name: request.GET.get(name, "").replace("\0", "") for name in ("brand", "kind", "hazard")
    }
    if asked["hazard"] and asked["hazard"] not in set(Hazard):
        raise ValueError(f"hazard: use one of {', '.join(Hazard)}")
    return Wanted(**asked)


@door("public.read")
def as_json(request: HttpRequest) -> HttpResponse:
    """
    The newest 200 announcements; `?since=` an ISO moment gives only later ones.

    `?brand=&kind=&hazard=` gives only those of a brand, a kind of goods, a source of danger.

    A withdrawn recall stays in the list with `kind` withdrawn: nothing vanishes.
    """
    try:
        found = matching(announcements(), _wanted(request))
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    if "since" in request.GET:
        since = _moment(request.GET["since"])
        if since is None:
            return JsonResponse(
                {
                    "error": "since: give an ISO 8601 moment with its zone, e.g. 2026-03-01T00:00:00Z"
                },
                status=400,
            )
        found = found.filter(published_at__gt=since)
    items = [_item(one) for one in found[:_MOST]]
    return JsonResponse({"version": 1, "items": items}, json_dumps_params={"ensure_ascii": False})


@door("public.read")
def as_atom(request: HttpRequest) -> HttpResponse:
    """The same for feed readers."""
    try:
        found = matching(announcements(), _wanted(request))
    except ValueError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    feed = Atom1Feed(
        title="衡鉴 · 缺陷消费品召回", link=settings.ORIGIN + reverse("public:recalls"),
        description="召回、更正和撤回公告", language="zh-CN",
        feed_url=settings.ORIGIN + request.get_full_path(),
    )  # fmt: skip
    for one in found[:_MOST]:
        feed.add_item(
            title=f"[{one.get_kind_display()}] {one.title}",
            link=settings.ORIGIN + reverse("public:recall", args=[one.recall.case_no]),
            description=one.content.get("hazard", ""), pubdate=one.published_at,
            updateddate=one.published_at, unique_id=f"urn:hengjian:{one.number}",
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml")
