"""
Sending a package to the counterpart: one officer draws it up, a second approves, and it is signed.

What goes out is what the second officer saw; the signature is made in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.exchange import keys
from hengjian_portal.exchange.actions import effects
from hengjian_portal.exchange.actions.numbering import SENT, next_number
from hengjian_portal.exchange.errors import ExchangeError
from hengjian_portal.exchange.fields import OURS, THEIRS, check_fields
from hengjian_portal.exchange.models import Package
from hengjian_portal.exchange.package import Attachment, digest_of, write
from hengjian_portal.exchange.package import Package as Written
from hengjian_portal.exchange.queries.packages import (
    ANSWERED,
    files_of,
    may_agree,
    ties_of,
    visible_to,
)
from hengjian_portal.files.actions import adopt
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.cases import visible_to as cases_visible_to
from hengjian_portal.watch.models import Report


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be told: its kind and fields, to whom, about which case or report, in answer to what."""

    kind: str
    fields: dict[str, Any]
    body: Body
    recall: Recall | None = None
    report: Report | None = None
    answers: Package | None = None
    uploads: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Ruling:
    """A yes, or a no with its reason."""

    yes: bool
    reason: str = ""


@transaction.atomic
def draw_up(*, draft: Draft, actor: Actor, at: datetime) -> Package:
    """
    Draw a package up for a colleague to approve.

    Raises `PackageError` for a field its kind does not carry, `ExchangeError` for a reply to
    nothing that can be answered and for a case the officer may not see.
    """
    policy.require(actor, "exchange.share")
    check_fields(draft.kind, draft.fields)
    check_answers(draft, Package.Direction.IN)
    if draft.recall is not None:
        _check_open_to(draft.recall, actor)
    package = Package.objects.create(
        direction=Package.Direction.OUT, state=Package.State.DRAFTED, kind=draft.kind,
        body=draft.body, fields=draft.fields, answers=draft.answers, recall=draft.recall,
        report=draft.report,
        made_at=at, by_id=actor.person_id,
    )  # fmt: skip
    adopt(uploads=draft.uploads, about=package.obj, actor=actor.ref, at=at)
    record(
        kind="exchange.drawn_up", obj=package.obj, actor=actor.ref, at=at, package=draft.kind,
        fields=draft.fields, body=draft.body.pk,
        case=draft.recall.case_no if draft.recall else "",
        report=draft.report.receipt_no if draft.report else "",
        answers=draft.answers.number if draft.answers else "",
    )  # fmt: skip
    return package


def _check_open_to(recall: Recall, actor: Actor) -> None:
    if not cases_visible_to(actor).filter(pk=recall.pk).exists():
        raise ExchangeError("this case is not open to you", zh="您无权查看该案件")


def check_answers(draft: Draft, direction: str) -> None:
    """Only a reply answers something, and what it answers came from the other side and asked."""
    asked = draft.answers
    if (draft.kind == "reply") is not (asked is not None):
        raise ExchangeError(
            "a reply, and only a reply, names what it answers: open it from there",
            zh="回函应当并且只有回函可以载明所答复的来函：请从来函页面办理",
        )
    if asked is None:
        return
    open_to_answer = asked.direction == direction and asked.kind in ANSWERED
    if not open_to_answer or asked.body_id != draft.body.pk or asked.state == "declined":
        raise ExchangeError("this asks for no answer", zh="该来函不需要答复")


@transaction.atomic
def approve(*, package: Package, actor: Actor, at: datetime) -> Package:
    """
    Approve what a colleague drew up: it is numbered, signed and sent.

    Raises `ExchangeError` for one's own draft, for a case that is not open to the approver, and
    for a draft that was decided on already.
    """
    policy.require(actor, "exchange.share", ties_of(package))
    _check_second(package, actor)
    written = _written(package, at)
    sent = Package.objects.filter(pk=package.pk, state=Package.State.DRAFTED).update(
        state=Package.State.SENT, approved_by_id=actor.person_id, passed_on_at=at,
        number=written.number, digest=digest_of(written), file=write(written, keys.our_key()).decode(),
        attachments=[_plain(one) for one in written.attachments],
    )  # fmt: skip
    _once(sent)
    package.refresh_from_db()
    effects.passed_on(package, at)
    record(
        kind="exchange.sent", obj=package.obj, actor=actor.ref, at=at, number=package.number,
        sha256=package.digest, fields=package.fields, attachments=package.attachments,
    )  # fmt: skip
    return package


def _check_second(package: Package, actor: Actor) -> None:
    if package.by_id == actor.person_id:
        raise ExchangeError(
            "who drew it up cannot approve it: let a colleague do it",
            zh="起草人不能批准自己的事项：请由另一位同事批准",
        )
    if not visible_to(actor).filter(pk=package.pk).exists():
        raise ExchangeError("this package is not open to you", zh="您无权查看该交换包")


def _written(package: Package, at: datetime) -> Written:
    files = files_of(package)
    return Written(
        kind=package.kind, number=next_number(SENT, localdate(at).year), sender=OURS,
        receiver=THEIRS, made_at=at.astimezone(UTC), fields=package.fields,
        answers=package.answers.number if package.answers else "",
        attachments=tuple(Attachment(one.name, one.digest, one.size) for one in files),
    )  # fmt: skip


def _plain(one: Attachment) -> dict[str, object]:
    return {"name": one.name, "sha256": one.sha256, "size": one.size}


@transaction.atomic
def withdraw(*, package: Package, reason: str, actor: Actor, at: datetime) -> None:
    """Send a draft back with a reason; its drafter may take it back the same way."""
    policy.require(actor, "exchange.share", ties_of(package))
    say_why(reason)
    done = Package.objects.filter(pk=package.pk, state=Package.State.DRAFTED).update(
        state=Package.State.WITHDRAWN, settled_by_id=actor.person_id, settled_at=at,
        reason=reason[:300],
    )  # fmt: skip
    _once(done)
    record(kind="exchange.withdrawn", obj=package.obj, actor=actor.ref, at=at, reason=reason[:300])


@transaction.atomic
def acknowledge(*, package: Package, actor: Actor, at: datetime) -> bool:
    """Note that the counterpart's account received a package; whether this was the first time."""
    policy.require(actor, "exchange.submit", ties_of(package))
    first = Package.objects.filter(pk=package.pk, state=Package.State.SENT).update(
        state=Package.State.ACKNOWLEDGED, acknowledged_by_id=actor.person_id, acknowledged_at=at
    )
    if first:
        record(
            kind="exchange.acknowledged", obj=package.obj, actor=actor.ref, at=at,
            number=package.number, sha256=package.digest,
        )  # fmt: skip
    return bool(first)


@transaction.atomic
def agree(*, package: Package, ruling: Ruling, actor: Actor, at: datetime) -> None:
    """The counterpart says yes or no to a joint action or to an offer of experts."""
    policy.require(actor, "exchange.submit", ties_of(package))
    if not may_agree(actor, package):
        raise ExchangeError(
            "this waits for no yes or no: acknowledge it first, or look again",
            zh="该件无需或已经表示同意与否：请先签收，或刷新后查看",
        )
    settle(package, Package.State.ACKNOWLEDGED, ruling, actor, at)


def settle(package: Package, before: str, ruling: Ruling, actor: Actor, at: datetime) -> None:
    """Accept or decline a package, once; part of the act of either side that does so."""
    if not ruling.yes:
        say_why(ruling.reason)
    reason = ruling.reason[:300]
    outcome = Package.State.ACCEPTED if ruling.yes else Package.State.DECLINED
    done = Package.objects.filter(pk=package.pk, state=before).update(
        state=outcome, settled_by_id=actor.person_id, settled_at=at, reason=reason
    )
    _once(done)
    effects.settled(package, outcome, reason, at)
    record(
        kind=f"exchange.{outcome.value}", obj=package.obj, actor=actor.ref, at=at,
        number=package.number, reason=reason,
    )  # fmt: skip


def say_why(reason: str) -> None:
    """Refuse an empty reason."""
    if not reason.strip():
        raise ExchangeError("say why", zh="请写明理由")


def _once(done: int) -> None:
    if done != 1:
        raise ExchangeError(
            "this was decided on already: look at it again", zh="该件已处理过：请刷新后再看"
        )
