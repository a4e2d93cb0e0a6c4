"""What people do to cases, one noun a file."""

from hengjian_portal.recalls.actions.case import CaseError, LeadFacts, Papers, Seen, act, open_lead

__all__ = ["CaseError", "LeadFacts", "Papers", "Seen", "act", "open_lead"]
