"""Papers filed beside the stage table: minutes, tests, the risk assessment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hengjian.recall.stages import Stage
from hengjian_portal.accounts import policy
from hengjian_portal.recalls.actions.case import Deed, claim, file_papers, record_act
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.queries.cases import ties_of

_EARLY = (Stage.ANALYSIS, Stage.CONSULTATION)
_INVESTIGATED = (Stage.RESULT_REVIEW, Stage.AUTHORITY_INVESTIGATING, Stage.INVESTIGATION_REPORTED)
# At which stages a paper may be filed without a move.
FILED_AT: dict[str, tuple[Stage, ...]] = {
    "consultation_minutes": (Stage.CONSULTATION,),
    "test_report": (*_EARLY, *_INVESTIGATED, Stage.OBJECTION, Stage.EFFECT_EVALUATION),
    "risk_assessment": (*_EARLY, *_INVESTIGATED, Stage.IMPLEMENTING, Stage.EFFECT_EVALUATION),
}


@transaction.atomic
def file_paper(*, deed: Deed, at: datetime) -> Document:
    """
    File one paper on a case that stays at its stage; `deed.verb` is the kind of the paper.

    Raises `Refused`, and `CaseError` at a stage that has no use for it or for a stale page.
    """
    recall = Recall.objects.filter(pk=deed.seen.case).first()
    if recall is None or deed.verb not in FILED_AT:
        raise CaseError("no such case or paper", zh="没有这个案件或文书")
    policy.require(deed.actor, "recalls.file_paper", ties_of(recall))
    if Stage(recall.stage) not in FILED_AT[deed.verb]:
        raise CaseError(
            "this paper is not filed at this stage of the case", zh="案件当前阶段不能提交该文书"
        )
    claim(deed.seen, recall.stage)
    numbers = file_papers(recall, deed, at)
    record_act(recall, "recalls.paper_filed", deed.actor, at, {
        "paper": deed.verb, "papers": deed.papers, "numbers": numbers,
    })  # fmt: skip
    return Document.objects.get(recall=recall, kind=deed.verb, number=numbers[deed.verb])
