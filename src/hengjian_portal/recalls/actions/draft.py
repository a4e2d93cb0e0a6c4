"""Keeping a form as somebody left it. A draft is no act: it leaves no entry and nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.messages.actions import Letter, tell
from hengjian_portal.recalls.models import Draft

_NOT_KEPT = ("csrfmiddlewaretoken", "version", "confirmed", "back", "kept", "files")


@dataclass(frozen=True, slots=True)
class Form:
    """Which form it is: its name, what people call it, where it stands."""

    what: str
    title: str
    link: str


@transaction.atomic
def keep_draft(*, form: Form, typed: dict[str, list[str]], actor: Actor, at: datetime) -> None:
    """Keep what was typed into a form so far, for its writer alone."""
    held: dict[str, Any] = {name: v for name, v in typed.items() if name not in _NOT_KEPT}
    Draft.objects.update_or_create(
        person_id=actor.person_id, what=form.what,
        defaults={
            "typed": held, "title": form.title[:200], "link": form.link, "saved_at": at,
            "body_id": actor.body_id,
        },
    )  # fmt: skip


def let_go(*, what: str, actor: Actor) -> None:
    """The form was sent, or its writer wants it gone."""
    Draft.objects.filter(person_id=actor.person_id, what=what).delete()


@transaction.atomic
def tend_drafts(*, at: datetime) -> int:
    """Remind writers of what lies half-written, and let go of what nobody came back to."""
    profile = shipped_profile()
    kept = timedelta(days=int(profile.number("draft_kept_days")))
    Draft.objects.filter(saved_at__lt=at - kept).delete()
    waits = timedelta(days=int(profile.number("draft_reminder_days")))
    told = 0
    for draft in Draft.objects.filter(saved_at__lt=at - waits).select_related("person"):
        letter = Letter(
            key=f"draft:{draft.pk}:{localdate(draft.saved_at)}",
            subject=f"【未提交】{draft.title}", subject_en=f"Not sent yet: {draft.title}",
            text="草稿还没有提交。", text_en="Your draft has not been sent.", link=draft.link,
        )  # fmt: skip
        told += tell(people=[draft.person], letter=letter, at=at)
    return told
