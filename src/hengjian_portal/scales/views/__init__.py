"""Pages of scales."""

from hengjian_portal.scales.views.answer import look_up, say_where

__all__ = ["look_up", "say_where"]
