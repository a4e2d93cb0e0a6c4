"""The history of a package as the city reads it: each act, who did it, its receipt."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian_portal.accounts.queries import body_names
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import timeline as entries_about
from hengjian_portal.evidence.shown import line_of
from hengjian_portal.exchange.models import Package
from hengjian_portal.look.timeline import Line

_TITLES = {
    "exchange.drawn_up": gettext_lazy("起草，待批准"),
    "exchange.sent": gettext_lazy("批准并发出"),
    "exchange.withdrawn": gettext_lazy("退回起草"),
    "exchange.acknowledged": gettext_lazy("对方签收"),
    "exchange.received": gettext_lazy("收到"),
    "exchange.accepted": gettext_lazy("接受"),
    "exchange.declined": gettext_lazy("不接受"),
    "exchange.task_done": gettext_lazy("任务办结"),
    "exchange.joint_action_finished": gettext_lazy("联合行动结束"),
    "files.kept": gettext_lazy("添加附件"),
    "files.filed": gettext_lazy("添加附件"),
    "duties.suspended": gettext_lazy("中止期限"),
    "duties.resumed": gettext_lazy("恢复计算期限"),
    "duties.taken": gettext_lazy("认领"),
}


# What an entry about a package says, as its receipt names it.
LABELS = {
    "number": gettext_lazy("编号"), "package": gettext_lazy("种类"), "fields": gettext_lazy("字段"),
    "attachments": gettext_lazy("附件"), "sha256": gettext_lazy("内容摘要"),
    "reason": gettext_lazy("理由"), "summary": gettext_lazy("小结"), "what": gettext_lazy("任务"),
    "result": gettext_lazy("结果"), "body": gettext_lazy("单位（编号）"),
    "case": gettext_lazy("案件编号"), "report": gettext_lazy("回执号"),
    "answers": gettext_lazy("答复哪一件"),
}  # fmt: skip


def of_package(package: Package) -> list[Line]:
    """Every act on a package, newest first."""
    entries = list(entries_about(package.obj))
    names = body_names({entry.actor for entry in entries})
    return [_line(entry, names) for entry in entries]


def of_entry(entry: Entry) -> Line:
    """One act by itself, as its receipt shows it."""
    return _line(entry, body_names({entry.actor}))


def _line(entry: Entry, names: dict[str, str]) -> Line:
    title = str(_TITLES.get(entry.kind, entry.kind))
    return line_of(entry, title, names.get(entry.actor, _("系统")))
