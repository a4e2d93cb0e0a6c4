"""What is written but does not count yet: drafts of one person, acts that wait for a second one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.recalls.models.case import Recall


class Proposal(models.Model):
    """
    An act as one officer drew it up, waiting for another to approve it.

    `version` is the case as the drafter saw it: once the case has gone on, the draft lapses.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("已获批准")
        DECLINED = "declined", _("未批准")
        LAPSED = "lapsed", _("已失效")

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="proposals")
    verb = models.CharField(max_length=40)
    papers = models.JSONField()
    uploads = models.JSONField(default=list)
    version = models.PositiveIntegerField()
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recall"], name="proposal_one_open", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="proposal_approved_by_another",
                condition=~Q(outcome="approved") | ~Q(decided_by=models.F("drafted_by")),
            ),
            models.CheckConstraint(
                name="proposal_declined_says_why",
                condition=~Q(outcome="declined") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.verb}"


class Draft(models.Model):
    """
    A form as one person left it half-filled; nobody else sees it, and it is no part of the case.

    `what` names the form: `recall-12-submit_plan`, `self-report`.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    body = models.ForeignKey(Body, null=True, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    link = models.CharField(max_length=200)
    typed = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "what"], name="draft_one_a_form"),
        ]

    def __str__(self) -> str:
        return self.what
