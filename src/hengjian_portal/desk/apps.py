"""The room of what waits for me today."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Everybody's desk, and the administrator's pages."""

    name = "hengjian_portal.desk"
    label = "desk"
