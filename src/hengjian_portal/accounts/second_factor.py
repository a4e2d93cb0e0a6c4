"""A second factor given just now, for acts that ask for one each time."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.conf import settings

from hengjian_portal.accounts.models import Person


def has_one(person: Person) -> bool:
    """Whether somebody has set up an authenticator app."""
    return _authenticator(person) is not None


def holds(person: Person, code: str) -> bool:
    """Whether this is the code of the person's app now; a code serves once."""
    found = _authenticator(person)
    return found is not None and bool(TOTP(found).validate_code(code.strip()))


def demo_code(person: Person) -> str:
    """In the demonstration, where nobody has the app of an invented person: its code now, else empty."""
    found = _authenticator(person)
    if not settings.DEMO or found is None:
        return ""
    counters = list(yield_hotp_counters_from_time())
    secret = decrypt(found.data["secret"])
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


def _authenticator(person: Person) -> Authenticator | None:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
