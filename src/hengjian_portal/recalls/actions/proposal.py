"""Acts that take two officers: one draws up, another approves or declines."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hengjian.recall.stages import VERBS
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Body
from hengjian_portal.messages.actions import Letter, tell_body
from hengjian_portal.recalls.actions.case import Deed, Seen, carry_out, checked, record_act
from hengjian_portal.recalls.acts import ACTS
from hengjian_portal.recalls.errors import CaseError, gone_on
from hengjian_portal.recalls.models import Proposal, Recall


@transaction.atomic
def propose(*, deed: Deed, at: datetime) -> Proposal:
    """Draw an act up for a colleague to approve; everything but the second hand is checked now."""
    recall, _row, _move = checked(deed, at)
    if recall.version != deed.seen.version:
        raise gone_on()
    _lapse(recall, at)
    if Proposal.objects.filter(recall=recall, outcome="").exists():
        raise CaseError(
            "a draft waits for approval already: decide on it first",
            zh="本案已有待批准的事项：请先处理",
        )
    proposal = Proposal.objects.create(
        recall=recall, verb=deed.verb, papers=deed.papers, uploads=list(deed.uploads),
        version=recall.version, drafted_by_id=deed.actor.person_id, drafted_at=at,
    )  # fmt: skip
    record_act(recall, "recalls.drafted", deed.actor, at, {
        "verb": deed.verb, "papers": deed.papers, "proposal": proposal.pk,
    })  # fmt: skip
    _ask_colleagues(proposal, deed.actor, at)
    return proposal


@transaction.atomic
def approve(*, proposal: Proposal, actor: Actor, at: datetime) -> Recall:
    """Approve what a colleague drew up: the act is done now, by both."""
    policy.require(actor, ACTS[proposal.verb].right)
    _decide(proposal, Proposal.Outcome.APPROVED, actor, at)
    deed = Deed(
        Seen(proposal.recall_id, proposal.version), proposal.verb, proposal.papers,
        actor_of(proposal.drafted_by), approver=actor, uploads=tuple(proposal.uploads),
    )  # fmt: skip
    return carry_out(deed=deed, at=at)


@transaction.atomic
def decline(*, proposal: Proposal, reason: str, actor: Actor, at: datetime) -> None:
    """Send a draft back with a reason; its drafter may take it back the same way."""
    policy.require(actor, ACTS[proposal.verb].right)
    if not reason.strip():
        raise CaseError("say why", zh="请写明理由")
    _decide(proposal, Proposal.Outcome.DECLINED, actor, at, reason)
    record_act(proposal.recall, "recalls.draft_declined", actor, at, {
        "verb": proposal.verb, "proposal": proposal.pk, "reason": reason,
    })  # fmt: skip


def _decide(
    proposal: Proposal, outcome: Proposal.Outcome, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Take the decision for ourselves: of two at once, one is told."""
    if outcome is Proposal.Outcome.APPROVED and proposal.drafted_by_id == actor.person_id:
        raise CaseError(
            "who drew it up cannot approve it: let a colleague do it",
            zh="起草人不能批准自己的事项：请由另一位同事批准",
        )
    decided = Proposal.objects.filter(pk=proposal.pk, outcome="").update(
        outcome=outcome.value, decided_by_id=actor.person_id, decided_at=at, reason=reason
    )
    if decided != 1:
        raise CaseError("this draft was decided on already", zh="该事项已处理过")


def _lapse(recall: Recall, at: datetime) -> None:
    """The case went on since: what was drawn up before speaks of another case."""
    stale = Proposal.objects.filter(recall=recall, outcome="").exclude(version=recall.version)
    stale.update(outcome=Proposal.Outcome.LAPSED.value, decided_at=at)


def _ask_colleagues(proposal: Proposal, actor: Actor, at: datetime) -> None:
    recall, verb = proposal.recall, VERBS[proposal.verb]
    letter = Letter(
        key=f"proposal:{proposal.pk}", subject=f"【待批准】{recall.case_no} {verb.zh}",
        subject_en=f"To approve: {recall.case_no} {verb.en}", link=f"/cases/{recall.pk}/",
    )  # fmt: skip
    tell_body(body=Body.objects.get(pk=actor.body_id), letter=letter, at=at)
