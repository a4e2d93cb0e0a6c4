"""After tables were made or changed: hold them to the acts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from hengjian_portal.evidence.actions.rows import state_rows
from hengjian_portal.evidence.guarding import stand_guard


def hold_tables(**_said: Any) -> None:
    """Put the guards in place and state what stands in tables that were not held as they are now."""
    with transaction.atomic():
        if fresh := stand_guard():
            state_rows(tables=fresh, at=timezone.now())
