"""Who wants to be told of new recalls by e-mail. The address stands sealed, nowhere else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hengjian_portal.recalls.models.case import Announcement


class Subscription(models.Model):
    """
    One address and what it wants to hear of; it counts once its owner confirmed it.

    Unsubscribing deletes the row and destroys the key its address was sealed with.
    """

    # Tells the same address again without keeping it: an HMAC under a key of ours.
    address_digest = models.CharField(max_length=64)
    token_digest = models.CharField(max_length=64, unique=True)
    brand = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    hazard = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The newest announcement it was told of, or that stood when it was confirmed.
    told_until = models.ForeignKey(
        Announcement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["address_digest", "brand", "kind", "hazard"], name="subscription_once"
            ),
            models.CheckConstraint(
                name="subscription_told_once_confirmed",
                condition=Q(told_until=None) | Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"
