"""
The acts on a case that the pages offer: the right each needs and the entry it leaves.

Where a verb stands twice in the stage table, the stage decides which move it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from hengjian.recall.stages import DOCUMENTS


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `right` is the line of the policy, `entry` the kind it leaves in the evidence."""

    verb: str
    right: str
    entry: str
    papers: tuple[str, ...] = ()


_ROWS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("report_to_city", "report_to_city", "reported_to_city", ()),
    ("take_up", "assign", "taken_up", ()),
    ("turn_away", "turn_away", "turned_away", ("reason", "law_that_applies")),
    ("hand_to_complaints", "turn_away", "handed_to_complaints", ("reason",)),
    ("assign_analysis", "assign", "analysis_assigned", ()),
    ("call_consultation", "analyse", "consultation_called", ("analysis_note",)),
    ("leave", "decide", "left", ("reason",)),
    ("reopen", "decide", "reopened", ("reason",)),
    ("notify_producer", "decide", "producer_notified", ("investigation_notice",)),
    ("acknowledge_notice", "submit", "notice_acknowledged", ()),
    ("submit_result", "submit", "result_submitted", ("investigation_result",)),
    ("accept_no_defect", "decide", "no_defect_accepted", ("reason",)),
    ("admit_defect", "submit", "defect_admitted", ("defect_record",)),
    ("submit_plan", "submit", "plan_submitted", ("recall_plan",)),
    ("return_plan", "decide", "plan_returned", ("gaps",)),
    ("accept_plan", "decide", "plan_accepted", ()),
    ("announce", "publish", "announced", ("announcement",)),
    ("start_recall", "submit", "recall_started", ()),
    ("submit_progress", "submit", "progress_submitted", ("progress_report",)),
    ("submit_final_report", "submit", "final_report_submitted", ("final_report",)),
    ("return_final_report", "decide", "final_report_returned", ("gaps",)),
    ("close_active", "decide", "active_phase_closed", ("closing_decision",)),
    ("rest", "decide", "laid_to_rest", ()),
)

ACTS = {
    verb: Act(verb, f"recalls.{right}", f"recalls.{entry}", papers)
    for verb, right, entry, papers in _ROWS
}

# The papers of its own case that a producer may read: what it handed in and what was served on it.
SEEN_BY_PRODUCER = frozenset(
    {
        "defect_report", "investigation_notice", "investigation_result", "defect_record",
        "recall_plan", "gaps", "announcement", "progress_report", "final_report",
        "closing_decision", "recall_notice", "directive", "objection_with_evidence",
        "determination", "effect_assessment",
    }
)  # fmt: skip

assert set(DOCUMENTS) >= SEEN_BY_PRODUCER

# Acts that lead a case away from a recall, or back; none of them is what a case waits for.
ASIDE = frozenset(
    {
        "turn_away", "hand_to_complaints", "leave", "reopen", "accept_no_defect",
        "return_plan", "return_final_report",
    }
)  # fmt: skip
