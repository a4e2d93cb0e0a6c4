"""Writing evidence: entries, the log over them, and what erasure destroys."""

from hengjian_portal.evidence.actions.recording import (
    Act,
    Apart,
    Personal,
    erase,
    record,
    record_first,
    record_many,
)

__all__ = ["Act", "Apart", "Personal", "erase", "record", "record_first", "record_many"]
