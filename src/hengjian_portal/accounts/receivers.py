"""Answers to the sign-in libraries: who came in, and who was locked out, leave an entry."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.actions import record


@receiver(user_logged_in)
def signed_in(user: Person, **_more: Any) -> None:
    """Somebody signed in."""
    with transaction.atomic():
        ref = f"person:{user.pk}"
        record(kind="accounts.signed_in", obj=ref, actor=ref, at=timezone.now())


@receiver(user_locked_out)
def locked_out(username: str, **_more: Any) -> None:
    """Somebody guessed too often; a name that exists gets the entry."""
    person = Person.objects.filter(username=username).first()
    if person is not None:
        with transaction.atomic():
            record(
                kind="accounts.locked_out", obj=f"person:{person.pk}", actor="public",
                at=timezone.now(),
            )  # fmt: skip
