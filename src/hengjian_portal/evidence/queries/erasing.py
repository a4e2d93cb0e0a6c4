"""What is held of a subject right now, in words, and whether it may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hengjian.errors import EvidenceError
from hengjian.law.book import shipped
from hengjian.law.legal_text import Principle
from hengjian_portal.evidence import erasing
from hengjian_portal.evidence.erasing import Kept, Words
from hengjian_portal.evidence.models import Disclosure, Entry, SubjectKey
from hengjian_portal.evidence.seal import ERASED, opened

LAW = "personal_information_protection"
GROUNDS = (
    "purpose_done", "service_ended", "consent_withdrawn", "unlawful_processing", "other_law",
)  # fmt: skip
# What was processed against the law has no term of keeping to wait for.
AT_ONCE = "unlawful_processing"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held of a subject: words for it, never values; why it stays for now, if it does."""

    subject: str
    title: str
    says: Sequence[Words]
    kept: Sequence[Kept]


def grounds() -> dict[str, Principle]:
    """The grounds on which personal data are erased, as the law lists them."""
    return {name: shipped().principle(LAW, name) for name in GROUNDS}


def standing_of(subject: str, at: datetime) -> Standing:
    """
    What is held of a subject now; nothing in `says` where all of it is gone.

    Raises `ErasureError` for a subject that no room speaks for.
    """
    every = erasing.together(subject)
    says = [_word(one) for one in _sealed(every)]
    for one in every:
        for holding, rows in erasing.holdings_of(one):
            if any(holding.drop or holding.left(row) for row in rows):
                says.append(holding.says)
    kept = [why for one in every for why in erasing.kept_of(one, at)]
    return Standing(subject, erasing.title_of(subject), list(dict.fromkeys(says)), kept)


def erasures_done() -> QuerySet[Entry]:
    """The erasures that were done, newest first."""
    return Entry.objects.filter(kind=ERASED).order_by("-at", "-id")


def _sealed(subjects: Sequence[str]) -> list[tuple[str, str]]:
    """Subject and name of every detail that still opens."""
    alive = SubjectKey.objects.filter(pk__in=subjects).values("subject")
    newest = (
        Disclosure.objects.filter(subject__in=alive)
        .order_by("subject", "name", "-entry_id")
        .distinct("subject", "name")
    )
    return [(one.subject, one.name) for one in newest if _opens(one)]


def _opens(detail: Disclosure) -> bool:
    """Whether a detail was sealed with the key that is there now, and not with one destroyed before."""
    try:
        opened(detail.subject, bytes(detail.sealed))
    except EvidenceError:
        return False
    return True


def _word(sealed: tuple[str, str]) -> Words:
    subject, name = sealed
    return erasing.sealed_words(subject).get(name, name)
