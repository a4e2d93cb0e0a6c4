"""`end_witness NUMBER`: a witness that is asked no more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hengjian.errors import EvidenceError
from hengjian_portal.evidence.actions.witnesses import end_witness
from hengjian_portal.evidence.models import Witness


class Command(BaseCommand):
    """Says nothing where it is done."""

    help = "Ask a witness of the evidence log no more, by the number that add_witness printed"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which."""
        parser.add_argument("number", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        """End it."""
        witness = Witness.objects.filter(pk=options["number"]).first()
        if witness is None:
            raise CommandError(f"no witness has the number {options['number']}")
        try:
            end_witness(witness=witness, actor="system", at=timezone.now())
        except EvidenceError as error:
            raise CommandError(f"{error}\n{error.zh}") from error
