"""Taking in what the counterpart tells: through a form here, or as a signed file; then a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.exchange.actions import effects
from hengjian_portal.exchange.actions.numbering import FILLED_IN, SENT, next_number
from hengjian_portal.exchange.actions.sharing import Draft, Ruling, check_answers, settle
from hengjian_portal.exchange.errors import ExchangeError
from hengjian_portal.exchange.fields import OURS, THEIRS, check_fields
from hengjian_portal.exchange.models import Package
from hengjian_portal.exchange.package import Attachment, Expected, Opened, check, digest_of
from hengjian_portal.exchange.package import Package as Written
from hengjian_portal.exchange.queries.packages import key_in_force, numbers_from, ties_of
from hengjian_portal.exchange.reading import read
from hengjian_portal.files.actions import adopt
from hengjian_portal.files.models import Upload


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as its dry run found it: opened, checked, and new or taken in before."""

    opened: Opened
    answers: Package | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where an incoming package is from, what of ours it answers, and its file, if it came as one."""

    body: Body
    answers: Package | None
    file: bytes = b""


@transaction.atomic
def submit(*, draft: Draft, actor: Actor, at: datetime) -> Package:
    """
    Take in what an officer of the counterpart filled in here; the account stands for it.

    Raises `PackageError` for a field its kind does not carry, `ExchangeError` for a reply to
    nothing that can be answered.
    """
    policy.require(actor, "exchange.submit", policy.Ties(bodies=frozenset({draft.body.pk})))
    check_fields(draft.kind, draft.fields)
    check_answers(draft, Package.Direction.OUT)
    files = Upload.objects.filter(pk__in=draft.uploads, added_by=actor.ref).order_by("id")
    written = Written(
        kind=draft.kind, number=next_number(FILLED_IN, localdate(at).year), sender=THEIRS,
        receiver=OURS, made_at=at.astimezone(UTC), fields=draft.fields,
        answers=draft.answers.number if draft.answers else "",
        attachments=tuple(Attachment(one.name, one.digest, one.size) for one in files),
    )  # fmt: skip
    package = _kept(written, _Origin(draft.body, draft.answers), actor, at)
    adopt(uploads=draft.uploads, about=package.obj, actor=actor.ref, at=at)
    return package


def look_at(*, data: bytes, body: Body, actor: Actor, at: datetime) -> Looked:
    """
    Say what a file holds and whether its signature does, without writing anything.

    Raises `PackageError` where it does not hold, `ExchangeError` where no key was approved yet or
    the file answers something we never sent.
    """
    policy.require(actor, "exchange.take_part", policy.Ties(bodies=frozenset({body.pk})))
    opened = read(data)
    _check_own_number(opened)
    key = key_in_force(body)
    if key is None:
        raise ExchangeError(
            "no key of this bureau was approved yet: enter its public key first",
            zh="尚未批准该单位的公钥：请先录入并批准",
        )
    expected = Expected(THEIRS, OURS, bytes.fromhex(key.public_key), at, numbers_from(body))
    check(opened, expected)
    is_new = opened.package.number not in expected.known
    return Looked(opened, _answered(opened, body), is_new)


def _check_own_number(opened: Opened) -> None:
    """The numbers given to forms here are never those of a file."""
    if opened.package.number.startswith((FILLED_IN, SENT)):
        raise ExchangeError(
            f"numbers that begin with {FILLED_IN} or {SENT} are given here: number the file otherwise",
            zh=f"以{FILLED_IN}或{SENT}开头的编号由本系统编排：请另编号码",
        )


def _answered(opened: Opened, body: Body) -> Package | None:
    number = opened.package.answers
    found = (
        Package.objects.filter(body=body, direction="out", number=number).first()
        if number
        else None
    )
    if number and found is None:
        raise ExchangeError(
            f"the package answers {number}, which was never sent to this bureau",
            zh=f"交换包答复的{number}不是本局发给该单位的",
        )
    check_answers(
        Draft(opened.package.kind, dict(opened.package.fields), body, answers=found), "out"
    )
    return found


@transaction.atomic
def take_file(*, data: bytes, body: Body, actor: Actor, at: datetime) -> Package:
    """Take in a signed file, whole or not at all; the same file twice is the same record."""
    Body.objects.select_for_update().get(pk=body.pk)  # of two who send one file, one writes
    looked = look_at(data=data, body=body, actor=actor, at=at)
    written = looked.opened.package
    if not looked.is_new:
        return Package.objects.get(body=body, direction="in", number=written.number)
    return _kept(written, _Origin(body, looked.answers, data), actor, at)


def _kept(written: Written, origin: _Origin, actor: Actor, at: datetime) -> Package:
    package = Package.objects.create(
        direction=Package.Direction.IN, state=Package.State.RECEIVED, kind=written.kind,
        body=origin.body, number=written.number, fields=dict(written.fields),
        answers=origin.answers,
        attachments=[
            {"name": one.name, "sha256": one.sha256, "size": one.size}
            for one in written.attachments
        ],
        file=origin.file.decode(), digest=digest_of(written), made_at=written.made_at,
        by_id=actor.person_id, passed_on_at=at,
    )  # fmt: skip
    effects.passed_on(package, at)
    record(
        kind="exchange.received", obj=package.obj, actor=actor.ref, at=at, number=package.number,
        package=package.kind, fields=package.fields, attachments=package.attachments,
        sha256=package.digest, signed=bool(origin.file), answers=written.answers,
    )  # fmt: skip
    return package


@transaction.atomic
def decide(*, package: Package, ruling: Ruling, actor: Actor, at: datetime) -> Package:
    """
    Accept what came in, or decline it with a reason.

    An accepted lead, recall or suspected seller becomes a report of danger in the same
    transaction; an accepted joint action goes on.
    """
    policy.require(actor, "exchange.accept", ties_of(package))
    settle(package, Package.State.RECEIVED, ruling, actor, at)
    if ruling.yes and package.kind in effects.REPORTED:
        report = effects.report_from(package, actor, at)
        Package.objects.filter(pk=package.pk).update(report=report)
    package.refresh_from_db()
    return package


def body_of(actor: Actor, chosen: Body | None) -> Body | None:
    """The counterpart a file is from: the officer's own, or the one the city's officer names."""
    if actor.kind is Kind.COUNTERPART:
        return Body.objects.filter(pk=actor.body_id).first()
    return chosen
