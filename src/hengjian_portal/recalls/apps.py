"""The room of recall cases, lead to closing."""

from django.apps import AppConfig


class RecallsConfig(AppConfig):
    """Recall cases."""

    name = "hengjian_portal.recalls"
    label = "recalls"
