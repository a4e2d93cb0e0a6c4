"""One code for one opening: asked for, given once, used, refused by the scale, or expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from hengjian.unlock.key import Key, hmac_sm3
from hengjian.unlock.one_time_code import code_at_scale
from hengjian.unlock.ticket import Asker, Decision, Reason, Request, Shown, Ticket, decide
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import repairs
from hengjian_portal.scales.actions.authorising import use_key
from hengjian_portal.scales.actions.repairing import claim_unlocked
from hengjian_portal.scales.actions.steps import Step, check_may, look_later, take
from hengjian_portal.scales.actions.suspicion import note_mismatch
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import (
    RepairOrder,
    Scale,
    UnlockTicket,
    UnlockTry,
)

_STAGE = UnlockTicket.Stage
NO_MARKET = 0  # a place of use that is in no market


@dataclass(frozen=True, slots=True)
class Display:
    """What the locked scale shows, and what the technician brings along."""

    counter: int
    challenge: str
    production_code: str
    second_factor_at: datetime | None
    # The market one says to stand in, NO_MARKET for a place outside of any; None for the
    # repairer's own premises.
    market: int | None


class UnlockRefusedError(ScaleError):
    """No code is given; `reasons` are all of them, as they are stored."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(
            "; ".join(one.en for one in reasons), zh="；".join(one.zh for one in reasons)
        )
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Given:
    """A ticket and its code; the code is in this value and nowhere else."""

    ticket: UnlockTicket
    code: str


def ask_code(*, order: RepairOrder, display: Display, actor: Actor, at: datetime) -> Given:
    """
    Ask for the code that opens a locked scale.

    A refusal is written down in a transaction of its own, so that asking leaves a trace either
    way. Raises `UnlockRefusedError` with every reason.
    """
    policy.require(actor, "scales.repair", repairs.ties_of(order))
    expire_tickets(at=at, scale=order.scale)
    if display.production_code != order.scale.production_code:
        _refused(order, ["another_scale"], actor, at)
        raise ScaleError(
            f"the code on this scale is not {order.scale}: the order is for another one",
            zh=f"秤上的生产码不是{order.scale}：维修单是另一台秤的",
            field="production_code",
        )
    decision = _decided(order, display, actor, at)
    if decision.ticket is None:
        _refused(order, [one.code.value for one in decision.reasons], actor, at)
        raise UnlockRefusedError(decision.reasons)
    if display.counter > order.scale.lock_count and not repairs.earlier(order.scale, at).n_wrong:
        _note_jump(order.scale, display.counter, actor, at)
    return _give(order, display, decision.ticket, actor, at)


def _decided(order: RepairOrder, display: Display, actor: Actor, at: datetime) -> Decision:
    scale = order.scale
    before = repairs.openings(scale, display.counter)
    shown = Shown(
        locked=scale.state == Scale.State.LOCKED, planned_opening=False,
        counter=display.counter, challenge=display.challenge, counter_known=scale.lock_count,
        counter_opened=before.opened, challenge_known=before.challenge,
    )  # fmt: skip
    asker = Asker(
        has_open_order=order.stage == RepairOrder.Stage.OPEN
        and order.technician_id == actor.person_id,
        authorised_by_maker=repairs.is_authorised(
            actor.person_id or 0, scale.type_approval.maker_id, localdate(at)
        ),
        second_factor_at=display.second_factor_at,
        place_matches=_is_there(order, display),
    )
    request = Request(shown, asker, repairs.earlier(scale, at))
    return decide(repairs.profile(), request, at)


def _is_there(order: RepairOrder, display: Display) -> bool:
    """Whether the place one says is the order's: the scale's market, or one's own workshop."""
    if order.place == RepairOrder.Place.WORKSHOP:
        return display.market is None
    return display.market == (order.scale.market_id or NO_MARKET)


@transaction.atomic
def _give(
    order: RepairOrder, display: Display, allowed: Ticket, actor: Actor, at: datetime
) -> Given:
    scale, profile = order.scale, repairs.profile()
    key = repairs.key_of(scale)
    secret = repairs.secret_of(scale, key)
    code = code_at_scale(profile, secret, display.counter, display.challenge)
    # The claim on the scale comes first: of two who ask at once one is told to look again.
    facts = {
        "order": order.number, "counter": display.counter, "profile": profile.name,
        "key_version": key.version, "expires_at": allowed.expires_at.isoformat(),
        "technician": f"person:{actor.person_id}",
    }  # fmt: skip
    step = Step("unlock_code_given", Scale.State.LOCKED, facts, {"lock_count": display.counter})
    take(scale, step, actor, at)
    ticket = UnlockTicket.objects.create(
        order=order, scale=scale, technician_id=actor.person_id, counter=display.counter,
        challenge=display.challenge, profile=profile.name, key_version=key.version,
        code_digest=digest(secret, code), issued_at=at, expires_at=allowed.expires_at,
    )  # fmt: skip
    use_key(key, "unlock_code", f"ticket:{ticket.pk}", actor, at)
    look_later("ticket", ticket.pk)
    return Given(ticket, code)


def digest(secret: Key, code: str) -> str:
    """What is kept of a code: without the scale's key nobody can try the hundred million out."""
    return hmac_sm3(secret, f"digest/v1|{code}".encode("ascii")).hex()


@transaction.atomic
def confirm_unlocked(*, ticket: UnlockTicket, actor: Actor, at: datetime) -> None:
    """Say that the scale took the code; the housing is open for the repair."""
    order, scale = ticket.order, ticket.scale
    policy.require(actor, "scales.repair", repairs.ties_of(order))
    check_may(scale, "unlock", actor)
    if not repairs.is_live(ticket, at):
        raise ScaleError(
            "this code has expired: close the housing, open it again, and ask for another",
            zh="口令已过期：请合上机壳再打开，取得新的挑战码后重新申请",
        )
    _settle(ticket, _STAGE.USED, at)
    claim_unlocked(order)
    facts = {"order": order.number, "counter": ticket.counter}
    take(scale, Step("unlocked", Scale.State.UNLOCKED_REPAIR, facts), actor, at)


@transaction.atomic
def report_wrong(*, ticket: UnlockTicket, actor: Actor, at: datetime) -> None:
    """Say that the scale refused the code; after some such times nobody is given one for a while."""
    policy.require(actor, "scales.repair", repairs.ties_of(ticket.order))
    _settle(ticket, _STAGE.VOID, at)
    _write_try(ticket.order, [repairs.WRONG_CODE], actor, at)


def expire_tickets(*, at: datetime, scale: Scale | None = None) -> int:
    """Let codes expire that were not used in time, each with its entry; how many."""
    due = UnlockTicket.objects.filter(stage=_STAGE.ISSUED, expires_at__lte=at)
    if scale is not None:
        due = due.filter(scale=scale)
    done = 0
    for ticket in due.select_related("order"):
        with transaction.atomic():
            late = UnlockTicket.objects.filter(pk=ticket.pk, stage=_STAGE.ISSUED)
            if late.update(stage=_STAGE.EXPIRED, settled_at=at) == 1:
                _entry(ticket.order, "unlock_code_expired", SYSTEM, at, ticket=ticket.pk)
                done += 1
    return done


def note_counter(*, scale: Scale, counter: int, reason: str, actor: Actor, at: datetime) -> None:
    """Take over the lock counter a locked scale shows, after an officer has looked at it."""
    check_may(scale, "note_counter", actor)
    if counter <= scale.lock_count:
        raise ScaleError(
            f"the counter on record is {scale.lock_count}; a lock counter only grows",
            zh=f"登记的锁机计数为{scale.lock_count}，只增不减",
            field="counter",
        )
    if not reason.strip():
        raise ScaleError("say what was found", zh="请写明核实情况", field="reason")
    facts = {"counter": counter, "before": scale.lock_count, "reason": reason.strip()}
    with transaction.atomic():
        take(scale, Step("counter_noted", scale.state, facts, {"lock_count": counter}), actor, at)
    note_mismatch(
        check_code="F06", key=f"F06:{scale.pk}:{counter}", district=scale.district, facts=facts,
        scale=scale, actor=actor, at=at,
    )  # fmt: skip


def _note_jump(scale: Scale, counter: int, actor: Actor, at: datetime) -> None:
    """A lock that nobody reported came before this one: suspected only, a person looks."""
    note_mismatch(
        check_code="F06", key=f"F06:{scale.pk}:{counter}", district=scale.district,
        facts={"counter": counter, "recorded": scale.lock_count}, scale=scale, actor=actor, at=at,
    )  # fmt: skip


def _settle(ticket: UnlockTicket, stage: UnlockTicket.Stage, at: datetime) -> None:
    out = UnlockTicket.objects.filter(pk=ticket.pk, stage=_STAGE.ISSUED)
    if out.update(stage=stage, settled_at=at) != 1:
        raise ScaleError(
            "this code was used, expired or voided already: a code serves once",
            zh="该口令已使用、过期或作废：每个口令只能用一次",
        )


@transaction.atomic
def _refused(order: RepairOrder, reasons: list[str], actor: Actor, at: datetime) -> None:
    _write_try(order, reasons, actor, at)


def _write_try(order: RepairOrder, reasons: list[str], actor: Actor, at: datetime) -> None:
    UnlockTry.objects.create(
        scale=order.scale, technician_id=actor.person_id, reasons=reasons, at=at
    )
    _entry(order, "unlock_refused", actor, at, reasons=reasons)


def _entry(order: RepairOrder, kind: str, actor: Actor, at: datetime, **facts: object) -> None:
    record(
        kind=f"scales.{kind}", obj=f"repair:{order.pk}", actor=actor.ref, at=at,
        number=order.number, **facts,
    )  # fmt: skip
