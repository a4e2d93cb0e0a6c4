"""Which announcements somebody wants to hear of, and who holds a link to a subscription."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hengjian.ledger.entry import pseudonym
from hengjian.text.folding import plain
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import personal_details
from hengjian_portal.evidence.seal import pseudonym_key
from hengjian_portal.recalls.models import Announcement, Document, Subscription

_SAY_HAZARDS = ("analysis_note", "defect_record", "defect_report")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to hear of: a brand, a kind of goods, a source of danger; empty asks nothing."""

    brand: str = ""
    kind: str = ""
    hazard: str = ""


def matching(found: QuerySet[Announcement], wanted: Wanted) -> QuerySet[Announcement]:
    """Of some announcements, those of the brand, the kind of goods and the danger."""
    if wanted.brand:
        found = found.filter(recall__product__brand__icontains=wanted.brand)
    if wanted.kind:
        goods = Q(recall__product__category__icontains=wanted.kind)
        if plain(wanted.kind):
            goods |= Q(recall__product__plain_text__contains=plain(wanted.kind))
        found = found.filter(goods)
    if wanted.hazard:
        papers = Document.objects.filter(
            kind__in=_SAY_HAZARDS, content__hazards__contains=[wanted.hazard]
        )
        found = found.filter(recall__in=papers.values("recall_id"))
    return found


def news_for(subscription: Subscription) -> QuerySet[Announcement]:
    """What a confirmed subscription was not told of yet, oldest first."""
    wanted = Wanted(subscription.brand, subscription.kind, subscription.hazard)
    fresh = Announcement.objects.filter(pk__gt=subscription.told_until_id or 0)
    return matching(fresh, wanted).order_by("pk")


def address_digest(address: str) -> str:
    """What tells an address again; nobody gets from it to the address."""
    return pseudonym(pseudonym_key(), f"address:{address.strip().lower()}").hex()


def token_digest(token: str) -> str:
    """What is kept of the secret in a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def subscription_of(token: str) -> Subscription | None:
    """The subscription a link belongs to."""
    return Subscription.objects.filter(token_digest=token_digest(token)).first()


def sealed_of(subscription: Subscription) -> tuple[str, str]:
    """Address and link secret of a subscription, opened to write to it and for nothing else."""
    entry = Entry.objects.get(object=f"subscription:{subscription.pk}", kind="recalls.subscribed")
    held = personal_details(entry)
    return str(held["address"]), str(held["token"])
