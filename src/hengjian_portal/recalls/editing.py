"""An announcement as it is typed, read by the linter of the engine: what is missing, what could be plainer."""

from __future__ import annotations

from datetime import date
from typing import Any

from hengjian.recall.announcement import Announcement, Origin
from hengjian.recall.lint import Lint, lint
from hengjian.recall.plan import Remedy
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.plans import plan_in_force
from hengjian_portal.recalls.queries.scope import entries

AUTHORITY = "重庆市市场监督管理局"
# Where a field of the engine's announcement is typed on our form; the others come from the plan.
FIELD_OF = {"consequences": "hazard"}
_ORIGINS = {"voluntary": Origin.VOLUNTARY, "ordered": Origin.ORDERED}


def read_by_editor(recall: Recall, held: dict[str, Any]) -> Lint:
    """What the linter says of an announcement typed for a case; the plan says what is recalled."""
    plan = plan_in_force(recall)
    said = plan.content if plan else {}
    return lint(
        Announcement(
            recall_no=recall.case_no, producer=recall.producer.name if recall.producer else "",
            product=recall.product.name, authority=AUTHORITY,
            origin=_ORIGINS.get(recall.origin), has_barcode=said.get("has_barcode") == "yes",
            **_from_plan(said), **_typed(held),
        )
    )  # fmt: skip


def _from_plan(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "brand": said.get("brand", ""),
        "model_no": "、".join(entries(said, "models")),
        "lots": entries(said, "lots") or entries(said, "serials"), "gtins": entries(said, "gtins"),
        "produced_from": _day(said.get("produced_from")),
        "produced_to": _day(said.get("produced_to")),
        "picture": said.get("photo", ""),
        "where_to_find_identifiers": said.get("where_to_look", ""),
        "sold_by": said.get("channels", ""),
    }  # fmt: skip


def _typed(held: dict[str, Any]) -> dict[str, Any]:
    same = (
        "n_recalled", "defect", "emergency", "starts_on", "ends_on", "phone", "title", "do_now",
        "remedy_how", "title_en", "do_now_en", "hazard_en", "sold_where",
    )  # fmt: skip
    return {name: held[name] for name in same if held.get(name)} | {
        "consequences": held.get("hazard", ""),
        "remedies": frozenset(map(Remedy, held.get("remedies", []))),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
