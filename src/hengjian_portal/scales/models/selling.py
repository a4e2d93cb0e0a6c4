"""What a seller receives, and how each scale in it was found."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales.models.scale import Scale


class Delivery(models.Model):
    """One delivery a seller checked on arrival (进货查验)."""

    number = models.CharField(max_length=20, unique=True)
    seller = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="deliveries")
    supplier = models.CharField(max_length=120)
    paper_no = models.CharField(max_length=60, blank=True)
    received_on = models.DateField()
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["-checked_at", "-id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.number


class DeliveryLine(models.Model):
    """One scale of a delivery: the code on it, the verdict, and every reason for it."""

    class Verdict(models.TextChoices):
        ACCEPT = "accept", _("可以收货")
        REFUSE = "refuse", _("不得销售")

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    software_id = models.CharField(max_length=40, blank=True)
    seal_whole = models.BooleanField(default=True)
    scale = models.ForeignKey(
        Scale, null=True, blank=True, on_delete=models.PROTECT, related_name="delivery_lines"
    )
    verdict = models.CharField(max_length=8, choices=Verdict)
    # [{"code": …, "zh": …, "en": …}]
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["delivery", "row"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "row"], name="delivery_line_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} #{self.row} {self.verdict}"
