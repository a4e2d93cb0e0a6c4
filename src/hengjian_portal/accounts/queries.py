"""Finding people and bodies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import ApiToken, Body, Person


def body_names(refs: Iterable[str]) -> dict[str, str]:
    """For `person:3`: the body and name, as officers read them; others are left out."""
    numbers = [int(ref.removeprefix("person:")) for ref in refs if ref.startswith("person:")]
    people = Person.objects.filter(pk__in=numbers).select_related("body")
    return {
        f"person:{person.pk}": f"{person.body} {person.name}" if person.body else person.name
        for person in people
    }


def bureau(district: str) -> Body | None:
    """The bureau of a district; the city's own where the district is not known or has none."""
    found = Body.objects.filter(kind="district", district=district).first() if district else None
    return found or Body.objects.filter(kind="city").order_by("pk").first()


def digest(token: str) -> str:
    """What is kept of a token, of an invitation or of a program."""
    return hashlib.sha256(token.encode()).hexdigest()


def live_tokens(actor: Actor, at: datetime) -> QuerySet[ApiToken]:
    """The tokens of an account that a program may still show."""
    return ApiToken.objects.filter(person_id=actor.person_id, revoked_at=None, expires_at__gt=at)


def person_with_token(secret: str, at: datetime) -> Person | None:
    """Whom a program acts for; None where its token is unknown, ended, revoked, or they have left."""
    found = ApiToken.objects.filter(
        digest=digest(secret), revoked_at=None, expires_at__gt=at, person__is_active=True
    )
    token = found.select_related("person__body").first()
    return token.person if token else None
