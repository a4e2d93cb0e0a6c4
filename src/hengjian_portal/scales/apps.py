"""The room of scales, from type approval to scrap."""

from django.apps import AppConfig


class ScalesConfig(AppConfig):
    """Price-computing scales."""

    name = "hengjian_portal.scales"
    label = "scales"

    def ready(self) -> None:
        """Say who may see the files of a scale, and of an application."""
        from hengjian_portal.scales.erasable import let_go
        from hengjian_portal.scales.held import hold

        hold()
        let_go()
        from hengjian_portal.scales.receipts import tell

        tell()
        from hengjian_portal.files.views import VIEWERS
        from hengjian_portal.scales import markets
        from hengjian_portal.scales.models import DutyProof
        from hengjian_portal.scales.queries import visible_to
        from hengjian_portal.scales.repairs import orders_visible_to
        from hengjian_portal.scales.types import applications_visible_to

        VIEWERS["type_application"] = lambda actor, number: (
            applications_visible_to(actor).filter(pk=number).exists()
        )
        VIEWERS["scale"] = lambda actor, number: visible_to(actor).filter(pk=number).exists()
        VIEWERS["repair"] = lambda actor, number: (
            orders_visible_to(actor).filter(pk=number).exists()
        )
        VIEWERS["duty_proof"] = lambda actor, number: DutyProof.objects.filter(
            pk=number, market__in=markets.visible_to(actor)
        ).exists()
