"""The seats of a panel: calling experts, their answers, and recusals. The next one follows by lot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from hengjian.text.label import Label
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.queries import bureau
from hengjian_portal.evidence.actions import Personal
from hengjian_portal.messages.actions import Letter, tell, tell_body
from hengjian_portal.recalls import guards
from hengjian_portal.recalls.actions.case import record_act
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Expert, Opinion, Panel, RecusalRequest, Seat
from hengjian_portal.recalls.queries.cases import ties_of
from hengjian_portal.recalls.queries.experts import is_ready
from hengjian_portal.recalls.queries.panels import SITTING, order_of

_CALLED = Label("请答复专家组邀请", "Please answer a panel's call")
_DECIDED = Label("回避申请已决定", "A recusal was decided")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expert answers: whether they come, ties they declare, the promise of silence."""

    accepts: bool
    ties: str = ""
    promises: bool = False
    reason: str = ""


def fill(panel: Panel, at: datetime) -> list[Seat]:
    """Call the lowest lots of a panel just drawn who are fit today."""
    called = (_call_next(panel, at) for _n in range(panel.size))
    return [seat for seat in called if seat is not None]


@transaction.atomic
def answer_seat(*, seat: Seat, answer: Answer, actor: Actor, at: datetime) -> Seat:
    """
    Answer a call, or give an accepted seat up before signing; a declared tie is a recusal.

    The next substitute by lot is called in the same act.
    """
    policy.require(actor, "recalls.sit_on_panel", policy.Ties(called=_called(seat)))
    panel = hold(seat.panel)
    state, reason = _outcome(answer)
    _check_unsigned(seat)
    answerable = (Seat.State.INVITED,) if state == Seat.State.ACCEPTED else SITTING
    answered = Seat.objects.filter(pk=seat.pk, state__in=answerable).update(
        state=state, answered_at=at, reason=reason
    )
    if answered != 1:
        raise CaseError("this call was answered already", zh="该邀请已经答复过")
    called = None if state == Seat.State.ACCEPTED else _call_next(panel, at)
    record_act(panel.recall, "recalls.seat_answered", actor, at, {
        "panel": panel.number, "expert": seat.expert.number, "answer": state.value,
        "called": called.expert.number if called else None,
        "reason": Personal(reason, actor.ref),
    })  # fmt: skip
    seat.refresh_from_db()
    return seat


@transaction.atomic
def ask_recusal(*, seat: Seat, reason: str, actor: Actor, at: datetime) -> RecusalRequest:
    """Ask that an expert stay away; until it is decided, nobody of the panel signs."""
    policy.require(actor, "recalls.ask_recusal", ties_of(seat.panel.recall))
    panel = hold(seat.panel)
    if not reason.strip():
        raise CaseError("say why", zh="请写明理由")
    _check_unsigned(seat)
    seat.refresh_from_db()
    askable = SITTING if actor.kind is Kind.CITY else (Seat.State.ACCEPTED,)
    if seat.state not in askable:
        raise CaseError("this expert does not sit on the panel", zh="该专家不在专家组中")
    if seat.recusal_requests.filter(outcome="").exists():
        raise CaseError("a request waits for decision already", zh="已有回避申请待决定")
    request = RecusalRequest.objects.create(
        seat=seat, asked_by_id=actor.person_id, asked_at=at, reason=reason
    )
    record_act(panel.recall, "recalls.recusal_asked", actor, at, {
        "panel": panel.number, "expert": seat.expert.number, "request": request.pk,
        "reason": Personal(reason, f"person:{seat.expert.person_id}"),
    })  # fmt: skip
    tell_city(panel, f"recusal:{request.pk}", "有回避申请待决定", "A recusal to decide", at)
    return request


@transaction.atomic
def decide_recusal(
    *, request: RecusalRequest, upheld: bool, decision: str, actor: Actor, at: datetime
) -> None:
    """Recuse an expert or refuse to, with a reason; never by who asked or who investigated."""
    policy.require(actor, "recalls.call_panel")
    panel, seat = hold(request.seat.panel), request.seat
    guards.check_determiner(panel.recall, {actor.ref})
    if not decision.strip():
        raise CaseError("say why", zh="请写明理由")
    if request.asked_by_id == actor.person_id:
        raise CaseError(
            "who asked for a recusal does not decide it: let a colleague do it",
            zh="申请人不能决定自己的回避申请：请由另一位同事决定",
        )
    outcome = RecusalRequest.Outcome.UPHELD if upheld else RecusalRequest.Outcome.REFUSED
    decided = RecusalRequest.objects.filter(pk=request.pk, outcome="").update(
        outcome=outcome, decided_by_id=actor.person_id, decided_at=at, decision=decision
    )
    if decided != 1:
        raise CaseError("this request was decided already", zh="该回避申请已决定")
    called = _replaced(panel, seat, decision, at) if upheld else None
    record_act(panel.recall, "recalls.recusal_decided", actor, at, {
        "panel": panel.number, "expert": seat.expert.number, "outcome": outcome.value,
        "called": called.expert.number if called else None, "request": request.pk,
        "reason": Personal(decision, f"person:{seat.expert.person_id}"),
    })  # fmt: skip
    _write(request.asked_by, seat, f"decided:{request.pk}", _DECIDED, at)


def hold(panel: Panel) -> Panel:
    """Hold a drawn panel until the act is done; of two acts at once one waits, and sees what is."""
    held = Panel.objects.select_for_update(of=("self",)).select_related("recall").get(pk=panel.pk)
    if held.state != Panel.State.DRAWN:
        raise CaseError(
            "this panel is not at work: its list waits for numbers, or it is closed",
            zh="该专家组不在工作中：尚未抽取，或已结束",
        )
    return held


def tell_city(panel: Panel, key: str, zh: str, en: str, at: datetime) -> None:
    """Write to the city's bureau about a panel."""
    body = bureau("")
    if body is not None:
        link = reverse("recalls:panel", args=[panel.pk])
        letter = Letter(key=key, subject=f"{panel.number} {zh}", subject_en=f"{panel.number}: {en}",
                        link=link)  # fmt: skip
        tell_body(body=body, letter=letter, at=at)


def _outcome(answer: Answer) -> tuple[Seat.State, str]:
    if not answer.accepts:
        return Seat.State.DECLINED, answer.reason
    if answer.ties.strip():
        return Seat.State.RECUSED, answer.ties
    if not answer.promises:
        raise CaseError(
            "promise to keep the case confidential, or decline",
            zh="请承诺保密；不能承诺的，请选择不能参加",
        )
    return Seat.State.ACCEPTED, ""


def _check_unsigned(seat: Seat) -> None:
    if Opinion.objects.filter(seat=seat).exists():
        raise CaseError(
            "this expert has signed already: it is too late for that",
            zh="该专家已签署意见，不能再办理",
        )


def _replaced(panel: Panel, seat: Seat, reason: str, at: datetime) -> Seat | None:
    _check_unsigned(seat)
    Seat.objects.filter(pk=seat.pk, state__in=SITTING).update(
        state=Seat.State.RECUSED, answered_at=at, reason=reason
    )
    return _call_next(panel, at)


def _call_next(panel: Panel, at: datetime) -> Seat | None:
    """Call the next substitute who is fit today; the city is told where none is left."""
    numbers = order_of(panel)
    seated = panel.seats.order_by("-place").values_list("place", flat=True).first() or 0
    held = Expert.objects.select_related("person").filter(number__in=numbers)
    experts = {one.number: one for one in held}
    for place in range(seated + 1, len(numbers) + 1):
        if is_ready(experts[numbers[place - 1]], localdate(at)):
            return _call(panel, experts[numbers[place - 1]], place, at)
    key = f"panel:{panel.pk}:short:{panel.seats.exclude(state__in=SITTING).count()}"
    tell_city(panel, key, "候补专家已用尽：请作废后重新抽取",
              "No substitute is left: void it and draw again", at)  # fmt: skip
    return None


def _call(panel: Panel, expert: Expert, place: int, at: datetime) -> Seat:
    seat = Seat.objects.create(panel=panel, expert=expert, place=place, called_at=at)
    _write(expert.person, seat, "called", _CALLED, at)
    return seat


def _called(seat: Seat) -> frozenset[str]:
    return frozenset({f"person:{seat.expert.person_id}"})


def _write(person: Person, seat: Seat, why: str, words: Label, at: datetime) -> None:
    expert = person.pk == seat.expert.person_id
    case = reverse("recalls:case", args=[seat.panel.recall_id])
    letter = Letter(
        key=f"seat:{seat.pk}:{why}", subject=f"{seat.panel.number} {words.zh}",
        subject_en=f"{seat.panel.number}: {words.en}",
        link=reverse("recalls:seat", args=[seat.pk]) if expert else case,
    )  # fmt: skip
    tell(people=[person], letter=letter, at=at)
