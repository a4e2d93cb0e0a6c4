"""Sending the e-mail copies."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hengjian_portal.messages.models import Message


@app.task(name="messages.send_email", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def send_email(message_id: int) -> None:
    """Send the copy of one message once, where e-mail is configured."""
    message = Message.objects.select_related("to").filter(pk=message_id, emailed_at=None).first()
    if message is None or not settings.EMAIL_CONFIGURED:
        return
    link = f"\n\n{settings.ORIGIN}{message.link}" if message.link else ""
    text = "\n\n".join(filter(None, (message.text, message.text_en)))
    subject = " · ".join(filter(None, (message.subject, message.subject_en)))
    send_mail(subject, text + link, None, [message.to.email])
    Message.objects.filter(pk=message_id).update(emailed_at=timezone.now())
