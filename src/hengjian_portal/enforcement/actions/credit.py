"""Publishing a decided penalty on the public credit page, and removing it after correction."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian.clock.counting import months_after
from hengjian.errors import PenaltyError
from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.enforcement.models import CreditRecord, Matter
from hengjian_portal.enforcement.queries import latest
from hengjian_portal.evidence.actions import Apart, record


@transaction.atomic
def publish_credit(*, penalty: Matter, says: str, actor: Actor, at: datetime) -> CreditRecord:
    """
    Publish a penalty whose decision was served, once; until the day our profile says.

    Raises `Refused`, and `PenaltyError` before service or a second time.
    """
    policy.require(actor, "enforcement.decide")
    decision = latest(penalty, "decision")
    if penalty.stage not in ("served", "closed") or decision is None:
        raise PenaltyError(
            "only a penalty whose decision was served is published: serve it first",
            zh="处罚决定送达后才能公示：请先送达",
        )
    decided_on = localdate(decision.at)
    try:
        with transaction.atomic():
            held = CreditRecord.objects.create(
                penalty=penalty, party_name=penalty.party_name,
                uscc=penalty.party.uscc if penalty.party else "", ground=penalty.ground,
                fine_fen=penalty.amount_fen or 0, says=says, decided_on=decided_on,
                published_at=at, until_on=_until(decided_on),
            )  # fmt: skip
    except IntegrityError as error:
        raise PenaltyError(
            "this penalty was published already: look again", zh="该处罚已公示过：请刷新后查看"
        ) from error
    record(
        kind="enforcement.credit_published", obj=penalty.obj, actor=actor.ref, at=at,
        number=penalty.number, says=Apart(says), until_on=held.until_on.isoformat(),
    )  # fmt: skip
    return held


@transaction.atomic
def remove_credit(*, credit: CreditRecord, reason: str, actor: Actor, at: datetime) -> None:
    """Take a credit record off the public page after correction; it stays in the entries."""
    policy.require(actor, "enforcement.decide")
    if not reason.strip():
        raise PenaltyError("say what was corrected and when", zh="请写明何时如何纠正")
    removed = CreditRecord.objects.filter(pk=credit.pk, removed_at=None).update(
        removed_at=at, removed_because=reason
    )
    if removed != 1:
        raise PenaltyError("it was removed already: look again", zh="已经移除：请刷新后查看")
    record(
        kind="enforcement.credit_removed", obj=credit.penalty.obj, actor=actor.ref, at=at,
        number=credit.penalty.number, reason=reason,
    )  # fmt: skip


def _until(decided_on: date) -> date:
    """How long a penalty stays published: our choice, for no text we hold says it."""
    return months_after(decided_on, shipped_profile().number("credit_publication_months"))
