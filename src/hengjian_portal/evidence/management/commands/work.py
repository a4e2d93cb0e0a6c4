"""The worker: jobs from their queue, and the evidence log tended beside them."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from hengjian_portal.evidence.jobs import keep_tending


class Command(BaseCommand):
    """Run until told to stop; killed, it leaves nothing half done."""

    help = "Carry out jobs, and sequence, sign and publish the evidence log"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Carry out jobs and tend the log, each in its thread."""
        stop = threading.Event()
        tender = threading.Thread(target=keep_tending, args=(stop,), name="log", daemon=True)
        tender.start()
        try:
            call_command("procrastinate", "worker")
        finally:
            stop.set()
            tender.join(timeout=5)
