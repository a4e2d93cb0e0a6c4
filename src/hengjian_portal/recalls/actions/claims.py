"""Consumers' claims to a remedy, and what the producer does about them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from procrastinate.contrib.django import app as jobs

from hengjian.recall.affected import Known, Verdict
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.duties.actions import Owing, meet_duty, open_duty
from hengjian_portal.evidence.actions import Personal, record
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import personal_details
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Claim, Recall
from hengjian_portal.recalls.queries.affected import judged, scope_told
from hengjian_portal.recalls.queries.claims import OPEN, offered, ties_of
from hengjian_portal.watch import receipt


@dataclass(frozen=True, slots=True)
class Asked:
    """What is claimed: the remedy, of which units, the costs in fen; `once` names the form sent."""

    remedy: str
    once: str
    known: Known = field(default_factory=Known)
    n_units: int = 1
    travel_fen: int = 0
    wages_fen: int = 0
    note: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Claimant:
    """How to reach the consumer; sealed with the claim, shown to the producer look by look."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A claim taken in, and the secret to follow it, shown once."""

    claim: Claim
    secret: str


@dataclass(frozen=True, slots=True)
class Done:
    """What the producer did: the remedy, on which day, what it paid in fen, and a word about it."""

    remedy: str
    on: date
    travel_fen: int = 0
    wages_fen: int = 0
    words: str = ""


@transaction.atomic
def make_claim(
    *, recall: Recall, asked: Asked, claimant: Claimant, actor: Actor, at: datetime
) -> Made:
    """
    Take in a claim; the producer's days to answer begin.

    A unit the scope does not cover is taken in all the same: the producer answers it. Raises
    `CaseError` for a remedy that is not offered and for a form sent twice.
    """
    policy.require(actor, "public.report")
    if asked.remedy not in offered(recall):
        raise CaseError(
            "this remedy is not offered: choose one of the announcement",
            zh="公告没有提供这种召回措施：请从公告列出的措施中选择",
        )
    secret = receipt.secret()
    claim = _taken_in(recall, asked, claimant, secret, at)
    owing = Owing(
        rule="claim_answer", owed_by=claim.owed_by, about=f"claim:{claim.pk}",
        title=f"{claim.receipt_no} {recall.title}", link=reverse("recalls:claim", args=[claim.pk]),
    )  # fmt: skip
    open_duty(owing=owing, triggered_at=at, at=at)
    facts = {name: value for name, value in asdict(asked).items() if name not in ("once", "note")}
    facts["known"] = {n: v for n, v in asdict(asked.known).items() if n != "serial"}
    own = {**asdict(claimant), "note": asked.note, "serial": asked.known.serial}
    sealed = {name: _sealed(claim, value) for name, value in own.items() if value}
    _record(claim, "made", actor, at, {
        "recall": recall.pk, "receipt_no": claim.receipt_no, "verdict": claim.verdict,
        **facts, **sealed,
    })  # fmt: skip
    _write(claim)
    return Made(claim, secret)


def _taken_in(recall: Recall, asked: Asked, claimant: Claimant, secret: str, at: datetime) -> Claim:
    answer = judged(scope_told(recall), asked.known)
    facts = {name: value for name, value in asdict(asked).items() if name != "known"}
    try:
        with transaction.atomic():
            return Claim.objects.create(
                recall=recall, owed_by=recall.producer, receipt_no=_receipt_no(localdate(at)),
                secret_digest=receipt.digest(secret), wants_email=bool(claimant.email),
                verdict=(answer.verdict if answer else Verdict.CANNOT_TELL).value,
                received_at=at, **facts, **asdict(asked.known),
            )  # fmt: skip
    except IntegrityError as error:
        if "once" not in str(error):
            raise
        raise CaseError("this claim was sent already", zh="该申请已经提交过") from error


def _receipt_no(day: date) -> str:
    """A fresh number; the letter in front tells it from the number of a report."""
    while True:
        number = f"C{receipt.receipt_no(day)}"
        if not Claim.objects.filter(receipt_no=number).exists():
            return number


@transaction.atomic
def take_up_claim(*, claim: Claim, actor: Actor, at: datetime) -> None:
    """Say that a claim is being seen to; the days to answer go on."""
    _claimed(
        claim, actor, (Claim.State.RECEIVED.value,), state=Claim.State.TAKEN_UP, taken_up_at=at
    )
    _record(claim, "taken_up", actor, at, {})
    _write(claim)


@transaction.atomic
def fulfil_claim(*, claim: Claim, done: Done, actor: Actor, at: datetime) -> None:
    """Say what was done for the consumer and what was paid; the claim is answered."""
    if not localdate(claim.received_at) <= done.on <= localdate(at):
        raise CaseError(
            "done between the day of the claim and today", zh="办结日期应在收到申请之日与今天之间"
        )
    _claimed(
        claim, actor, OPEN, state=Claim.State.FULFILLED, answered_at=at, done=done.remedy,
        done_on=done.on, travel_paid_fen=done.travel_fen, wages_paid_fen=done.wages_fen,
        answer=done.words,
    )  # fmt: skip
    meet_duty(rule="claim_answer", about=f"claim:{claim.pk}", at=at)
    said = {**asdict(done), "on": done.on.isoformat()}
    said["words"] = _sealed(claim, done.words) if done.words else ""
    _record(claim, "fulfilled", actor, at, said)
    _write(claim)


@transaction.atomic
def refuse_claim(*, claim: Claim, reason: str, actor: Actor, at: datetime) -> None:
    """Refuse a claim for a reason the consumer reads, with the way to 12315."""
    if not reason.strip():
        raise CaseError("say why", zh="请写明理由")
    _claimed(claim, actor, OPEN, state=Claim.State.REFUSED, answered_at=at, answer=reason)
    meet_duty(rule="claim_answer", about=f"claim:{claim.pk}", at=at)
    _record(claim, "refused", actor, at, {"reason": _sealed(claim, reason)})
    _write(claim)


@transaction.atomic
def look_at_claimant(*, claim: Claim, actor: Actor, at: datetime) -> dict[str, str]:
    """Open how to reach the consumer, for the producer while the claim is open; each look is recorded."""
    policy.require(actor, "recalls.answer_claim", ties_of(claim))
    if claim.state not in OPEN:
        raise CaseError(
            "the claim is answered: how to reach the consumer is no longer shown",
            zh="该申请已答复，不再显示联系方式",
        )
    entry = Entry.objects.get(object=f"claim:{claim.pk}", kind="recalls.claim_made")
    _record(claim, "claimant_seen", actor, at, {})
    held = personal_details(entry)
    return {one.name: str(held[one.name]) for one in fields(Claimant) if one.name in held}


def _sealed(claim: Claim, value: str) -> Personal:
    """What is said of the consumer, or by them: it goes when they ask for it."""
    return Personal(value, f"claim:{claim.pk}")


def _claimed(claim: Claim, actor: Actor, states: tuple[str, ...], **fields: Any) -> None:
    """Take the act for ourselves: the second of two at once finds the claim gone on."""
    policy.require(actor, "recalls.answer_claim", ties_of(claim))
    if Claim.objects.filter(pk=claim.pk, state__in=states).update(**fields) != 1:
        raise CaseError(
            "somebody answered this claim already: look at it again",
            zh="已有人办理过该申请：请刷新后再看",
        )
    claim.refresh_from_db()


def _record(claim: Claim, what: str, actor: Actor, at: datetime, details: dict[str, Any]) -> None:
    record(kind=f"recalls.claim_{what}", obj=f"claim:{claim.pk}", actor=actor.ref, at=at, **details)


def _write(claim: Claim) -> None:
    """Tell the consumer by e-mail, where an address was given; a job, never in the way."""
    if claim.wants_email:
        task = jobs.configure_task("recalls.write_to_claimant")
        task.defer(claim_id=claim.pk, state=claim.state)
