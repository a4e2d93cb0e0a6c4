"""Serving a notice again, on the right firm or in the right way: a correction, not a new stage."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hengjian.recall.stages import Stage, move_for
from hengjian_portal.accounts import policy
from hengjian_portal.recalls import clocks, effects, timing
from hengjian_portal.recalls.actions.case import Deed, file_papers, record_act
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Recall

SERVED_AT = (Stage.PRODUCER_NOTIFIED.value, Stage.PRODUCER_INVESTIGATING.value)


@transaction.atomic
def serve_again(*, deed: Deed, reason: str, at: datetime) -> Recall:
    """
    Serve the notice to investigate anew: the firm, the days and the service may change.

    The clock of the first service ends, since it ran against nobody or the wrong one; the notice
    served first stays among the papers. The case goes back to the notice.
    """
    policy.require(deed.actor, "recalls.decide")
    if not reason.strip():
        raise CaseError("say why it is served again", zh="请写明重新送达的原因")
    claimed = Recall.objects.filter(
        pk=deed.seen.case, version=deed.seen.version, stage__in=SERVED_AT
    ).update(version=deed.seen.version + 1, stage=Stage.PRODUCER_NOTIFIED.value)
    if claimed != 1:
        raise CaseError(
            "the case has gone on, or stands at no notice: look at it again",
            zh="案件已有新的办理，或当前阶段没有可重新送达的通知：请刷新后再看",
        )
    recall = Recall.objects.get(pk=deed.seen.case)
    before = recall.producer_id
    named = effects.apply("notify_producer", recall, deed.papers, at)
    since = timing.clock_of("notify_producer", recall, deed.papers, at)
    clock = clocks.Clock(since.since, since.asked, drops=("producer_result",))
    opened = clocks.turn(recall, move_for(Stage.CONSULTATION, "notify_producer"), clock, at)
    record_act(recall, "recalls.notice_served_again", deed.actor, at, {
        "version": recall.version, "papers": deed.papers, "reason": reason,
        "producer_before": before, "numbers": file_papers(recall, deed, at), "clocks": opened,
        **named,
    })  # fmt: skip
    return recall
