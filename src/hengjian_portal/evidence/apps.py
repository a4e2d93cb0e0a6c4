"""The room of what cannot be rewritten."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EvidenceConfig(AppConfig):
    """Entries, the log over them, and the rows held to them."""

    name = "hengjian_portal.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Hold the tables of all rooms once they are there."""
        from hengjian_portal.evidence.held import hold
        from hengjian_portal.evidence.receivers import hold_tables

        hold()
        post_migrate.connect(hold_tables, sender=self)
