"""Telling people. Never in the way of the act that wants it: the inbox is a row, e-mail a job."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from procrastinate.contrib.django import app as jobs

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.messages.models import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """What is told. `key` says about what and why: each person gets one letter of a key."""

    key: str
    subject: str
    text: str = ""
    link: str = ""
    subject_en: str = ""
    text_en: str = ""


def tell(*, people: Iterable[Person], letter: Letter, at: datetime) -> int:
    """Put a letter into inboxes, in the caller's transaction; the number newly told."""
    told = 0
    for person in people:
        _message, new = Message.objects.get_or_create(
            to=person, key=letter.key,
            defaults={
                "subject": letter.subject[:200], "text": letter.text, "link": letter.link,
                "subject_en": letter.subject_en[:300], "text_en": letter.text_en, "sent_at": at,
            },
        )  # fmt: skip
        if new:
            told += 1
            if person.email:
                jobs.configure_task("messages.send_email").defer(message_id=_message.pk)
    return told


def tell_body(*, body: Body, letter: Letter, at: datetime) -> int:
    """Tell everybody who acts for a body."""
    return tell(people=body.people.filter(is_active=True), letter=letter, at=at)


def mark_read(*, message: Message, at: datetime) -> None:
    """Note that its reader opened it."""
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at)
