"""Tables of the recalls room, one noun a file."""

from hengjian_portal.recalls.models.case import Affected, Announcement, Document, Recall

__all__ = ["Affected", "Announcement", "Document", "Recall"]
