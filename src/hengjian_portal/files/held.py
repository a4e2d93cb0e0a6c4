"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.evidence.guarding import guard
from hengjian_portal.files.models import Upload


def hold() -> None:
    """What was handed in."""
    guard(Upload, "it.about")
