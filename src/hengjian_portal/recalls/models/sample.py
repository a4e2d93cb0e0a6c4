"""Samples of a case, and the hands they went through. Nothing of it is ever changed."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body
from hengjian_portal.recalls.models.case import Recall

_FROZEN = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]


class Sample(models.Model):
    """One sample taken: what, how many, where, by whom, under which seal."""

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="samples")
    number = models.CharField(max_length=40, unique=True)
    what = models.CharField(max_length=200)
    amount = models.PositiveIntegerField()
    taken_on = models.DateField()
    taken_from = models.CharField(max_length=160)
    witnesses = models.CharField(max_length=160)
    seal_no = models.CharField(max_length=40, blank=True)
    by_ref = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = _FROZEN
        constraints = [
            models.CheckConstraint(name="sample_of_something", condition=models.Q(amount__gte=1)),
        ]

    def __str__(self) -> str:
        return self.number


class Custody(models.Model):
    """One handing over of a sample: from whom to whom, in which state."""

    class Step(models.TextChoices):
        HANDED_OVER = "handed_over", _("移交")
        TESTED = "tested", _("送检")
        STORED = "stored", _("留存")
        RETURNED = "returned", _("退还")
        DESTROYED = "destroyed", _("销毁")

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="custody")
    number = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=12, choices=Step)
    to = models.CharField(max_length=160)
    condition = models.CharField(max_length=200)
    seal_whole = models.BooleanField()
    by_ref = models.CharField(max_length=80)
    by_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        triggers = _FROZEN
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="custody_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} #{self.number}"
