"""What a scale carries to be known by: codes and seals, and the stock seals come from."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales.models.scale import Scale


class _Int8Range(Func):
    function = "int8range"


class SealBatch(models.Model):
    """A run of seal numbers handed to a body: prefix and a number of fixed width, `first` to `last`."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seal_batches")
    prefix = models.CharField(max_length=12)
    width = models.PositiveSmallIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="seal_batch_runs_forward", condition=Q(last__gte=F("first"), first__gte=0)
            ),
            ExclusionConstraint(
                name="seal_batches_never_overlap",
                expressions=[
                    ("prefix", RangeOperators.EQUAL),
                    ("width", RangeOperators.EQUAL),
                    (_Int8Range("first", "last", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.first:0{self.width}d}–{self.prefix}{self.last:0{self.width}d}"


class Mark(models.Model):
    """One code or seal on one scale: who gave it, on what, and whether it still counts."""

    class Kind(models.TextChoices):
        PRODUCTION_CODE = "production_code", _("生产码")
        REPAIR_CODE = "repair_code", _("维修码")
        VERIFICATION_CODE = "verification_code", _("检定码")
        SEAL = "seal", _("铅封")

    class Carrier(models.TextChoices):
        LABEL = "label", _("标签（二维码）")
        NFC = "nfc", _("NFC 芯片")
        ENGRAVED = "engraved", _("铭牌刻印")
        MEMORY = "memory", _("写入秤内")
        LEAD = "lead", _("铅封")
        SEAL_LABEL = "seal_label", _("防伪封签")

    class State(models.TextChoices):
        LIVE = "live", _("有效")
        REPLACED = "replaced", _("已更换")
        BROKEN = "broken", _("已破损")
        VOID = "void", _("已注销")

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=18, choices=Kind)
    value = models.CharField(max_length=40)
    issuer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    carrier = models.CharField(max_length=10, choices=Carrier)
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    batch = models.ForeignKey(
        SealBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="marks"
    )
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # A seal is bound to one scale at most, a code is given once: for ever, not while live.
            models.UniqueConstraint(fields=["kind", "value"], name="mark_given_once"),
            models.UniqueConstraint(
                fields=["scale", "kind", "carrier"], name="mark_one_live",
                condition=Q(state="live"),
            ),
            models.CheckConstraint(
                name="mark_ended_says_when",
                condition=Q(state="live", ended_at=None)
                | (~Q(state="live") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="mark_batch_is_for_seals", condition=Q(kind="seal") | Q(batch=None)
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(name="not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="stays_on_its_scale",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__value__df=pgtrigger.F("new__value"))
                | pgtrigger.Q(old__scale_id__df=pgtrigger.F("new__scale_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
