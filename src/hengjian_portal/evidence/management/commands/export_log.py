"""Copy the published log to a folder that any web server can serve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hengjian.errors import EvidenceError
from hengjian_portal.evidence.exporting import export


class Command(BaseCommand):
    """Says how many entries were copied and checked; exit 1 where the copy does not hold."""

    help = "Copy the published log to a folder and check every entry of it there"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help="A folder, new or holding an older copy")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Copy, then work the copy out anew."""
        try:
            found = export(settings.EVIDENCE_LOG, options["folder"])
        except (EvidenceError, OSError) as error:
            raise CommandError(f"{error}\n{getattr(error, 'zh', '')}".strip()) from error
        head = found.trusted.checkpoint.head
        self.stdout.write(f"{head.size} {head.root.hex()}")
