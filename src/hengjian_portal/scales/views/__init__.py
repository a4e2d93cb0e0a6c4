"""Pages of scales."""

from hengjian_portal.scales.views.answer import look_up

__all__ = ["look_up"]
