"""What time itself does to a case."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hengjian.recall.stages import Stage
from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import personal_details
from hengjian_portal.recalls import letters
from hengjian_portal.recalls.actions import Seen, act
from hengjian_portal.recalls.actions.draft import tend_drafts
from hengjian_portal.recalls.models import Claim, Recall

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
