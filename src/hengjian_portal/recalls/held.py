"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.evidence.guarding import guard
from hengjian_portal.recalls.models import (
    Affected,
    Announcement,
    Claim,
    Custody,
    Document,
    Expert,
    Opinion,
    OwnerList,
    Panel,
    Proposal,
    QualityNote,
    Recall,
    RecusalRequest,
    RegimeText,
    Sample,
    Seat,
    ShelfCheck,
    StopSale,
    StopSaleAnswer,
)


def hold() -> None:
    """Cases and all that hangs on them."""
    guard(Recall, "'recall:' || it.id")
    guard(Recall.readers.through, "'recall:' || it.recall_id")
    guard(Recall.reports.through, "'recall:' || it.recall_id")
    guard(Document, "'recall:' || it.recall_id")
    guard(Affected, "'recall:' || it.recall_id")
    guard(Announcement, "'recall:' || it.recall_id")
    guard(Claim, "'claim:' || it.id")
    guard(Proposal, "'recall:' || it.recall_id")
    guard(Expert, "'expert:' || it.id")
    guard(OwnerList, "'recall:' || it.recall_id")
    guard(Panel, "'recall:' || it.recall_id")
    guard(Seat, "'panel:' || it.panel_id")
    guard(RecusalRequest, "'seat:' || it.seat_id")
    guard(Opinion, "'seat:' || it.seat_id")
    guard(QualityNote, "'quality:' || it.body_id")
    guard(RegimeText, "'regime:' || it.name")
    guard(Sample, "'recall:' || it.recall_id")
    guard(Custody, "'sample:' || it.sample_id")
    guard(StopSale, "'recall:' || it.recall_id")
    guard(StopSaleAnswer, "'stop:' || it.asked_id")
    guard(ShelfCheck, "'stop:' || it.asked_id")
