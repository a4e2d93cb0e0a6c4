"""What time itself does to a case."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from hengjian.recall.stages import Stage
from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.recalls.actions import Seen, act
from hengjian_portal.recalls.actions.draft import tend_drafts
from hengjian_portal.recalls.models import Recall


@app.periodic(cron="30 18 * * *")  # half past two in the morning in Beijing
@app.task(name="recalls.rest")
def rest(timestamp: int) -> int:
    """Let cases whose active phase was closed rest; the producer still answers consumers."""
    closed = list(Recall.objects.filter(stage=Stage.ACTIVE_CLOSED.value))
    for case in closed:
        seen = Seen(case.pk, case.version)
        act(seen=seen, verb="rest", papers={}, actor=SYSTEM, at=timezone.now())
    return len(closed)


@app.periodic(cron="15 0 * * *")  # a quarter past eight in the morning in Beijing
@app.task(name="recalls.tend_drafts")
def tend_half_written(timestamp: int) -> int:
    """Remind people of forms they left half-written."""
    return tend_drafts(at=timezone.now())
