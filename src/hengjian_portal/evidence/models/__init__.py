"""The tables of evidence: entries, the log they form, and what became of the rows they speak of."""

from hengjian_portal.evidence.models.entries import Disclosure, Entry, SubjectKey
from hengjian_portal.evidence.models.log import (
    Cosignature,
    LogHead,
    LogTile,
    RecoveredEntry,
    Unsequenced,
    Witness,
)
from hengjian_portal.evidence.models.rows import RowChange

__all__ = [
    "Cosignature",
    "Disclosure",
    "Entry",
    "LogHead",
    "LogTile",
    "RecoveredEntry",
    "RowChange",
    "SubjectKey",
    "Unsequenced",
    "Witness",
]
