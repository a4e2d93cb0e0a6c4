"""Keeping a firm's own register of quality information."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import QualityNote


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing a firm learned."""

    kind: str
    product_name: str
    model_no: str
    hazard: str
    what: str
    happened_on: date
    lot: str = ""
    n: int = 1


@transaction.atomic
def note_quality(*, noted: Noted, actor: Actor, at: datetime) -> QualityNote:
    """Note it for one's own firm; nobody else reads it, the entry says no more than that it was."""
    policy.require(actor, "recalls.note_quality")
    if noted.happened_on > localdate(at):
        raise CaseError("happened later than today", zh="日期不能晚于今天")
    note = QualityNote.objects.create(
        body_id=actor.body_id, by_ref=actor.ref, at=at, **asdict(noted)
    )
    record(
        kind="recalls.quality_noted", obj=f"quality:{actor.body_id}", actor=actor.ref, at=at,
        note=note.pk, note_kind=noted.kind,
    )  # fmt: skip
    return note
