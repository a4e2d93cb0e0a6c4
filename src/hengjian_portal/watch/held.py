"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.evidence.guarding import guard
from hengjian_portal.watch.models import (
    Complaint,
    ForeignRecall,
    ImportRun,
    Report,
    ScopeEntry,
    Tip,
)


def hold() -> None:
    """What was reported to us."""
    guard(Report, "'report:' || it.id")
    guard(Complaint, "'report:' || it.report_id")
    guard(Tip, "'report:' || it.report_id")
    guard(ScopeEntry, "'scope:' || it.key")
    guard(ImportRun, "'import:' || it.id")
    guard(ForeignRecall, "'foreign_recall:' || it.id")
