"""Tables of the recalls room, one noun a file."""

from hengjian_portal.recalls.models.case import Affected, Announcement, Document, Recall
from hengjian_portal.recalls.models.claims import Claim
from hengjian_portal.recalls.models.drafting import Draft, Proposal
from hengjian_portal.recalls.models.experts import Expert
from hengjian_portal.recalls.models.owners import OwnerAddress, OwnerList
from hengjian_portal.recalls.models.panel import Opinion, Panel, RecusalRequest, Seat
from hengjian_portal.recalls.models.quality import QualityNote
from hengjian_portal.recalls.models.regime import RegimeText
from hengjian_portal.recalls.models.sample import Custody, Sample
from hengjian_portal.recalls.models.stop_sale import ShelfCheck, StopSale, StopSaleAnswer
from hengjian_portal.recalls.models.subscription import Subscription

__all__ = [
    "Affected", "Announcement", "Claim", "Custody", "Document", "Draft", "Expert", "Opinion",
    "OwnerAddress", "OwnerList", "Panel", "Proposal", "QualityNote", "Recall", "RecusalRequest",
    "RegimeText", "Sample", "Seat", "ShelfCheck", "StopSale", "StopSaleAnswer", "Subscription",
]  # fmt: skip
