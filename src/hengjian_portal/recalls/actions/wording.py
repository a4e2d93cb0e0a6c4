"""Correcting and withdrawing what the public was told. The old wording stays; a new one is added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.recalls.actions.case import Seen, claim
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Announcement
from hengjian_portal.recalls.publishing import publish


@transaction.atomic
def correct_announcement(
    *, seen: Seen, content: dict[str, Any], actor: Actor, at: datetime
) -> Announcement:
    """Publish a corrected wording; `content` is a whole announcement with `reason`."""
    return _publish(seen, Announcement.Kind.CORRECTED, content, actor, at)


@transaction.atomic
def withdraw_announcement(*, seen: Seen, reason: str, actor: Actor, at: datetime) -> Announcement:
    """Withdraw an announcement, for a stated reason; feeds and pages say so and keep what was said."""
    latest = Announcement.objects.filter(recall_id=seen.case).first()
    content = {**(latest.content if latest else {}), "reason": reason}
    return _publish(seen, Announcement.Kind.WITHDRAWN, content, actor, at)


def _publish(
    seen: Seen, kind: Announcement.Kind, content: dict[str, Any], actor: Actor, at: datetime
) -> Announcement:
    policy.require(actor, "recalls.decide")
    latest = Announcement.objects.filter(recall_id=seen.case).first()
    if latest is None or latest.kind == Announcement.Kind.WITHDRAWN:
        raise CaseError(
            "there is no announcement in force to correct or withdraw",
            zh="没有可更正或撤回的有效公告",
        )
    claim(seen)
    recall = latest.recall
    announcement = publish(recall, kind, content, at)
    record(
        kind=f"recalls.announcement_{kind.value}", obj=f"recall:{recall.pk}", actor=actor.ref,
        at=at, case_no=recall.case_no, number=announcement.number, content=content,
    )  # fmt: skip
    return announcement
