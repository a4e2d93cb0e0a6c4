"""The history of a matter as pages show it: each act, who did it, its stage, its receipt."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.enforcement.stages import KINDS, VERBS
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import may
from hengjian_portal.accounts.queries import body_names
from hengjian_portal.enforcement.acts import ACTS, SEEN_BY_PARTY
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import in_language
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import timeline as entries_about
from hengjian_portal.evidence.shown import line_of
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
    outside = not may(reader, "enforcement.see")
    if outside:
        entries = [entry for entry in entries if entry.kind in _FOR_THE_PARTY]
    names = body_names({entry.actor for entry in entries})
    return [_line(entry, names, outside) for entry in entries]


def of_entry(entry: Entry) -> Line:
    """One act by itself, as its receipt shows it."""
    return _line(entry, body_names({entry.actor}), outside=False)


def _line(entry: Entry, names: dict[str, str], outside: bool) -> Line:
    kind = entry.object.partition(":")[0]
    # What opened a matter names officers and what it grew out of.
    inside = "officers" in entry.details
    closed = outside and (inside or not set(entry.details.get("papers", ())) <= SEEN_BY_PARTY)
    verb = _VERB_OF.get(entry.kind)
    title = in_language(VERBS[verb]) if verb else str(_OTHER.get(entry.kind, entry.kind))
    stage = KINDS[kind].stages.get(entry.details.get("to", ""))
    details = [(_("阶段"), capfirst(in_language(stage)))] if stage else []
    return line_of(entry, capfirst(title), names.get(entry.actor, _("系统")), details, closed)
