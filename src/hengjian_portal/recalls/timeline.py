"""The history of a case as pages show it: each act, who did it, what it says, its receipt."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.recall.stages import STAGES, VERBS, Stage
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.queries import body_names
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import timeline as entries_about
from hengjian_portal.evidence.shown import line_of
from hengjian_portal.look.timeline import Line
from hengjian_portal.recalls.acts import ACTS, PAPER, SEEN_BY_EXPERT, SEEN_BY_PRODUCER
from hengjian_portal.recalls.forms.paper import in_language
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.papers import LABELS

_VERB_OF = {act.entry: verb for verb, act in ACTS.items()} | {
    "recalls.lead_opened": "open_lead", "recalls.defect_self_reported": "self_report_defect",
    "recalls.danger_self_reported": "self_report_danger",
}  # fmt: skip


_OTHER = {
    "recalls.announcement_corrected": gettext_lazy("更正公告"),
    "recalls.announcement_withdrawn": gettext_lazy("撤回公告"),
    "recalls.drafted": gettext_lazy("起草，待批准"),
    "recalls.draft_declined": gettext_lazy("退回起草"),
    "recalls.paper_corrected": gettext_lazy("更正文书"),
    "recalls.paper_filed": gettext_lazy("提交文书"),
    "recalls.sample_taken": gettext_lazy("抽样"),
    "recalls.sample_handed_over": gettext_lazy("样品移交"),
    "recalls.notice_served_again": gettext_lazy("重新送达通知"),
    "recalls.restricted": gettext_lazy("限定可查看人员"),
    "recalls.unrestricted": gettext_lazy("取消限定可查看人员"),
    "recalls.owners_handed_in": gettext_lazy("上传用户名单，直接通知"),
    "recalls.owners_deleted": gettext_lazy("用户名单已删除"),
    "recalls.panel_list_fixed": gettext_lazy("固定专家候选名单"),
    "recalls.panel_drawn": gettext_lazy("抽取专家"),
    "recalls.panel_voided": gettext_lazy("专家组作废"),
    "recalls.seat_answered": gettext_lazy("专家答复邀请"),
    "recalls.recusal_asked": gettext_lazy("申请专家回避"),
    "recalls.recusal_decided": gettext_lazy("决定专家回避申请"),
    "recalls.opinion_signed": gettext_lazy("专家签署意见"),
    "duties.suspended": gettext_lazy("中止期限"),
    "duties.resumed": gettext_lazy("恢复计算期限"),
    "duties.taken": gettext_lazy("认领"),
}


# What officers arrange among themselves; no business of the producer's.
_INSIDE = frozenset(
    {
        "recalls.drafted", "recalls.draft_declined", "recalls.restricted", "recalls.unrestricted",
        "duties.taken", "recalls.paper_filed", "recalls.sample_taken",
        "recalls.sample_handed_over",
        "recalls.seat_answered", "recalls.opinion_signed",
    }
)  # fmt: skip
# From which act on a case is known to its producer.
_TOLD_BY = (
    "recalls.producer_notified", "recalls.recall_notified", "recalls.defect_self_reported",
    "recalls.danger_self_reported",
)  # fmt: skip


# The papers that those outside read; the receipt of an act that holds others stays closed to them.
_SEEN = {"producer": SEEN_BY_PRODUCER, "expert": SEEN_BY_EXPERT}


def of_case(recall: Recall, reader: Actor) -> list[Line]:
    """Every act on a case, newest first. Producers and experts read from the notice on only."""
    entries = list(entries_about(f"recall:{recall.pk}"))
    if reader.stage_kind in ("producer", "expert"):
        entries = _from_service_on(entries)
    return _lines(entries, _SEEN.get(reader.stage_kind))


def of_entry(entry: Entry) -> Line:
    """One act by itself, as its receipt shows it."""
    return _lines([entry])[0]


def _lines(entries: list[Entry], seen: frozenset[str] | None = None) -> list[Line]:
    second = {str(entry.details.get("approved_by", "")) for entry in entries}
    names = body_names({entry.actor for entry in entries} | second)
    return [_line(entry, names, seen) for entry in entries]


def _from_service_on(entries: list[Entry]) -> list[Entry]:
    """Newest first: everything since the producer was told first, but what is inside business."""
    told = [number for number, entry in enumerate(entries) if entry.kind in _TOLD_BY]
    if not told:
        return []
    return [entry for entry in entries[: told[-1] + 1] if entry.kind not in _INSIDE]


def _line(entry: Entry, names: dict[str, str], seen: frozenset[str] | None) -> Line:
    verb = _VERB_OF.get(entry.kind)
    details = []
    if entry.kind in ("recalls.drafted", "recalls.draft_declined"):
        details.append((_("事项"), capfirst(in_language(VERBS[entry.details["verb"]]))))
    if entry.kind in ("recalls.paper_corrected", "recalls.paper_filed"):
        details.append((_("文书"), capfirst(in_language(LABELS[entry.details["paper"]]))))
    if "to" in entry.details:
        stage = in_language(STAGES[Stage(entry.details["to"])].label)
        details.append((_("阶段"), capfirst(stage)))
    if "approved_by" in entry.details:
        details.append((_("批准人"), names.get(entry.details["approved_by"], "—")))
    title = capfirst(in_language(VERBS[verb])) if verb else _OTHER.get(entry.kind, entry.kind)
    return line_of(
        entry, str(title), names.get(entry.actor, _("系统")), details, _closed(entry, seen)
    )


def _closed(entry: Entry, seen: frozenset[str] | None) -> bool:
    """Whether an act holds a paper that its reader may not read."""
    papers = {*entry.details.get("papers", ()), *(one.removeprefix(PAPER) for one in entry.apart)}
    return seen is not None and not papers <= seen
