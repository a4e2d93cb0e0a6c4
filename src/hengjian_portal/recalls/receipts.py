"""The receipts of recalls: what they say, which anybody may see, where an announcement's is found."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.receipts import entry_saying
from hengjian_portal.evidence.shown import open_to_all, public_page, read_as, worded
from hengjian_portal.look.timeline import Line
from hengjian_portal.recalls import timeline
from hengjian_portal.recalls.acts import ALERTED, APART, PAPER
from hengjian_portal.recalls.models import Announcement, Panel

_TOLD = ("recalls.announced", ALERTED)
_REWORDED = ("recalls.announcement_corrected", "recalls.announcement_withdrawn")
_DRAWN = ("recalls.panel_list_fixed", "recalls.panel_drawn", "recalls.panel_voided")
_LABELS = {
    "case_no": _("案件编号"), "from": _("此前阶段"), "to": _("此后阶段"), "version": _("第几步"),
    "papers": _("文书"), "numbers": _("文书的版次"), "clocks": _("开始计算的期限"),
    "announcement": _("公告编号"), "number": _("公告编号"), "content": _("公告内容"),
    "approved_by": _("批准人（账户编号）"), f"{PAPER}consumer_alert": _("消费提示"),
    f"{PAPER}service_attempts": _("送达经过"), "panel": _("专家组编号"), "purpose": _("用途"),
    "list_digest": _("名单摘要"), "candidates": _("候选人数"), "recused": _("回避人数"),
    "seed": _("种子"), "drawn": _("抽中（专家编号）"), "substitutes": _("候补（专家编号）"),
    "called": _("邀请（专家编号）"), "reason": _("理由"),
}  # fmt: skip


def tell() -> None:
    """Say how entries about cases read; open what the public was told, and draws of experts."""
    read_as(timeline.of_entry, "recall", labels=_LABELS)
    open_to_all(_TOLD[0], *_REWORDED, *_DRAWN)
    open_to_all(ALERTED, withheld=_not_the_alert)


def page_of(announcement: Announcement) -> str:
    """Where anybody finds the receipt of an announcement; nothing where it has none."""
    obj, number = f"recall:{announcement.recall_id}", announcement.number
    found = entry_saying(obj, _TOLD, "announcement", number) or entry_saying(
        obj, _REWORDED, "number", number
    )
    return public_page(found)


def of_panel(panel: Panel) -> list[Line]:
    """What was done to a panel, oldest first, each with where anybody finds its receipt."""
    found = Entry.objects.filter(object=f"recall:{panel.recall_id}", kind__in=_DRAWN).order_by("id")
    return [worded(entry) for entry in found if entry.says["panel"] == panel.number]


def _not_the_alert(entry: Entry, _day: date) -> Collection[str]:
    """How often somebody tried to reach the producer is no matter of the public's."""
    alert = f"{PAPER}{APART[ALERTED]}"
    papers = {name for name in entry.apart if name.startswith(PAPER)}
    # Entries of before hold the papers together.
    return papers - {alert} | {"papers"} & set(entry.details)
