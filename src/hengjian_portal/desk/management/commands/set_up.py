"""
All that is done before anything is served, in one process.

To start Python and Django anew for each step would take longer than most of the steps.
"""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

_STEPS = [
    ("tables …", ["migrate", "--verbosity", "0"]),
    ("evidence log …", ["check_log_start"]),
    ("pages …", ["collectstatic", "--no-input", "--verbosity", "0"]),
]
_DEMO_STEP = ("demonstration city …", ["load_demo_city"])


class Command(BaseCommand):
    """A step that fails ends it; what was done before stays done, and a second run goes on from there."""

    help = "Bring the tables up to date, check the log against the signer, collect the pages' files"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--demo`."""
        parser.add_argument("--demo", action="store_true", help="load the demonstration city too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take one step after another, and say which."""
        for what, command in [*_STEPS, *([_DEMO_STEP] if options["demo"] else [])]:
            self.stdout.write(f"hengjian: {what}")
            self.stdout.flush()
            call_command(*command)
