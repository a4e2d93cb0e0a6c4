"""What we told whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from hengjian_portal.accounts.models import Person


class Message(models.Model):
    """One message in somebody's inbox; e-mail is only its copy."""

    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="inbox")
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    subject_en = models.CharField(max_length=300, blank=True)
    text_en = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    # What the message is about and why, so that the same reminder is not sent twice.
    key = models.CharField(max_length=120)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="message_told_once")]

    def __str__(self) -> str:
        return self.in_language()[0]

    def in_language(self) -> tuple[str, str]:
        """Subject and text in the reader's language; Chinese where no English was written."""
        if get_language() == "en" and self.subject_en:
            return self.subject_en, self.text_en
        return self.subject, self.text
