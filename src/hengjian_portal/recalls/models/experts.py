"""The pool of experts the city draws its panels from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hengjian_portal.accounts.models import Person


class Expert(models.Model):
    """
    One expert of the pool, known outside by the number alone.

    `specialities` are kinds of hazard; `ties` are rows of a firm and the last day of the tie, or
    none where it goes on.
    """

    number = models.CharField(max_length=12, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="expert")
    specialities = models.JSONField()
    employer = models.CharField(max_length=120)
    ties = models.JSONField(default=list)
    qualified_from = models.DateField()
    qualified_until = models.DateField()
    # Suspended since this day, until that one or until somebody lifts it.
    suspended_from = models.DateField(null=True, blank=True)
    suspended_until = models.DateField(null=True, blank=True)
    suspended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="expert_qualified_in_order",
                condition=Q(qualified_until__gte=F("qualified_from")),
            ),
            models.CheckConstraint(
                name="expert_suspended_with_a_reason",
                condition=Q(suspended_from=None, suspended_until=None, suspended_because="")
                | (Q(suspended_from__isnull=False) & ~Q(suspended_because="")),
            ),
            models.CheckConstraint(
                name="expert_suspended_in_order",
                condition=Q(suspended_until=None) | Q(suspended_until__gte=F("suspended_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.number
