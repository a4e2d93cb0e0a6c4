"""
What a notice says of one recall, under names that stay.

The fields are those the EU's rules on Safety Gate list for a notification and the OECD's portal
GlobalRecalls shows. No register has accepted them: they are shaped after these, and say so.
What nobody has told us is null or an empty list, never a guess.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from hengjian.recall.hazards import HARMS, HAZARDS, Harm, Hazard
from hengjian_portal.accounts.models import Body
from hengjian_portal.recalls.models import Affected, Announcement, Recall
from hengjian_portal.recalls.queries.regimes import regime_of

VERSION = 1
SHAPED_AFTER = ("OECD GlobalRecalls", "EU Safety Gate, (EU) 2024/3173, Annex I 2.2")
_MEASURES = {
    Announcement.Kind.FIRST: "recall", Announcement.Kind.CORRECTED: "recall",
    Announcement.Kind.WITHDRAWN: "recall_withdrawn", Announcement.Kind.ALERT: "consumer_warning",
}  # fmt: skip


def notice_of(recall: Recall) -> dict[str, Any]:
    """The notice of a case that was announced; the announcement that stands speaks."""
    latest = recall.announcements.all()[0]
    content, lines = latest.content, list(recall.affected.all())
    return {
        "format": "hengjian-recall-notice", "version": VERSION,
        "shaped_after": list(SHAPED_AFTER),
        "notice": _notice(recall, latest),
        "product": _product(recall, content, lines),
        "affected": [_line(one) for one in lines],
        "risk": _risk(recall, content),
        "measure": _measure(recall, latest),
        "traceability": {
            "producer": content.get("producer") or _name(recall.producer),
            "country_of_origin": None, "importers": [], "distributors": [],
            "sold_where": content.get("sold_where") or None,
            "sold_where_en": content.get("sold_where_en") or None, "listings": [],
        },
        "contact": {"phone": content.get("phone") or None, "consumer_line": "12315"},
        "pictures": [],
    }  # fmt: skip


def _notice(recall: Recall, latest: Announcement) -> dict[str, Any]:
    regime = regime_of(recall)
    city = Body.objects.filter(kind=Body.Kind.CITY).order_by("pk").first()
    first = min(recall.announcements.all(), key=lambda one: (one.published_at, one.pk))
    return {
        "number": latest.number, "case_no": recall.case_no, "kind": latest.kind,
        "title": latest.title, "title_en": latest.title_en or None,
        "first_published_at": localtime(first.published_at).isoformat(),
        "published_at": localtime(latest.published_at).isoformat(),
        "url": settings.ORIGIN + reverse("public:recall", args=[recall.case_no]),
        "country": "CN", "region": "CN-CQ", "authority": _name(city), "language": "zh",
        "applicable_rules": [regime.law.zh], "rules_confirmed": regime.confirmed,
        "demonstration": bool(settings.DEMO),
    }  # fmt: skip


def _name(body: Body | None) -> str | None:
    return body.name if body else None


def _product(recall: Recall, content: dict[str, Any], lines: list[Affected]) -> dict[str, Any]:
    product = recall.product
    return {
        "name": product.name, "brand": product.brand or None, "category": recall.regime,
        "gpc_code": None, "customs_code": None, "description": None, "counterfeit": None,
        "models": _once([product.model_no], *(one.model_nos for one in lines)),
        "lots": _once(*(one.lots for one in lines)),
        "serials": _once(*(one.serials for one in lines)),
        "gtins": _once([product.gtin], *(one.gtins for one in lines)),
        "units": content.get("n_recalled"),
    }  # fmt: skip


def _once(*lists: list[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, chain(*lists))))


def _line(one: Affected) -> dict[str, Any]:
    return {
        "models": one.model_nos, "lots": one.lots, "serials": one.serials,
        "produced": one.produced, "gtins": one.gtins, "channels": one.channels,
        "regions": one.regions,
        "made_from": one.made_from.isoformat() if one.made_from else None,
        "made_to": one.made_to.isoformat() if one.made_to else None,
        "where_to_look": one.where_to_look or None,
    }  # fmt: skip


def _risk(recall: Recall, content: dict[str, Any]) -> dict[str, Any]:
    """The danger in words, and its kinds as the defect record has them; the level is not published."""
    record = recall.documents.filter(kind="defect_record").order_by("-number").first()
    held = record.content if record else {}
    return {
        "hazards": [_named(one, HAZARDS[Hazard(one)]) for one in held.get("hazards", [])],
        "harms": [_named(one, HARMS[Harm(one)]) for one in held.get("harms", [])],
        "description": content.get("hazard") or None,
        "description_en": content.get("hazard_en") or None,
        "defect": content.get("defect") or None, "defect_en": content.get("defect_en") or None,
        "level": None, "incidents": None,
    }  # fmt: skip


def _named(code: str, label: Any) -> dict[str, str]:
    return {"code": code, "zh": label.zh, "en": label.en}


def _measure(recall: Recall, latest: Announcement) -> dict[str, Any]:
    withdrawn = latest.kind == Announcement.Kind.WITHDRAWN
    # Nobody is told to do anything about a recall that was withdrawn.
    content = {} if withdrawn else latest.content
    return {
        "type": _MEASURES[Announcement.Kind(latest.kind)], "origin": recall.origin or None,
        "do_now": content.get("do_now") or None, "do_now_en": content.get("do_now_en") or None,
        "remedies": content.get("remedies", []), "how": content.get("remedy_how") or None,
        "how_en": content.get("remedy_how_en") or None,
        "starts_on": content.get("starts_on") or None, "ends_on": content.get("ends_on") or None,
        "reason_withdrawn": latest.content.get("reason") if withdrawn else None,
    }  # fmt: skip
