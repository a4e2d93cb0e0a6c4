"""What time itself does to scales."""

from __future__ import annotations

from django.utils import timezone
from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from hengjian_portal.scales.actions import expire_due, lapse_sheets
from hengjian_portal.scales.partitions import make_room


@app.periodic(cron="5 16 * * *")  # five past midnight in Beijing
@app.task(name="scales.expire")
def expire(timestamp: int) -> int:
    """Let scales expire whose certificate ended yesterday."""
    return expire_due(at=timezone.now())


@app.periodic(cron="10 16 * * *")
@app.task(name="scales.lapse")
def lapse(timestamp: int) -> int:
    """Let sheets lapse that the second person did not sign in time."""
    return lapse_sheets(at=timezone.now())


@app.periodic(cron="40 18 * * *")
@app.task(name="scales.make_room")
def make_room_for_months(timestamp: int) -> list[str]:
    """Make the partitions of the coming months before anything happens in them."""
    return make_room(localdate(timezone.now()))
