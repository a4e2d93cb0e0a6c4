"""Hold rows against acts, entries against the log, and the published files against both."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hengjian_portal.evidence.actions.rows import SYSTEM
from hengjian_portal.evidence.jobs import compare_all


class Command(BaseCommand):
    """Prints whose row, table, key and how it differs; exit 1 where any does. The result is an act."""

    help = (
        "Compare rows with acts, entries with the log, published files with both; record the result"
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Compare, record, print."""
        found = compare_all(SYSTEM)
        for one in found:
            self.stdout.write(f"{one.object}\t{one.table}\t{one.key}\t{one.how}")
        if found:
            raise SystemExit(1)
