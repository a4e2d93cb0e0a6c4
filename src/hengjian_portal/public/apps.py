"""The room for anyone."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Is mine dangerous, is this scale right, report a danger, follow, news."""

    name = "hengjian_portal.public"
    label = "public"
