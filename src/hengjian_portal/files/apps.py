"""The room of uploads."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files people hand in."""

    name = "hengjian_portal.files"
    label = "files"

    def ready(self) -> None:
        """Hold its rows to the acts."""
        from hengjian_portal.files.held import hold

        hold()
