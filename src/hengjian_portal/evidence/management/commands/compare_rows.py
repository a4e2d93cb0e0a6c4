"""Hold every row of business against what the acts left of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hengjian_portal.evidence.actions.rows import note_comparison


class Command(BaseCommand):
    """Prints whose row, table, key and how it differs; exit 1 where any does. The result is an act."""

    help = "Compare every row with what its last act left, and record the result"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Compare, record, print."""
        found = note_comparison(at=timezone.now())
        for one in found:
            self.stdout.write(f"{one.object}\t{one.table}\t{one.key}\t{one.how}")
        if found:
            raise SystemExit(1)
