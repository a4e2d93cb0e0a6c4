"""What sellers and platforms are asked when a product is recalled, and what they answer."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body
from hengjian_portal.recalls.models.case import Recall


class StopSale(models.Model):
    """One seller or platform asked, in one round of a recall, to stop selling and to say so."""

    class State(models.TextChoices):
        ASKED = "asked", _("待反馈")
        ANSWERED = "answered", _("已反馈")
        CONFIRMED = "confirmed", _("已核实")
        FOUND_ON_SALE = "found_on_sale", _("核查发现仍在售")

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="stop_sales")
    round = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="stop_sales")
    state = models.CharField(max_length=14, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    times_asked = models.PositiveSmallIntegerField(default=1)
    last_asked_at = models.DateTimeField()

    class Meta:
        ordering = ["state", "body__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "round", "body"], name="stop_sale_asked_once_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.body_id}"


class StopSaleAnswer(models.Model):
    """One answer, frozen; a corrected one is the next number."""

    asked = models.ForeignKey(StopSale, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    sold_it = models.BooleanField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    displayed_where = models.CharField(max_length=300, blank=True)
    displayed_since = models.DateField(null=True, blank=True)
    n_sold = models.PositiveIntegerField(null=True, blank=True)
    n_quarantined = models.PositiveIntegerField(null=True, blank=True)
    sales = models.TextField(blank=True)
    by_ref = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["asked", "number"], name="stop_answer_numbered_once"),
            models.CheckConstraint(
                name="stop_answer_says_when",
                condition=Q(sold_it=False) | Q(stopped_at__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.asked_id} #{self.number}"


class ShelfCheck(models.Model):
    """An officer looked: is it off the shelf, is the notice up? Frozen."""

    asked = models.ForeignKey(StopSale, on_delete=models.PROTECT, related_name="checks")
    off_sale = models.BooleanField()
    displayed = models.BooleanField()
    note = models.CharField(max_length=300)
    by_ref = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.asked_id} {self.off_sale}"
