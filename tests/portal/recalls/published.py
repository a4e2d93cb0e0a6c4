"""A recall the public was told of, with its plan in force: for what consumers do with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.recalls import effects
from hengjian_portal.recalls.models import Announcement, Document, Recall
from hengjian_portal.recalls.publishing import publish
from tests.portal.recalls.test_acts import lead

AT = datetime(2026, 3, 20, 2, tzinfo=UTC)
LINE = {
    "models": "NS-500", "lots": "A3-2501..A3-2506", "gtins": "06901234567892",
    "where_to_look": "杯底激光刻字第一行",
}  # fmt: skip
PLAN: dict[str, Any] = {
    "n_recalled": 1000, "n_maker": 0, "n_distributor": 0, "n_shop": 400, "n_consumer": 600,
    "starts_on": "2026-03-20", "ends_on": "2026-09-16", "expected_percent": "60",
    "milestones": "90 30", "affected": [LINE],
}  # fmt: skip
CONTENT: dict[str, Any] = {
    "title": "召回部分保温杯", "do_now": "立即停止使用。", "hazard": "烫伤", "defect": "漏水",
    "emergency": "停用", "remedies": ["replace", "return"], "remedy_how": "打电话",
    "n_recalled": 1000, "phone": "023-1", "starts_on": "2026-03-20", "producer": "某某",
    "product": "保温杯", "brand": "暖山",
}  # fmt: skip


@transaction.atomic
def published(
    district: Actor,
    producer: Actor,
    plan: Any = None,
    content: Any = None,
    stage: str = "announced",
) -> Recall:
    """A recall of the producer's, announced at `AT` with a plan accepted the day before."""
    case = lead(district)
    Recall.objects.filter(pk=case.pk).update(stage=stage, producer_id=producer.body_id)
    case.refresh_from_db()
    before = AT - timedelta(days=1)
    Document.objects.create(
        recall=case, kind="recall_plan", number=1, content={**PLAN, **(plan or {})},
        by_ref=producer.ref, at=before,
    )  # fmt: skip
    effects.apply("accept_plan", case, {}, before)
    record(kind="recalls.plan_accepted", obj=f"recall:{case.pk}", actor="system", at=before, plan=1)
    announce(case, content)
    return case


def announce(case: Recall, content: Any = None, kind: str = "first") -> Announcement:
    """One more announcement of a recall."""
    held = {**CONTENT, **(content or {})}
    number = case.announcements.count() + 1
    at = AT + timedelta(minutes=number)
    announcement = publish(case, Announcement.Kind(kind), held, at)
    case.refresh_from_db()
    return announcement
