"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.evidence.guarding import guard
from hengjian_portal.products.models import Firm, Product


def hold() -> None:
    """Products and firms."""
    guard(Firm, "'firm:' || it.id")
    guard(Product, "'product:' || it.id")
