"""Tables of the recalls room, one noun a file."""

from hengjian_portal.recalls.models.case import Affected, Announcement, Document, Recall
from hengjian_portal.recalls.models.claims import Claim
from hengjian_portal.recalls.models.drafting import Draft, Proposal
from hengjian_portal.recalls.models.owners import OwnerAddress, OwnerList
from hengjian_portal.recalls.models.regime import RegimeText
from hengjian_portal.recalls.models.sample import Custody, Sample
from hengjian_portal.recalls.models.subscription import Subscription

__all__ = [
    "Affected",
    "Announcement",
    "Claim",
    "Custody",
    "Document",
    "Draft",
    "OwnerAddress",
    "OwnerList",
    "Proposal",
    "Recall",
    "RegimeText",
    "Sample",
    "Subscription",
]
