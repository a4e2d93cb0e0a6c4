"""The history of a matter as pages show it: each act, who did it, its stage, its receipt."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.enforcement.stages import KINDS, VERBS
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import may
from hengjian_portal.accounts.queries import body_names
from hengjian_portal.enforcement.acts import ACTS
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import in_language
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import timeline as entries_about
from hengjian_portal.look.timeline import Line

_VERB_OF = {act.entry: verb for verb, act in ACTS.items()}
_OTHER = {
    "files.kept": gettext_lazy("添加照片或者证据"),
    "enforcement.credit_published": gettext_lazy("公示处罚信息"),
    "enforcement.credit_removed": gettext_lazy("移除处罚信息公示"),
    "enforcement.hearing_right_lapsed": gettext_lazy("要求听证的期限届满"),
    "enforcement.officer_replaced": gettext_lazy("更换执法人员"),
    "duties.suspended": gettext_lazy("中止期限"),
    "duties.resumed": gettext_lazy("恢复计算期限"),
    "duties.taken": gettext_lazy("认领"),
}
# What a party reads of the history: what was served on it and what it did itself.
_FOR_THE_PARTY = frozenset(
    ACTS[verb].entry
    for verb in (
        "serve_directive", "find_corrected", "find_not_corrected", "serve_notice", "state_defence",
        "request_hearing", "hold_hearing", "serve_decision", "close_case", "leave_unpunished", "seize",
        "extend_seizure", "release_seized",
    )
)  # fmt: skip


def of_matter(matter: Matter, reader: Actor) -> list[Line]:
    """Every act on a matter, newest first; a party reads what was served on it and its own acts."""
    entries = list(entries_about(matter.obj))
    if not may(reader, "enforcement.see"):
        entries = [entry for entry in entries if entry.kind in _FOR_THE_PARTY]
    names = body_names({entry.actor for entry in entries})
    return [_line(matter, entry, names) for entry in entries]


def _line(matter: Matter, entry: Entry, names: dict[str, str]) -> Line:
    verb = _VERB_OF.get(entry.kind)
    title = in_language(VERBS[verb]) if verb else str(_OTHER.get(entry.kind, entry.kind))
    stage = KINDS[matter.kind].stages.get(entry.details.get("to", ""))
    return Line(
        at=entry.at, title=capfirst(title), actor_name=names.get(entry.actor, _("系统")),
        details=[(_("阶段"), capfirst(in_language(stage)))] if stage else [],
        receipt=bytes(entry.leaf_hash).hex()[:16],
    )  # fmt: skip
