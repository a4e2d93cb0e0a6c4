"""Whether a recall reaches Sichuan, by what its papers say."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from django.utils.timezone import localdate

from hengjian.text.sheet import shipped_sheet
from hengjian_portal.exchange.models import Package
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.plans import plan_in_force
from hengjian_portal.watch.models import Report


@cache
def _words() -> tuple[str, ...]:
    sheet = shipped_sheet("hengjian_portal.exchange", "places.yaml")
    return (*cast(list[str], sheet["places"]), *cast(list[str], sheet["everywhere"]))


def reaches_sichuan(recall: Recall) -> list[str]:
    """
    The words of a case that say so: where it was sold, which units it covers, where its producer is.

    Empty where nothing says it; then nobody knows, which is not the same as no.
    """
    told = recall.announcements.order_by("-published_at", "-id").first()
    plan = plan_in_force(recall)
    texts = [recall.province]
    texts += _places_in(plan.content, ("channels", "sold_where")) if plan else []
    texts += _places_in(told.content, ("channels", "sold_where", "sold_by")) if told else []
    for line in recall.affected.all():
        texts += [*line.channels, *line.regions]
    said = " ".join(texts).casefold()
    return [word for word in _words() if word.casefold() in said]


def _places_in(content: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    return [str(content[name]) for name in names if content.get(name)]


def shared(recall: Recall) -> list[Package]:
    """What went to Sichuan about a case already, drafts included."""
    held = Package.objects.filter(recall=recall, direction="out").exclude(state="withdrawn")
    return list(held.select_related("body"))


def first_fields(recall: Recall) -> dict[str, Any]:
    """What a package about a case starts from; the officer looks through it before it goes."""
    plan, told = plan_in_force(recall), recall.announcements.order_by("-id").first()
    said = {**(plan.content if plan else {}), **(told.content if told else {})}
    product = recall.product
    found = {
        "product_name": product.name, "brand": product.brand, "model_no": product.model_no,
        "gtin": product.gtin, "firm_name": str(recall.producer.name if recall.producer else ""),
        "danger": recall.danger, "defect": said.get("defect") or said.get("situation", ""),
        "consequences": said.get("hazard") or said.get("consequences", ""),
        "measures": said.get("remedy_how", ""),
        "sold_where": said.get("sold_where") or said.get("channels", ""),
        "lot": ", ".join(lot for one in recall.affected.all() for lot in one.lots)[:160],
    }  # fmt: skip
    if told is not None:
        found |= {"recall_no": recall.case_no, "n_recalled": said.get("n_recalled"),
                  "announced_on": localdate(told.published_at).isoformat()}  # fmt: skip
    return {name: value for name, value in found.items() if value not in ("", None)}


def fields_of_report(report: Report) -> dict[str, Any]:
    """What a package about a report starts from: the product and the danger, never who told of it."""
    found = {
        "product_name": report.product_name, "brand": report.brand, "model_no": report.model_no,
        "lot": report.lot, "gtin": report.gtin, "firm_name": report.firm_name,
        "danger": report.what_happened, "injured": report.injured or None,
        "known_on": localdate(report.received_at).isoformat(),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in ("", None)}
