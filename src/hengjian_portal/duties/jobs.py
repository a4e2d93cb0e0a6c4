"""Reminders, each morning."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from hengjian_portal.duties.actions import remind


@app.periodic(cron="0 0,6 * * *")  # 8 and 14 o'clock in Beijing
@app.task(name="duties.remind")
def remind_everybody(timestamp: int) -> None:
    """Tell bodies what is due tomorrow, today, or since yesterday."""
    with transaction.atomic():
        remind(at=timezone.now())
