"""The room of exchange with the neighbouring bureau."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Packages, assistance, joint actions and experts between Chongqing and Sichuan."""

    name = "hengjian_portal.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Let whoever may read a package see its files."""
        from hengjian_portal.exchange.held import hold

        hold()
        from hengjian_portal.evidence.shown import read_as
        from hengjian_portal.exchange.timeline import LABELS, of_entry

        read_as(of_entry, "exchange", labels=LABELS)
        from hengjian_portal.exchange.queries.packages import visible_to
        from hengjian_portal.files.views import VIEWERS

        VIEWERS["exchange"] = lambda actor, number: visible_to(actor).filter(pk=number).exists()
