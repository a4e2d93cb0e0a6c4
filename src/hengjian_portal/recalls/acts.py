"""
The acts on a case that the pages offer: the right each needs and the entry it leaves.

Where a verb stands twice in the stage table, the stage decides which move it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from hengjian.recall.stages import DOCUMENTS
from hengjian_portal.recalls.papers import LABELS


@dataclass(frozen=True, slots=True)
class Act:
    """
    One act: `right` is the line of the policy, `entry` the kind it leaves in the evidence.

    `two`: the city does it with two officers, one who drafts and one who approves.
    """

    verb: str
    right: str
    entry: str
    two: bool = False


ONE, TWO = False, True
_ROWS: tuple[tuple[str, str, str, bool], ...] = (
    ("report_to_city", "report_to_city", "reported_to_city", ONE),
    ("take_up", "assign", "taken_up", ONE),
    ("turn_away", "turn_away", "turned_away", ONE),
    ("hand_to_complaints", "turn_away", "handed_to_complaints", ONE),
    ("merge_into", "analyse", "merged", ONE),
    ("transfer_out", "decide", "transferred_out", TWO),
    ("assign_analysis", "assign", "analysis_assigned", ONE),
    ("call_consultation", "analyse", "consultation_called", ONE),
    ("leave", "decide", "left", ONE),
    ("reopen", "decide", "reopened", ONE),
    ("notify_producer", "decide", "producer_notified", ONE),
    ("investigate_directly", "decide", "investigated_directly", TWO),
    ("acknowledge_notice", "submit", "notice_acknowledged", ONE),
    ("record_unreachable", "decide", "producer_unreachable", TWO),
    ("submit_result", "submit", "result_submitted", ONE),
    ("take_over_refused", "decide", "investigation_taken_over", ONE),
    ("reject_result", "decide", "result_rejected", ONE),
    ("accept_no_defect", "decide", "no_defect_accepted", ONE),
    ("admit_defect", "submit", "defect_admitted", ONE),
    ("report_investigation", "decide", "investigation_reported", ONE),
    ("find_no_defect", "decide", "no_defect_found", TWO),
    ("notify_recall", "decide", "recall_notified", TWO),
    ("accept_recall", "submit", "recall_accepted", ONE),
    ("object", "submit", "objected", ONE),
    ("uphold_objection", "decide", "objection_upheld", TWO),
    ("convene_panel", "decide", "panel_convened", ONE),
    ("determine_defect", "decide", "defect_determined", TWO),
    ("determine_no_defect", "decide", "no_defect_determined", TWO),
    ("report_for_directive", "decide", "reported_for_directive", TWO),
    ("receive_directive", "decide", "directive_received", ONE),
    ("submit_plan", "submit", "plan_submitted", ONE),
    ("return_plan", "decide", "plan_returned", ONE),
    ("accept_plan", "decide", "plan_accepted", ONE),
    ("announce", "publish", "announced", TWO),
    ("start_recall", "submit", "recall_started", ONE),
    ("submit_progress", "submit", "progress_submitted", ONE),
    ("change_plan", "submit", "plan_changed", ONE),
    ("evaluate_effect", "decide", "effect_evaluated", ONE),
    ("continue_recall", "decide", "recall_continued", ONE),
    ("recall_again", "decide", "recalled_again", TWO),
    ("find_effective", "decide", "found_effective", ONE),
    ("submit_final_report", "submit", "final_report_submitted", ONE),
    ("return_final_report", "decide", "final_report_returned", ONE),
    ("close_active", "decide", "active_phase_closed", TWO),
    ("rest", "decide", "laid_to_rest", ONE),
    ("wake", "decide", "woken", ONE),
)

ACTS = {
    verb: Act(verb, f"recalls.{right}", f"recalls.{entry}", two)
    for verb, right, entry, two in _ROWS
}

# The act that tells the public beside something else, and which of its papers is for the public: in
# its entry each paper stands apart, under its kind after this beginning.
ALERTED = "recalls.producer_unreachable"
APART = {ALERTED: "consumer_alert"}
PAPER = "paper_"

# The papers of its own case that a producer may read: what it handed in and what was served on it.
SEEN_BY_PRODUCER = frozenset(
    {
        "defect_report", "investigation_notice", "investigation_result", "defect_record",
        "recall_plan", "changed_plan", "gaps", "announcement", "progress_report", "final_report",
        "closing_decision", "recall_notice", "directive", "objection_with_evidence",
        "determination", "effect_assessment", "consumer_alert",
    }
)  # fmt: skip

assert set(DOCUMENTS) >= SEEN_BY_PRODUCER

# The papers a panel needs; no name of whoever reported stands in any of them.
SEEN_BY_EXPERT = frozenset(
    {
        "analysis_note", "investigation_notice", "investigation_result", "investigation_report",
        "risk_assessment", "test_report", "recall_notice", "defect_record",
        "objection_with_evidence", "draw_record",
    }
)  # fmt: skip

assert set(LABELS) >= SEEN_BY_EXPERT

# Papers that are drawn up and signed before the act that needs them.
READY_BEFORE = frozenset({"risk_assessment", "draw_record", "expert_opinions"})

# Acts that lead a case away from a recall, or back; none of them is what a case waits for.
ASIDE = frozenset(
    {
        "turn_away", "hand_to_complaints", "merge_into", "transfer_out", "leave", "reopen",
        "accept_no_defect", "find_no_defect", "uphold_objection", "determine_no_defect",
        "record_unreachable", "return_plan", "return_final_report", "change_plan", "wake",
        "take_over_refused", "investigate_directly", "report_for_directive", "evaluate_effect",
    }
)  # fmt: skip
