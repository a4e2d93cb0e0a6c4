"""What an operator adds to the law: proposed by one person, in force once another approved it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.duties.actions import recompute
from hengjian_portal.duties.law import notice_of, overlay_of, rule_book
from hengjian_portal.duties.models import Amendment, Duty
from hengjian_portal.evidence.actions import record


class AmendmentError(HengjianError):
    """A proposal that cannot be made or decided."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    A finding about a rule, or a year's holiday notice, with the official text it comes from.

    `content` of a rule: term {amount, unit}, article, says; of a year: days_off, days_on (ISO).
    """

    kind: str
    source: str
    read_on: date
    rule: str = ""
    year: int | None = None
    in_force_from: date | None = None
    content: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def propose(*, proposal: Proposal, actor: Actor, at: datetime) -> Amendment:
    """Propose an amendment. It is tried on the engine first: what it would refuse is refused here."""
    policy.require(actor, "law.propose")
    amendment = Amendment(
        kind=proposal.kind, rule=proposal.rule, year=proposal.year, content=proposal.content,
        source=proposal.source, read_on=proposal.read_on, in_force_from=proposal.in_force_from,
        proposed_by_id=actor.person_id, proposed_at=at,
    )  # fmt: skip
    if amendment.kind == Amendment.Kind.HOLIDAYS:
        notice_of(amendment)
    else:
        rule_book().with_overlay((overlay_of(amendment),))
    amendment.save()
    record(
        kind="law.amendment_proposed", obj=f"amendment:{amendment.pk}", actor=actor.ref, at=at,
        **_said(amendment),
    )  # fmt: skip
    return amendment


@transaction.atomic
def approve(*, amendment: Amendment, actor: Actor, at: datetime) -> int:
    """
    Put an amendment in force, by somebody else than its author; running duties are counted again.

    Returns how many due dates moved. Raises `AmendmentError`.
    """
    policy.require(actor, "law.approve")
    if amendment.proposed_by_id == actor.person_id:
        raise AmendmentError(
            "a second person must approve what you proposed", zh="须由提出人以外的第二人批准"
        )
    try:
        with transaction.atomic():
            decided = Amendment.objects.filter(
                pk=amendment.pk, approved_at=None, rejected_at=None
            ).update(approved_by_id=actor.person_id, approved_at=at)
    except IntegrityError as error:
        raise AmendmentError(
            f"a notice for {amendment.year} is in force already",
            zh=f"{amendment.year}年的放假安排已经录入",
        ) from error
    if decided != 1:
        raise AmendmentError("this was decided already: look again", zh="已经处理过：请刷新")
    moved = sum(recompute(duty) for duty in Duty.objects.filter(met_at=None, dropped_at=None))
    record(
        kind="law.amendment_approved", obj=f"amendment:{amendment.pk}", actor=actor.ref, at=at,
        moved=moved, **_said(amendment),
    )  # fmt: skip
    return moved


@transaction.atomic
def reject(*, amendment: Amendment, actor: Actor, at: datetime) -> None:
    """Turn an amendment down; its author may withdraw it the same way."""
    policy.require(actor, "law.approve")
    if not Amendment.objects.filter(pk=amendment.pk, approved_at=None, rejected_at=None).update(
        rejected_at=at
    ):
        raise AmendmentError("this was decided already: look again", zh="已经处理过：请刷新")
    record(kind="law.amendment_rejected", obj=f"amendment:{amendment.pk}", actor=actor.ref, at=at)


def _said(amendment: Amendment) -> dict[str, Any]:
    return {
        "amends": amendment.rule or amendment.year, "how": amendment.kind,
        "source": amendment.source, "read_on": amendment.read_on.isoformat(),
        "content": amendment.content,
    }  # fmt: skip
