"""Reading evidence: the timeline of an object, and whether an entry still holds."""

from __future__ import annotations

from django.db.models import QuerySet

from hengjian.ledger import disclosure
from hengjian.ledger import entry as ledger
from hengjian_portal.evidence import seal
from hengjian_portal.evidence.models import Disclosure, Entry


def timeline(*objects: str) -> QuerySet[Entry]:
    """Every entry about the objects, newest first."""
    return Entry.objects.filter(object__in=objects).order_by("-at", "-id")


def opening(entry: Entry) -> ledger.Opening:
    """What opens an entry, with all of its disclosures that are not personal."""
    return ledger.Opening(
        bytes(entry.salt), entry.kind, entry.actor, entry.object, entry.details,
        tuple(entry.apart.values()),
    )  # fmt: skip


def check_chain(obj: str) -> int:
    """
    Check every entry of an object and the links between them; the number checked.

    Raises `EvidenceError` at the first that does not hold.
    """
    previous: bytes | None = None
    count = 0
    for entry in Entry.objects.filter(object=obj).order_by("object_seq"):
        public = bytes(entry.public_bytes)
        ledger.check_entry(public, opening(entry), previous)
        previous, count = public, count + 1
    return count


def personal_details(entry: Entry) -> dict[str, object]:
    """
    The sealed details of an entry, opened; the caller has asked the policy and records the look.

    Raises `EvidenceError` where a subject was erased.
    """
    return dict(
        disclosure.read_disclosure(seal.opened(held.subject, bytes(held.sealed)))
        for held in Disclosure.objects.filter(entry_id=entry.pk)
    )
