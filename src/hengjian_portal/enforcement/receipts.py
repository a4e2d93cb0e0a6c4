"""The receipts of enforcement: what they say, and that of a published penalty for anybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from hengjian_portal.enforcement import timeline
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import published
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.receipts import newest_of
from hengjian_portal.evidence.shown import open_to_all, public_page, read_as

_PUBLISHED = "enforcement.credit_published"
_LABELS = {
    "number": _("案卷编号"), "says": _("公示内容"), "until_on": _("公示至"),
    "from": _("此前阶段"), "to": _("此后阶段"), "reason": _("理由"), "version": _("第几步"),
    "papers": _("文书"), "numbers": _("文书的版次"), "clocks": _("开始计算的期限"),
    "title": _("事由"), "ground": _("处罚事由"), "party": _("当事人（编号）"),
    "district": _("区县"), "officers": _("执法人员（账户编号）"), "about": _("涉及的事项"),
    "grown_from": _("来源案卷"),
}  # fmt: skip


def tell() -> None:
    """Say how entries about matters read, and open those by which a penalty was published."""
    read_as(timeline.of_entry, "inspection", "directive", "penalty", "referral", labels=_LABELS)
    open_to_all(_PUBLISHED, withheld=_no_longer_published)


def page_of(penalty: Matter) -> str:
    """Where anybody finds the receipt of a published penalty; nothing where it was not published."""
    return pages_of([penalty.obj])[penalty.obj]


def pages_of(penalties: Collection[str]) -> dict[str, str]:
    """The same of many penalties, by their objects."""
    found = newest_of(penalties, {_PUBLISHED})
    return {obj: public_page(found.get(obj)) for obj in penalties}


def _no_longer_published(entry: Entry, day: date) -> Collection[str]:
    """What was published of somebody is shown as long as it is published, and no longer."""
    penalty = entry.object.partition(":")[2]
    return () if published(day).filter(penalty=penalty).exists() else {"says"}
