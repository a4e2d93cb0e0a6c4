"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.enforcement.models import CreditRecord, Matter, Paper
from hengjian_portal.evidence.guarding import guard


def hold() -> None:
    """Matters, their papers, and the public credit record."""
    guard(Matter, "it.kind || ':' || it.id")
    guard(Paper, "'matter:' || it.matter_id")
    guard(CreditRecord, "'penalty:' || it.penalty_id")
    guard(Matter.officers.through, "'matter:' || it.matter_id")
