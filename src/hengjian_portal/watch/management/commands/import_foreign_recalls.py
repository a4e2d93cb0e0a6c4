"""Import a table of foreign recalls from the command line, as the page does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.watch.import_actions import import_foreign
from hengjian_portal.watch.imports import dry_run
from hengjian_portal.watch.imports.plan import ImportPlan, Outcome
from hengjian_portal.watch.imports.table import MOST_BYTES

_BAD_INPUT = 2


class Command(BaseCommand):
    """Exit 0 done, 2 bad input with one clear line."""

    help = "Import a table of foreign recalls: what is new, changed, the same, refused and why."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which table, and where it lies."""
        parser.add_argument("kind", choices=sorted(dry_run.FOREIGN))
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: object, **options: Any) -> None:
        """Import, or only say."""
        try:
            made = dry_run.foreign(_sent(options["file"]), options["kind"])
            self._say(made)
            if options["dry_run"]:
                return
            done = import_foreign(plan=made, actor=SYSTEM, at=timezone.now())
        except HengjianError as error:
            raise CommandError(str(error), returncode=_BAD_INPUT) from error
        self.stdout.write(f"import run {done.pk}" if done else "nothing new: nothing was written")

    def _say(self, made: ImportPlan) -> None:
        for line in made.of(Outcome.REFUSED):
            self.stdout.write(f"row {line.row}: {line.number or '-'}: refused: {line.why}")
        figures = (f"{count} {outcome}" for outcome, count in made.counts.items())
        self.stdout.write(", ".join(figures))


def _sent(place: Path) -> dry_run.Sent:
    try:
        with place.open("rb") as file:
            return dry_run.Sent(file.read(MOST_BYTES + 1), place.name)
    except OSError as error:
        raise CommandError(f"{place}: {error.strerror}", returncode=_BAD_INPUT) from error
