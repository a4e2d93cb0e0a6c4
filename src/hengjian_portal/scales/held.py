"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.evidence.guarding import guard
from hengjian_portal.scales.models import (
    Authorisation,
    Campaign,
    CampaignVisit,
    Card,
    Certificate,
    ChangeNotice,
    Delivery,
    DeliveryLine,
    DutyProof,
    Evaluation,
    EvaluationItem,
    FairCheck,
    FieldDay,
    Filing,
    KeyUse,
    LifeStep,
    Look,
    MakerKey,
    Mark,
    PaperCertificate,
    ProductionRun,
    RepairOrder,
    Replacement,
    Scale,
    SealBatch,
    Sheet,
    Stall,
    Standard,
    Stop,
    Suspicion,
    TypeApplication,
    TypeApproval,
    UnlockTicket,
    UnlockTry,
    Verification,
    VerificationRequest,
)


def hold() -> None:
    """Scales, their types, marks and steps of life, and those who answer for them."""
    guard(TypeApplication, "'type_application:' || it.id")
    guard(Evaluation, "'type_application:' || it.application_id")
    guard(EvaluationItem, "'evaluation:' || it.evaluation_id")
    guard(TypeApproval, "'type_approval:' || it.id")
    guard(ProductionRun, "'production_run:' || it.id")
    guard(Scale, "'scale:' || it.id")
    guard(LifeStep, "'scale:' || it.scale_id")
    guard(Campaign, "'campaign:' || it.id")
    guard(CampaignVisit, "'campaign:' || it.campaign_id")
    guard(CampaignVisit.inspectors.through, "'visit:' || it.campaignvisit_id")
    guard(Look, "'visit:' || it.visit_id")
    guard(Replacement, "'visit:' || it.visit_id")
    guard(SealBatch, "'seal_batch:' || it.id")
    guard(Mark, "'scale:' || it.scale_id")
    guard(Stall, "'stall:' || it.id")
    guard(DutyProof, "'market:' || it.market_id")
    guard(Filing, "'filing:' || it.id")
    guard(Card, "'stall:' || it.stall_id")
    guard(FairCheck, "'scale:' || it.scale_id")
    guard(ChangeNotice, "'market:' || it.market_id")
    guard(Delivery, "'delivery:' || it.id")
    guard(DeliveryLine, "'delivery:' || it.delivery_id")
    guard(Suspicion, "'suspicion:' || it.id")
    guard(Authorisation, "'authorisation:' || it.id")
    guard(RepairOrder, "'repair:' || it.id")
    guard(UnlockTicket, "'repair:' || it.order_id")
    guard(UnlockTry, "'scale:' || it.scale_id")
    guard(MakerKey, "'maker_key:' || it.id")
    guard(KeyUse, "'maker_key:' || it.key_id")
    guard(Standard, "'standard:' || it.id")
    guard(FieldDay, "'field_day:' || it.id")
    guard(Stop, "'field_day:' || it.field_day_id")
    guard(VerificationRequest, "'request:' || it.id")
    guard(VerificationRequest.scales.through, "'request:' || it.verificationrequest_id")
    guard(Sheet, "'scale:' || it.scale_id")
    guard(Verification, "'scale:' || it.scale_id")
    guard(Certificate, "'scale:' || it.scale_id")
    guard(PaperCertificate, "'scale:' || it.scale_id")
