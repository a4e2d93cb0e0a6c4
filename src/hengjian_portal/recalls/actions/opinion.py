"""What each expert signs alone; when the last has signed, the majority is counted and filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from hengjian.draw.line import digest_of
from hengjian.draw.verdict import Finding, PanelVerdict, verdict_of
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.recalls.actions.case import Deed, Seen, file_papers, record_act
from hengjian_portal.recalls.actions.seat import hold, tell_city
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Opinion, Panel, Seat
from hengjian_portal.recalls.queries.experts import is_ready
from hengjian_portal.recalls.queries.panels import obstacle

_OBSTACLES = {
    "seats": ("not every seat is accepted yet", "专家组尚未满员"),
    "recusal": ("a request for recusal waits for decision", "有回避申请尚未决定"),
    "stage": ("the panel has not been convened yet", "市局尚未组织专家认定"),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """What an expert signs: the finding, its reasons, remarks on the risk."""

    finding: str
    reasons: str
    risk: str = ""


@transaction.atomic
def sign_opinion(*, seat: Seat, signed: Signed, actor: Actor, at: datetime) -> Opinion:
    """
    Sign one's own opinion; it cannot be changed, and nobody reads it before all have signed.

    Raises `CaseError` where the seat is not held, the panel not whole, or it was signed already.
    """
    ties = policy.Ties(called=frozenset({f"person:{seat.expert.person_id}"}))
    policy.require(actor, "recalls.sit_on_panel", ties)
    panel = hold(seat.panel)
    _check(panel, seat, signed, at)
    opinion = Opinion.objects.create(
        seat=seat, finding=Finding(signed.finding).value, reasons=signed.reasons.strip(),
        risk=signed.risk.strip(), signed_at=at,
    )  # fmt: skip
    closed = _close(panel, actor, at)
    text = "\n".join((signed.finding, opinion.reasons, opinion.risk))
    record_act(panel.recall, "recalls.opinion_signed", actor, at, {
        "panel": panel.number, "expert": seat.expert.number, "digest": digest_of(text), **closed,
    })  # fmt: skip
    return opinion


def _check(panel: Panel, seat: Seat, signed: Signed, at: datetime) -> None:
    seat.refresh_from_db()
    if seat.state != Seat.State.ACCEPTED:
        raise CaseError("this seat is not yours any more", zh="您已不在该专家组中")
    if Opinion.objects.filter(seat=seat).exists():
        raise CaseError("you have signed already", zh="您已签署意见，不能更改")
    if not is_ready(seat.expert, localdate(at)):
        raise CaseError(
            "an expert who is suspended or no longer qualified does not sign",
            zh="暂停使用或聘期届满的专家不能签署意见",
        )
    if not signed.reasons.strip() or signed.finding not in set(Finding):
        raise CaseError("say what you find, and why", zh="请选择结论并写明理由")
    why = obstacle(panel)
    if why:
        en, zh = _OBSTACLES[why]
        raise CaseError(f"nobody can sign yet: {en}", zh=f"现在还不能签署：{zh}")


def _close(panel: Panel, actor: Actor, at: datetime) -> dict[str, Any]:
    """With the last opinion the panel is done: count, file, tell the city."""
    opinions = Opinion.objects.filter(seat__panel=panel, seat__state=Seat.State.ACCEPTED)
    signed = list(opinions.select_related("seat__expert").order_by("seat__place"))
    if len(signed) < panel.size:
        return {}
    verdict = verdict_of({one.seat.expert.number: Finding(one.finding) for one in signed})
    Panel.objects.filter(pk=panel.pk, state=Panel.State.DRAWN).update(
        state=Panel.State.SIGNED, majority=verdict.majority.value, signed_at=at
    )
    tell_city(panel, f"panel:{panel.pk}:signed", "专家意见已齐", "All opinions are signed", at)
    numbers = {}
    if panel.purpose == Panel.Purpose.DETERMINATION:
        papers = {"expert_opinions": _paper(panel, signed, verdict)}
        deed = Deed(Seen(panel.recall_id, panel.recall.version), "sign", papers, actor)
        numbers = file_papers(panel.recall, deed, at)
    return {"majority": verdict.majority.value, "numbers": numbers}


def _paper(panel: Panel, signed: list[Opinion], verdict: PanelVerdict) -> dict[str, Any]:
    """The opinions as they are filed: the majority, and the dissent kept beside it."""
    said = {one.seat.expert.number: _said(one) for one in signed}
    return {
        "panel": panel.number, "majority": verdict.majority.value,
        "tally": f"{len(verdict.agreeing)}:{len(verdict.dissenting)}",
        "agreeing": "\n\n".join(said[number] for number in verdict.agreeing),
        "dissent": "\n\n".join(said[number] for number in verdict.dissenting),
    }  # fmt: skip


def _said(opinion: Opinion) -> str:
    lines = (f"{opinion.seat.expert.number}：{opinion.reasons}", opinion.risk)
    return "\n".join(filter(None, lines))
