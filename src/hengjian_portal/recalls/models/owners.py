"""Owners a producer can reach directly: used once, for safety, then deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hengjian_portal.recalls.models.case import Recall


class OwnerList(models.Model):
    """One list of addresses handed in for one recall: its counts stay, its addresses do not."""

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="owner_lists")
    by_ref = models.CharField(max_length=80)
    at = models.DateTimeField()
    n_emails = models.PositiveIntegerField()
    # Telephone numbers are counted and not kept: nothing of ours can reach them.
    n_phones = models.PositiveIntegerField()
    n_sent = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_because = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="owner_list_sent_no_more_than_held",
                condition=Q(n_sent__lte=models.F("n_emails")),
            ),
            models.CheckConstraint(
                name="owner_list_deleted_says_why",
                condition=Q(deleted_at=None) | ~Q(deleted_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"owner list {self.pk}"


class OwnerAddress(models.Model):
    """One address of a list, sealed; the row goes as soon as its mail is sent."""

    owner_list = models.ForeignKey(OwnerList, on_delete=models.CASCADE, related_name="addresses")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"address {self.pk}"
