"""Sequence, sign and publish once, now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hengjian.errors import EvidenceError
from hengjian_portal.evidence.jobs import tend


class Command(BaseCommand):
    """Says how many entries are published then."""

    help = "Give waiting entries their places in the log, have it signed, publish it"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One round, as the worker does it every second."""
        try:
            head = tend()
        except EvidenceError as error:
            raise CommandError(f"{error}\n{error.zh}") from error
        self.stdout.write(f"{head.size} {head.root.hex()}")
