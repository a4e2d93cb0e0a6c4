"""The room of who owes what by when."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Duties with a date, and the operator's overlay of the law."""

    name = "hengjian_portal.duties"
    label = "duties"

    def ready(self) -> None:
        """Hold its rows to the acts."""
        from hengjian_portal.duties.held import hold

        hold()
