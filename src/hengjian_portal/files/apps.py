"""The room of uploads."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files people hand in."""

    name = "hengjian_portal.files"
    label = "files"

    def ready(self) -> None:
        """Hold its rows to the acts, and let files go with whom they are about."""
        from hengjian_portal.files.erasable import let_go
        from hengjian_portal.files.held import hold

        hold()
        let_go()
