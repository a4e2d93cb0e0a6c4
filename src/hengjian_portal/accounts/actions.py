"""What is done to people and bodies."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hengjian.errors import HengjianError
from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import ApiToken, Body, Invitation, Person
from hengjian_portal.accounts.queries import digest, live_tokens
from hengjian_portal.evidence.actions import Personal, record

INVITATION_DAYS = 7


class InvitationError(HengjianError):
    """An invitation that is unknown, used or too old."""


class TokenError(HengjianError):
    """A token that cannot be issued."""


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
        token_digest=digest(token), invited_by_id=actor.person_id,
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
    found = Invitation.objects.filter(token_digest=digest(token)).first()
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


@transaction.atomic
def issue_token(*, name: str, actor: Actor, at: datetime) -> tuple[ApiToken, str]:
    """
    Issue a token for a program of one's own; returns it with the secret, which is kept nowhere.

    The program may do what the person may, until the token ends or is revoked.
    """
    policy.require(actor, "accounts.self", policy.Ties(called=frozenset({actor.ref})))
    profile = shipped_profile()
    Person.objects.select_for_update().get(pk=actor.person_id)
    if live_tokens(actor, at).count() >= profile.number("api_tokens_a_person"):
        raise TokenError(
            "you hold as many tokens as one may: revoke one first",
            zh="您的访问令牌已达上限：请先撤销一个",
        )
    secret = f"hj_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        person_id=actor.person_id, name=name, digest=digest(secret), issued_at=at,
        expires_at=at + timedelta(days=profile.number("api_token_days")),
    )  # fmt: skip
    record(
        kind="accounts.token_issued", obj=f"token:{token.pk}", actor=actor.ref, at=at, name=name,
        expires_at=token.expires_at.isoformat(),
    )  # fmt: skip
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: Actor, at: datetime) -> None:
    """Revoke a token of one's own, at once and for good."""
    ties = policy.Ties(called=frozenset({f"person:{token.person_id}"}))
    policy.require(actor, "accounts.self", ties)
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record(kind="accounts.token_revoked", obj=f"token:{token.pk}", actor=actor.ref, at=at)
