"""What time itself does to a case: a right to a hearing that was not used is owed no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.duties.actions import drop_duties
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.actions import record


@transaction.atomic
def let_hearing_rights_lapse(*, at: datetime) -> int:
    """End the clocks of rights to a hearing whose last day is over; how many ended."""
    over = Duty.objects.filter(
        rule="hearing_request", met_at=None, dropped_at=None, due_on__lt=localdate(at)
    )
    ended = 0
    for about in sorted(set(over.values_list("about", flat=True))):
        if drop_duties(rule="hearing_request", about=about, because="right_lapsed", at=at):
            record(kind="enforcement.hearing_right_lapsed", obj=about, actor=SYSTEM.ref, at=at)
            ended += 1
    return ended
