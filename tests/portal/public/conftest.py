"""A scale of the register in use in Yuzhong, for the pages that start from its code."""

from tests.portal.scales.conftest import in_use, made, maker_body, new_type, sold

__all__ = ["in_use", "made", "maker_body", "new_type", "sold"]
