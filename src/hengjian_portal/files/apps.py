"""The room of uploads."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files people hand in."""

    name = "hengjian_portal.files"
    label = "files"
