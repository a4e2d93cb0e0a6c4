"""What time itself does to a case."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hengjian.recall.stages import Stage
from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import personal_details
from hengjian_portal.recalls import letters
from hengjian_portal.recalls.actions import Seen, act, owners, subscription
from hengjian_portal.recalls.actions.draft import tend_drafts
from hengjian_portal.recalls.models import Announcement, Claim, OwnerList, Recall, Subscription
from hengjian_portal.recalls.queries.published import is_announced
from hengjian_portal.recalls.queries.subscriptions import sealed_of

_AGAIN = RetryStrategy(max_attempts=6, exponential_wait=5)


@app.periodic(cron="30 18 * * *")  # half past two in the morning in Beijing
@app.task(name="recalls.rest")
def rest(timestamp: int) -> int:
    """Let cases whose active phase was closed rest; the producer still answers consumers."""
    closed = list(Recall.objects.filter(stage=Stage.ACTIVE_CLOSED.value))
    for case in closed:
        seen = Seen(case.pk, case.version)
        act(seen=seen, verb="rest", papers={}, actor=SYSTEM, at=timezone.now())
    return len(closed)


@app.periodic(cron="15 0 * * *")  # a quarter past eight in the morning in Beijing
@app.task(name="recalls.tend_drafts")
def tend_half_written(timestamp: int) -> int:
    """Remind people of forms they left half-written."""
    return tend_drafts(at=timezone.now())


@app.task(name="recalls.write_to_claimant", retry=_AGAIN)
def write_to_claimant(claim_id: int, state: str) -> None:
    """Send the news of a claim to the address its consumer gave, where e-mail is configured."""
    claim = Claim.objects.filter(pk=claim_id, wants_email=True).first()
    if claim is None or not settings.EMAIL_CONFIGURED:
        return
    made = Entry.objects.get(object=f"claim:{claim.pk}", kind="recalls.claim_made")
    subject, text = letters.about_claim(claim, state, settings.ORIGIN)
    send_mail(subject, text, None, [str(personal_details(made)["email"])])


@app.task(name="recalls.ask_to_confirm", retry=_AGAIN)
def ask_to_confirm(subscription_id: int) -> None:
    """Ask the owner of an address whether the subscription is theirs."""
    held = Subscription.objects.filter(pk=subscription_id, confirmed_at=None).first()
    if held is None or not settings.EMAIL_CONFIGURED:
        return
    address, token = sealed_of(held)
    subject, text = letters.to_confirm(token, settings.ORIGIN)
    send_mail(subject, text, None, [address])


@app.periodic(cron="*/10 * * * *")
@app.task(name="recalls.tell_subscribers")
def tell_subscribers(timestamp: int) -> int:
    """Queue the mails about what was announced since."""
    return subscription.tell_subscribers() if settings.EMAIL_CONFIGURED else 0


@app.task(name="recalls.write_to_subscriber", retry=_AGAIN)
def write_to_subscriber(subscription_id: int, announcement_id: int) -> None:
    """Write to one subscriber about one announcement, with the way out at its end."""
    held = Subscription.objects.filter(pk=subscription_id, confirmed_at__isnull=False).first()
    if held is None or not settings.EMAIL_CONFIGURED:
        return
    announcement = Announcement.objects.select_related("recall").get(pk=announcement_id)
    address, token = sealed_of(held)
    subject, text = letters.about_recall(announcement, settings.ORIGIN)
    link = letters.link_of(token, settings.ORIGIN)
    EmailMessage(
        subject, text + letters.way_out(link), None, [address],
        headers={"List-Unsubscribe": f"<{link}>"},
    ).send()  # fmt: skip


@app.task(name="recalls.write_to_owners", retry=_AGAIN)
def write_to_owners(list_id: int) -> None:
    """Write once to each owner on a list, then delete the list."""
    held = OwnerList.objects.filter(pk=list_id, deleted_at=None).select_related("recall").first()
    if held is None or not settings.EMAIL_CONFIGURED:
        return
    if not is_announced(held.recall):
        owners.delete_owners(owner_list=held, because="withdrawn", at=timezone.now())
        return
    subject, text = letters.to_owner(held.recall.announcements.all()[0], settings.ORIGIN)

    def send(address: str) -> bool:
        try:
            return bool(send_mail(subject, text, None, [address]))
        except SMTPRecipientsRefused:
            return False

    while owners.write_to_next(owner_list=held, send=send):
        pass
    owners.delete_owners(owner_list=held, because="used", at=timezone.now())


@app.periodic(cron="45 18 * * *")  # a quarter to three in the morning in Beijing
@app.task(name="recalls.forget")
def forget(timestamp: int) -> int:
    """Let go of addresses whose time is over: unconfirmed subscriptions, unused lists of owners."""
    now = timezone.now()
    return subscription.drop_unconfirmed(at=now) + owners.delete_old_owners(at=now)
