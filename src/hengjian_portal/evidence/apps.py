"""The room of what cannot be rewritten."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Entries, their disclosures and the keys that open them."""

    name = "hengjian_portal.evidence"
    label = "evidence"
