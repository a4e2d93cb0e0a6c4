"""What a consumer asks for under a recall, and what the producer answers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body
from hengjian_portal.recalls.models.case import Recall


class Claim(models.Model):
    """
    One consumer's claim to a remedy. No invoice is asked for.

    How to reach the consumer stands sealed beside the claim's entry, nowhere else. Money is in fen.
    """

    class Remedy(models.TextChoices):
        WARNING = "warning", _("补充警示")
        REPAIR = "repair", _("修理")
        REPLACE = "replace", _("更换")
        RETURN = "return", _("退货退款")

    class State(models.TextChoices):
        RECEIVED = "received", _("已收到")
        TAKEN_UP = "taken_up", _("正在办理")
        FULFILLED = "fulfilled", _("已办结")
        REFUSED = "refused", _("未同意")

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="claims")
    # Who answers: the producer of the recall on the day of the claim.
    owed_by = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="claims")
    receipt_no = models.CharField(max_length=16, unique=True)
    # The follow-up secret itself is shown once and never stored.
    secret_digest = models.CharField(max_length=64)
    # A form sent twice is one claim.
    once = models.CharField(max_length=40, unique=True)
    remedy = models.CharField(max_length=10, choices=Remedy)
    n_units = models.PositiveSmallIntegerField(default=1)
    model_no = models.CharField(max_length=120, blank=True)
    lot = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=120, blank=True)
    produced = models.CharField(max_length=40, blank=True)
    barcode = models.CharField(max_length=30, blank=True)
    channel = models.CharField(max_length=160, blank=True)
    region = models.CharField(max_length=80, blank=True)
    # What the scope of that day said of the unit: affected, not_affected, cannot_tell.
    verdict = models.CharField(max_length=16)
    travel_fen = models.PositiveIntegerField(default=0)
    wages_fen = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=600, blank=True)
    district = models.CharField(max_length=6, blank=True, db_index=True)
    wants_email = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED, db_index=True)
    taken_up_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Fulfilled: what was done on which day, and what was paid.
    done = models.CharField(max_length=10, choices=Remedy, blank=True)
    done_on = models.DateField(null=True, blank=True)
    travel_paid_fen = models.PositiveIntegerField(default=0)
    wages_paid_fen = models.PositiveIntegerField(default=0)
    # What the consumer reads: what was done, or why not.
    answer = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.CheckConstraint(name="claim_of_something", condition=Q(n_units__gte=1)),
            models.CheckConstraint(
                name="claim_answered_whole",
                condition=Q(state__in=["received", "taken_up"], answered_at=None, done="")
                | Q(state="fulfilled", answered_at__gte=F("received_at"), done_on__isnull=False)
                & ~Q(done="")
                | Q(state="refused", answered_at__gte=F("received_at"), done="") & ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_no
