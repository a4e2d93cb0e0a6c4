"""Refuse to start while the database is behind the signer or the published log."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hengjian.errors import EvidenceError
from hengjian_portal.evidence.gate import check_start
from hengjian_portal.evidence.signer.asking import SignerAwayError

_PATIENCE_SECONDS = 10


class Command(BaseCommand):
    """Exit 1 and the way out where it is; nothing is changed."""

    help = "Compare the log in the database with the signer's last head and the published one"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Ask the signer, patiently: it may have been started just now."""
        for second in range(_PATIENCE_SECONDS + 1):
            try:
                check_start()
                return
            except SignerAwayError as error:
                if second == _PATIENCE_SECONDS:  # it was started just now, beside us
                    raise CommandError(f"{error}\n{error.zh}") from error
                time.sleep(1)
            except EvidenceError as error:
                raise CommandError(f"{error}\n{error.zh}") from error
