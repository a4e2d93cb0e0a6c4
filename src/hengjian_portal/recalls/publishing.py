"""Telling the public: one wording more beside those before, and the case found by it from now on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hengjian_portal.recalls.models import Announcement, Recall
from hengjian_portal.recalls.searching import keep_public_words


def publish(
    recall: Recall, kind: Announcement.Kind, content: dict[str, Any], at: datetime
) -> Announcement:
    """Write an announcement under the next number of its case; part of the act that tells."""
    announcement = Announcement.objects.create(
        recall=recall, number=f"{recall.case_no}-{recall.announcements.count() + 1}", kind=kind,
        title=content["title"], title_en=content.get("title_en", ""), content=content,
        published_at=at,
    )  # fmt: skip
    keep_public_words(recall)
    return announcement
