"""The acts on a matter: the right each needs and the entry it leaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `right` is the line of the policy, `entry` the kind it leaves in the evidence."""

    right: str
    entry: str


_ROWS: tuple[tuple[str, str, str], ...] = (
    ("assign_inspection", "inspect", "inspection_assigned"),
    ("submit_inspection", "inspect", "inspection_submitted"),
    ("correct_record", "inspect", "inspection_record_corrected"),
    ("call_off", "inspect", "inspection_called_off"),
    ("seize", "inspect", "items_seized"),
    ("extend_seizure", "extend_seizure", "seizure_extended"),
    ("release_seized", "inspect", "items_released"),
    ("serve_directive", "order_correction", "directive_served"),
    ("find_corrected", "order_correction", "found_corrected"),
    ("find_not_corrected", "order_correction", "found_not_corrected"),
    ("file_case", "file_case", "case_filed"),
    ("report_investigation", "propose", "investigation_reported"),
    ("propose", "propose", "penalty_proposed"),
    ("return_proposal", "decide", "proposal_returned"),
    ("serve_notice", "propose", "notice_served"),
    ("state_defence", "answer", "defence_stated"),
    ("request_hearing", "answer", "hearing_requested"),
    ("hold_hearing", "propose", "hearing_held"),
    ("decide_penalty", "decide", "penalty_decided"),
    ("leave_unpunished", "decide", "left_unpunished"),
    ("withdraw_case", "decide", "case_withdrawn"),
    ("serve_decision", "propose", "decision_served"),
    ("close_case", "propose", "case_closed"),
    ("report_crime", "refer", "crime_reported"),
    ("approve_referral", "decide_referral", "referral_approved"),
    ("decline_referral", "decide_referral", "referral_declined"),
    ("transfer_to_police", "refer", "transferred_to_police"),
    ("record_police_filed", "refer", "police_filed"),
    ("record_police_refused", "refer", "police_refused"),
)

ACTS = {verb: Act(f"enforcement.{right}", f"enforcement.{entry}") for verb, right, entry in _ROWS}

# The act that opens each kind of matter, and how its numbers begin; the pattern is ours.
OPENING = {
    "inspection": "assign_inspection", "directive": "serve_directive",
    "penalty": "file_case", "referral": "report_crime",
}  # fmt: skip
PREFIX = {"inspection": "CQ-JC", "directive": "CQ-ZG", "penalty": "CQ-CF", "referral": "CQ-YS"}

# Which right lets an officer hand in files.
ATTACHED_BY = {
    "inspection": "enforcement.inspect", "penalty": "enforcement.propose",
    "referral": "enforcement.refer",
}  # fmt: skip

# Acts that are no step forward; none of them is what a matter waits for.
ASIDE = frozenset(
    {
        "correct_record", "call_off", "seize", "extend_seizure", "release_seized", "find_not_corrected", "return_proposal", "state_defence",
        "leave_unpunished", "withdraw_case", "decline_referral", "record_police_refused",
    }
)  # fmt: skip

# The papers a party may read: what was served on it, and what it handed in itself.
SEEN_BY_PARTY = frozenset(
    {
        "directive", "recheck", "advance_notice", "statement", "hearing_request",
        "hearing_record", "decision", "service_record", "seizure_record", "extension_record",
        "release_record",
    }
)  # fmt: skip
# A paper that, once it is there, lets the party see the matter at all.
SERVED = frozenset({"directive", "advance_notice", "seizure_record"})
