"""Subscribing to news of recalls: asked for, confirmed by the owner of the address, left."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app as jobs

from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.evidence.actions import Personal, erase, record
from hengjian_portal.recalls.models import Announcement, Subscription
from hengjian_portal.recalls.queries.subscriptions import (
    Wanted,
    address_digest,
    news_for,
    token_digest,
)

# So that nobody's address is flooded with questions: this many a day, and each question once.
_MOST_ASKED = 3
_DAY = timedelta(days=1)


@transaction.atomic
def subscribe(*, address: str, wanted: Wanted, actor: Actor, at: datetime) -> Subscription | None:
    """
    Note what an address wants to hear of, and ask its owner to confirm.

    None where the address holds this subscription, or was asked often enough today; the caller
    says the same either way, so that nobody learns who is subscribed.
    """
    policy.require(actor, "public.report")
    digest = address_digest(address)
    own = Subscription.objects.select_for_update().filter(address_digest=digest)
    asked = own.filter(confirmed_at=None, asked_at__gt=at - _DAY)
    same = own.filter(**asdict(wanted)).first()
    if asked.count() >= _MOST_ASKED or (same and (same.confirmed_at or same in asked)):
        return None
    if same is not None:
        _let_go(same, "asked_again", actor, at)
    token = token_urlsafe(24)
    try:
        with transaction.atomic():
            subscription = Subscription.objects.create(
                address_digest=digest, token_digest=token_digest(token), asked_at=at,
                **asdict(wanted),
            )  # fmt: skip
    except IntegrityError:  # the same was asked for at the same moment
        return None
    subject = f"subscription:{subscription.pk}"
    record(
        kind="recalls.subscribed", obj=subject, actor=actor.ref, at=at, wanted=asdict(wanted),
        address=Personal(address, subject), token=Personal(token, subject),
    )  # fmt: skip
    jobs.configure_task("recalls.ask_to_confirm").defer(subscription_id=subscription.pk)
    return subscription


@transaction.atomic
def confirm(*, subscription: Subscription, actor: Actor, at: datetime) -> None:
    """The owner of the address confirms; from now on it hears of what is announced."""
    policy.require(actor, "public.report")
    newest = Announcement.objects.order_by("-pk").first()
    held = Subscription.objects.filter(pk=subscription.pk, confirmed_at=None)
    if held.update(confirmed_at=at, told_until=newest):
        record(
            kind="recalls.subscription_confirmed", obj=f"subscription:{subscription.pk}",
            actor=actor.ref, at=at,
        )  # fmt: skip


@transaction.atomic
def unsubscribe(*, subscription: Subscription, actor: Actor, at: datetime) -> None:
    """Let a subscription go, and with it the address."""
    policy.require(actor, "public.report")
    _let_go(subscription, "unsubscribed", actor, at)


@transaction.atomic
def drop_unconfirmed(*, at: datetime) -> int:
    """Let go of what nobody confirmed in time; how many."""
    waits = timedelta(days=shipped_profile().number("subscription_confirm_days"))
    stale = Subscription.objects.filter(confirmed_at=None, asked_at__lt=at - waits)
    return sum(_let_go(one, "not_confirmed", SYSTEM, at) for one in stale)


@transaction.atomic
def tell_subscribers() -> int:
    """Queue one mail for each subscriber and new announcement, once; how many."""
    newest = Announcement.objects.order_by("-pk").first()
    if newest is None:
        return 0
    behind = Subscription.objects.select_for_update(skip_locked=True).filter(
        confirmed_at__isnull=False
    )
    told, task = 0, jobs.configure_task("recalls.write_to_subscriber")
    for one in behind.exclude(told_until=newest):
        for announcement in news_for(one).filter(pk__lte=newest.pk):
            task.defer(subscription_id=one.pk, announcement_id=announcement.pk)
            told += 1
    behind.update(told_until=newest)
    return told


def _let_go(subscription: Subscription, because: str, actor: Actor, at: datetime) -> bool:
    """Delete the row and destroy the key of its address; of two at once one does."""
    obj = f"subscription:{subscription.pk}"
    gone, _rows = Subscription.objects.filter(pk=subscription.pk).delete()
    if gone:
        erase(subject=obj)
        record(kind="recalls.subscription_ended", obj=obj, actor=actor.ref, at=at, because=because)
    return bool(gone)
