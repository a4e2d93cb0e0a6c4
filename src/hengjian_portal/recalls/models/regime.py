"""What the operator corrected about a regime. Append-only: the last row of a name counts."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from hengjian_portal.accounts.models import Person


class RegimeText(models.Model):
    """One regime as the city says it stands, with the source; in force once a second officer agreed."""

    name = models.CharField(max_length=20)
    recipient = models.CharField(max_length=120)
    recipient_en = models.CharField(max_length=160)
    ordered_by = models.CharField(max_length=120)
    ordered_by_en = models.CharField(max_length=160)
    law = models.CharField(max_length=160)
    law_en = models.CharField(max_length=200)
    article = models.CharField(max_length=20, blank=True)
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="regime_by_two_persons",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
