"""The tables of scales: constraints, and nothing that decides."""

from hengjian_portal.scales.models.inspection import Campaign, CampaignVisit, Look, Replacement
from hengjian_portal.scales.models.mark import Mark, SealBatch
from hengjian_portal.scales.models.market import (
    Card,
    ChangeNotice,
    DutyProof,
    FairCheck,
    Filing,
    Stall,
)
from hengjian_portal.scales.models.production import ProductionRun
from hengjian_portal.scales.models.scale import LifeStep, Scale
from hengjian_portal.scales.models.selling import Delivery, DeliveryLine
from hengjian_portal.scales.models.suspicion import Scan, Suspicion
from hengjian_portal.scales.models.type import (
    Evaluation,
    EvaluationItem,
    TypeApplication,
    TypeApproval,
)
from hengjian_portal.scales.models.unlock import (
    Authorisation,
    KeyUse,
    MakerKey,
    RepairOrder,
    SimulatedScale,
    UnlockTicket,
    UnlockTry,
)
from hengjian_portal.scales.models.verification import (
    Certificate,
    FieldDay,
    PaperCertificate,
    Sheet,
    Standard,
    Stop,
    Verification,
    VerificationRequest,
)

__all__ = [
    "Authorisation", "Campaign", "CampaignVisit", "Card", "Certificate", "ChangeNotice",
    "Delivery", "DeliveryLine", "DutyProof", "Evaluation", "EvaluationItem", "FairCheck",
    "FieldDay", "Filing", "KeyUse", "LifeStep", "Look", "MakerKey", "Mark", "PaperCertificate", "ProductionRun",
    "RepairOrder", "Replacement", "Scale", "Scan", "SealBatch", "Sheet", "SimulatedScale", "Stall", "Standard",
    "Stop", "Suspicion",
    "TypeApplication", "TypeApproval", "UnlockTicket", "UnlockTry", "Verification",
    "VerificationRequest",
]  # fmt: skip
