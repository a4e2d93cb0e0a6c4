"""Our own register as a source."""

from __future__ import annotations

from hengjian_portal.scales.models import Scale
from hengjian_portal.scales.platforms import Known


class Registry:
    """What is registered here."""

    name = "registry"

    def look_up(self, production_code: str) -> Known | None:
        """The scale of a code as it was registered."""
        scale = (
            Scale.objects.filter(production_code=production_code)
            .select_related("type_approval")
            .first()
        )
        if scale is None:
            return None
        return Known(
            scale.production_code, scale.serial_no, scale.type_approval.model_no, scale.software_id
        )
