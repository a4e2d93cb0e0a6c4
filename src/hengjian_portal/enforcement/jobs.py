"""What time itself does to a case."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from hengjian_portal.enforcement.actions.lapse import let_hearing_rights_lapse


@app.periodic(cron="40 18 * * *")  # twenty to three in the morning in Beijing
@app.task(name="enforcement.lapse")
def lapse(timestamp: int) -> int:
    """Let rights to a hearing lapse that were not used in time."""
    return let_hearing_rights_lapse(at=timezone.now())
