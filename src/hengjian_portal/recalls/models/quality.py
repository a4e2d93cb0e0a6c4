"""A firm's own register of quality information. Nobody but the firm reads it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body


class QualityNote(models.Model):
    """One thing a firm learned of its product: a return, a warranty case, a complaint, an injury."""

    class Kind(models.TextChoices):
        RETURN = "return", _("退货")
        WARRANTY = "warranty", _("保修")
        COMPLAINT = "complaint", _("投诉")
        INJURY = "injury", _("伤害")
        TEST = "test", _("检验")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="quality_notes")
    kind = models.CharField(max_length=10, choices=Kind)
    product_name = models.CharField(max_length=160)
    model_no = models.CharField(max_length=120)
    lot = models.CharField(max_length=120, blank=True)
    hazard = models.CharField(max_length=30)
    what = models.TextField()
    n = models.PositiveIntegerField(default=1)
    happened_on = models.DateField()
    by_ref = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["body", "model_no", "hazard"])]
        constraints = [
            models.CheckConstraint(name="quality_of_something", condition=models.Q(n__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.model_no} {self.kind}"
