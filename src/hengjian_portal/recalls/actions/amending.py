"""Correcting what was handed in: a further version beside the frozen one, for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hengjian.recall.stages import DOCUMENTS, Stage
from hengjian_portal.accounts import policy
from hengjian_portal.recalls.actions.case import Deed, Seen, claim, file_papers, record_act
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.queries.cases import ties_of

# A paper may be corrected while it is still being looked at, and by the body that handed it in.
AMENDABLE: dict[str, tuple[Stage, ...]] = {
    "analysis_note": (Stage.CONSULTATION,),
    "investigation_result": (Stage.RESULT_REVIEW,),
    "investigation_report": (Stage.INVESTIGATION_REPORTED,),
    "objection_with_evidence": (Stage.OBJECTION,),
    "defect_report": (Stage.PRODUCER_INVESTIGATING, Stage.PLAN_DUE),
    "recall_plan": (Stage.PLAN_SUBMITTED,),
    "changed_plan": (Stage.PLAN_SUBMITTED,),
    "progress_report": (Stage.IMPLEMENTING,),
    "final_report": (Stage.FINAL_REPORT,),
}


@dataclass(frozen=True, slots=True)
class Amended:
    """A paper as it should now read, and why."""

    deed: Deed
    reason: str


def may_amend(recall: Recall, paper: Document, body_id: int | None) -> bool:
    """Whether a body may correct this very paper now: its own, its last, not yet decided on."""
    last = recall.documents.filter(kind=paper.kind).order_by("-number").first()
    open_at = AMENDABLE.get(paper.kind, ())
    return last == paper and paper.by_body_id == body_id and Stage(recall.stage) in open_at


@transaction.atomic
def amend_paper(*, paper: Document, amended: Amended, at: datetime) -> Document:
    """
    Hand in a corrected version of a paper; the one before stays as it was.

    Raises `CaseError` where it is not the body's to correct, or no longer.
    """
    deed, recall = amended.deed, paper.recall
    policy.require(deed.actor, "recalls.see", ties_of(recall))
    if not may_amend(recall, paper, deed.actor.body_id):
        raise CaseError(
            f"{DOCUMENTS[paper.kind].en} cannot be corrected by you, or not any more",
            zh=f"{DOCUMENTS[paper.kind].zh}不由您单位报送，或已进入下一步，不能再更正",
        )
    if not amended.reason.strip():
        raise CaseError("say why it is corrected", zh="请写明更正的原因")
    content = deed.papers[paper.kind]
    if content == paper.content:
        raise CaseError("nothing was changed", zh="内容没有变化")
    claim(Seen(recall.pk, deed.seen.version), recall.stage)
    numbers = file_papers(recall, deed, at)
    record_act(recall, "recalls.paper_corrected", deed.actor, at, {
        "paper": paper.kind, "numbers": numbers, "papers": deed.papers, "reason": amended.reason,
    })  # fmt: skip
    return Document.objects.get(recall=recall, kind=paper.kind, number=numbers[paper.kind])
