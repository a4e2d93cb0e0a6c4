"""The worker: jobs from their queue, and beside them the evidence log, tended and witnessed."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from hengjian_portal.evidence.jobs import keep_asking, keep_tending


class Command(BaseCommand):
    """Run until told to stop; killed, it leaves nothing half done."""

    help = "Carry out jobs; sequence, sign and publish the evidence log, and have it witnessed"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Carry out jobs and tend the log, each in its thread."""
        stop = threading.Event()
        tender = threading.Thread(target=keep_tending, args=(stop,), name="log", daemon=True)
        tender.start()
        # Not waited for at the end: a witness that hangs may take as long as it likes.
        threading.Thread(target=keep_asking, args=(stop,), name="witnesses", daemon=True).start()
        try:
            call_command("procrastinate", "worker")
        finally:
            stop.set()
            tender.join(timeout=5)
