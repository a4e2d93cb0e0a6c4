"""The room of enforcement, for recalls and scales alike."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    """Inspections, directives to correct, penalty cases, criminal referrals, the credit record."""

    name = "hengjian_portal.enforcement"
    label = "enforcement"

    def ready(self) -> None:
        """Let whoever may read a matter see its files."""
        from hengjian_portal.enforcement.held import hold

        hold()
        from hengjian_portal.enforcement.receipts import tell

        tell()
        from hengjian_portal.enforcement.queries import file_viewer
        from hengjian_portal.files.views import VIEWERS

        for kind in ("inspection", "penalty", "referral"):
            VIEWERS[kind] = file_viewer(kind)
