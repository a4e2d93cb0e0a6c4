"""The room of what is reported to us."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """Complaints, tips, reports of danger, foreign recalls."""

    name = "hengjian_portal.watch"
    label = "watch"
