"""What people do in enforcement, one noun a file."""

from hengjian_portal.enforcement.actions.matter import Papers, Seen, Subject, act, open_matter
from hengjian_portal.enforcement.actions.officers import replace_officer

__all__ = ["Papers", "Seen", "Subject", "act", "open_matter", "replace_officer"]
