"""`load_demo_city`: fill an empty database with the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hengjian.errors import HengjianError
from hengjian_portal.desk.demo.loading import is_loaded, load


class Command(BaseCommand):
    """Load the demonstration city once; a second time it is left as it is."""

    help = "Fill an empty database with the demonstration city"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load it, or say that it is there."""
        if is_loaded():
            return
        try:
            load(timezone.now())
        except HengjianError as error:
            raise CommandError(f"{error} / {error.zh}") from error
