"""Take back from a published log or a mirror what an older database no longer holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hengjian.errors import EvidenceError
from hengjian_portal.evidence.actions.recovering import recover
from hengjian_portal.evidence.signer.asking import ask_head


class Command(BaseCommand):
    """All of it comes back, or nothing; what the acts said comes only from a backup."""

    help = "Bring the log in the database up to a published log or mirror that is ahead of it"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the log lies."""
        parser.add_argument("folder", type=Path, help="Folder of the published log, or of a mirror")

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        """Check it whole, then take back what is missing."""
        try:
            key = ask_head(settings.EVIDENCE_SIGNER).key
            done = recover(lambda path: (folder / path).read_bytes(), key, timezone.now())
        except EvidenceError as error:
            raise CommandError(f"{error}\n{error.zh}") from error
        self.stdout.write(
            f"{done.before} -> {done.after}: {done.linked} entries linked, "
            f"{done.bytes_only} by their public bytes only"
        )
