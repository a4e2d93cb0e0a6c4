"""`add_witness NAME KEY URL`: somebody outside who watches the log, without the page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hengjian.errors import EvidenceError
from hengjian_portal.evidence.actions.witnesses import NewWitness, add_witness
from hengjian_portal.evidence.models import Witness


class Command(BaseCommand):
    """Prints the number of the witness."""

    help = "Name a witness of the evidence log: its key and where it is asked"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, their key, where and how."""
        parser.add_argument("name")
        parser.add_argument("key", help="as `hengjian witness` prints it: name+id+key")
        parser.add_argument("url", help="where it listens, or where its mirror is served")
        parser.add_argument(
            "--mirror",
            action="store_true",
            help="read its mirror instead of handing in checkpoints",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Name it."""
        how = Witness.How.MIRROR if options["mirror"] else Witness.How.HANDED
        new = NewWitness(options["name"], options["key"], options["url"], how)
        try:
            witness = add_witness(new=new, actor="system", at=timezone.now())
        except EvidenceError as error:
            raise CommandError(f"{error}\n{error.zh}") from error
        self.stdout.write(f"{witness.pk}")
