"""What is done to people and bodies."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Invitation, Person
from hengjian_portal.evidence.actions import Personal, record

INVITATION_DAYS = 7


class InvitationError(HengjianError):
    """An invitation that is unknown, used or too old."""


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What is written down of a body."""

    kind: str
    name: str
    name_en: str = ""
    uscc: str = ""
    district: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom an invitation is for, and what they will be."""

    name: str
    email: str = ""
    role: str = Person.Role.MEMBER
    body: Body | None = None


@transaction.atomic
def create_body(*, facts: BodyFacts, actor: Actor, at: datetime) -> Body:
    """Write a body into the register."""
    policy.require(actor, "accounts.administer")
    body = Body.objects.create(**asdict(facts))
    said = asdict(facts)
    said["body_kind"] = said.pop("kind")
    record(kind="accounts.body_created", obj=f"body:{body.pk}", actor=actor.ref, at=at, **said)
    return body


@transaction.atomic
def invite(*, guest: Guest, actor: Actor, at: datetime) -> tuple[Invitation, str]:
    """
    Invite somebody; returns the invitation and the token that goes into its link, kept nowhere.

    The system administrator may invite anybody, whoever keeps the pool an expert, others only
    colleagues of their own body.
    """
    if guest.role == Person.Role.EXPERT and not policy.may(actor, "accounts.administer"):
        policy.require(actor, "recalls.keep_experts")
    elif not policy.may(actor, "accounts.administer"):
        ties = policy.Ties(bodies=frozenset({guest.body.pk}) if guest.body else frozenset())
        policy.require(actor, "accounts.invite_colleague", ties)
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        body=guest.body, role=guest.role, name=guest.name, email=guest.email,
        token_digest=_digest(token), invited_by_id=actor.person_id,
        invited_at=at, expires_at=at + timedelta(days=INVITATION_DAYS),
    )  # fmt: skip
    record(
        kind="accounts.invited", obj=f"invitation:{invitation.pk}", actor=actor.ref, at=at,
        role=guest.role, body_id=guest.body.pk if guest.body else None,
        name=Personal(guest.name, f"invitation:{invitation.pk}"),
    )  # fmt: skip
    return invitation, token


def invitation_for(token: str, at: datetime) -> Invitation:
    """The open invitation of a token; raises `InvitationError` that says what to do."""
    found = Invitation.objects.filter(token_digest=_digest(token)).first()
    if found is None or found.used_at or found.expires_at < at:
        raise InvitationError(
            "this invitation is unknown, used or older than "
            f"{INVITATION_DAYS} days: ask for a new one",
            zh=f"该邀请不存在、已使用或已超过{INVITATION_DAYS}天：请邀请人重新发出",
        )
    return found


@transaction.atomic
def accept_invitation(*, token: str, username: str, password: str, at: datetime) -> Person:
    """Become a person of the inviting body, with a name and password of one's own."""
    invitation = invitation_for(token, at)
    claimed = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at)
    if claimed != 1:
        invitation_for(token, at)
    person = Person.objects.create_user(
        username, password, name=invitation.name, email=invitation.email,
        role=invitation.role, body=invitation.body,
    )  # fmt: skip
    record(
        kind="accounts.joined", obj=f"person:{person.pk}", actor=f"person:{person.pk}", at=at,
        body_id=person.body_id, role=person.role, invitation=invitation.pk,
    )  # fmt: skip
    return person


@transaction.atomic
def deactivate(*, person: Person, actor: Actor, at: datetime) -> None:
    """Close somebody's account; what they did stays."""
    policy.require(actor, "accounts.administer")
    if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        record(kind="accounts.deactivated", obj=f"person:{person.pk}", actor=actor.ref, at=at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
