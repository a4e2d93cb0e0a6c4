"""Which rows of this room are held to the acts: all that the log itself does not hold."""

from __future__ import annotations

from hengjian_portal.evidence.guarding import guard
from hengjian_portal.evidence.models import Disclosure, SubjectKey, Witness


def hold() -> None:
    """Sealed details, the keys whose destruction erases them, and who witnesses."""
    guard(Disclosure, "'entry:' || it.entry_id")
    guard(SubjectKey, "it.subject")
    guard(Witness, "'witness:' || it.id", without=("said", "said_at", "cosigned_size"))
