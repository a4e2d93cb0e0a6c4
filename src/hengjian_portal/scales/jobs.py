"""What time itself does to scales."""

from __future__ import annotations

from django.utils import timezone
from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from hengjian_portal.scales.actions import expire_due
from hengjian_portal.scales.actions.scanning import forget_scans
from hengjian_portal.scales.actions.suspecting import note_findings
from hengjian_portal.scales.checks import events, nightly
from hengjian_portal.scales.checks.scope import whole
from hengjian_portal.scales.partitions import make_room


@app.periodic(cron="5 16 * * *")  # five past midnight in Beijing
@app.task(name="scales.expire")
def expire(timestamp: int) -> int:
    """Let scales expire whose certificate ended yesterday."""
    return expire_due(at=timezone.now())


@app.periodic(cron="40 18 * * *")
@app.task(name="scales.make_room")
def make_room_for_months(timestamp: int) -> list[str]:
    """Make the partitions of the coming months before anything happens in them."""
    return make_room(localdate(timezone.now()))


@app.periodic(cron="10 18 * * *")  # ten past two in the morning in Beijing
@app.task(name="scales.nightly_checks")
def check_all(timestamp: int) -> list[int]:
    """Look every scale over; how many suspicions are new, and how many were seen again."""
    now = timezone.now()
    kept = note_findings(findings=nightly.every_finding(whole(now)), at=now)
    return [kept.new, kept.again]


@app.task(name="scales.look_at")
def look_at(kind: str, pk: int) -> list[int]:
    """Look at what just happened to one scale: kind is verification, repair, ticket or scan."""
    now = timezone.now()
    kept = note_findings(findings=events.look_at(kind, pk, now), at=now)
    return [kept.new, kept.again]


@app.periodic(cron="20 17 * * *")
@app.task(name="scales.forget_scans")
def forget(timestamp: int) -> int:
    """Delete the look-ups that were kept long enough."""
    return forget_scans(at=timezone.now())
