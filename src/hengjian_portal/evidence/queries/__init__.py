"""Reading evidence: timelines, the log, receipts, and whether rows are what the acts left."""

from hengjian_portal.evidence.queries.entries import (
    check_chain,
    opening,
    personal_details,
    timeline,
)

__all__ = ["check_chain", "opening", "personal_details", "timeline"]
