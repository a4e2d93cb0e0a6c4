"""Tables of the recalls room, one noun a file."""

from hengjian_portal.recalls.models.case import Affected, Announcement, Document, Recall
from hengjian_portal.recalls.models.drafting import Draft, Proposal
from hengjian_portal.recalls.models.regime import RegimeText

__all__ = ["Affected", "Announcement", "Document", "Draft", "Proposal", "Recall", "RegimeText"]
