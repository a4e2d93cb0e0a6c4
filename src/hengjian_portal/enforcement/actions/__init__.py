"""What people do in enforcement, one noun a file."""

from hengjian_portal.enforcement.actions.matter import Papers, Seen, Subject, act, open_matter

__all__ = ["Papers", "Seen", "Subject", "act", "open_matter"]
