"""A scale, and the steps of its life."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.models.production import ProductionRun
from hengjian_portal.scales.models.type import TypeApproval


class Scale(models.Model):
    """One scale, one identity, from its production code to scrap."""

    class State(models.TextChoices):
        PRODUCED = "produced", _("已出厂")
        SOLD = "sold", _("已销售")
        REGISTERED = "registered", _("已登记在用")
        VERIFIED = "verified", _("检定合格")
        EXPIRED = "expired", _("检定已过期")
        FAILED = "failed", _("检定不合格")
        LOCKED = "locked", _("已锁机")
        UNLOCKED_REPAIR = "unlocked_repair", _("已解锁，维修中")
        REPAIRED = "repaired", _("已维修，待重新检定")
        SUSPENDED = "suspended", _("已停用")
        WITHDRAWN = "withdrawn", _("已报废")

    production_code = models.CharField(max_length=40, unique=True)
    serial_no = models.CharField(max_length=40)
    type_approval = models.ForeignKey(TypeApproval, on_delete=models.PROTECT, related_name="scales")
    state = models.CharField(max_length=16, choices=State, db_index=True)
    version = models.PositiveIntegerField(default=1)
    made_on = models.DateField()
    # The file it was registered with, where it came in one.
    run = models.ForeignKey(
        ProductionRun, null=True, blank=True, on_delete=models.PROTECT, related_name="scales",
        db_index=False,
    )  # fmt: skip
    software_id = models.CharField(max_length=40)
    # Before it is in use: the district of the registering bureau. Steps of life are keyed by it.
    district = models.CharField(max_length=6, db_index=True)
    owner = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_scales"
    )
    market = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="market_scales"
    )
    # The trader who weighs on a scale of the market's own; empty where the owner uses it.
    user = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="used_scales"
    )
    stall = models.CharField(max_length=40, blank=True)
    in_use_since = models.DateField(null=True, blank=True)
    # An old scale entered late is said to have been in use before: on evidence, until reviewed.
    use_evidence = models.CharField(max_length=200, blank=True)
    use_reviewed = models.BooleanField(default=True)
    # Networked and in use before 2026-01-08: a reviewed attribute with its evidence.
    networked = models.BooleanField(default=False)
    networked_evidence = models.CharField(max_length=200, blank=True)
    seal_whole = models.BooleanField(default=True)
    # What the scale itself counts; a counter of a scale never goes back.
    lock_count = models.PositiveIntegerField(default=0)
    calibration_count = models.PositiveIntegerField(default=0)
    # Named by a market as the one anybody may weigh again on (公平秤).
    is_fair_scale = models.BooleanField(default=False)

    class Meta:
        ordering = ["production_code"]
        indexes = [
            models.Index(
                fields=["run", "serial_no"], name="scale_of_run", condition=Q(run__isnull=False)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["type_approval", "serial_no"], name="scale_serial_once_per_type"
            ),
            models.CheckConstraint(
                name="scale_networked_needs_evidence",
                condition=Q(networked=False) | ~Q(networked_evidence=""),
            ),
            models.CheckConstraint(
                name="scale_unreviewed_use_has_evidence",
                condition=Q(use_reviewed=True) | ~Q(use_evidence=""),
            ),
            models.CheckConstraint(
                name="scale_user_is_not_its_owner",
                condition=Q(user=None)
                | Q(user__isnull=False, market__isnull=False, owner=F("market"))
                & ~Q(user=F("owner")),
            ),
            models.CheckConstraint(
                name="scale_in_use_has_a_day",
                condition=Q(state__in=["produced", "sold", "withdrawn"])
                | Q(in_use_since__isnull=False),
            ),
            models.CheckConstraint(
                name="scale_opened_has_no_seal",
                condition=~Q(state__in=["locked", "unlocked_repair"])
                | Q(seal_whole=False, lock_count__gt=0),
            ),
            models.CheckConstraint(
                name="scale_verified_is_sealed",
                condition=~Q(state="verified") | Q(seal_whole=True),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="code_is_for_life",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__production_code__df=pgtrigger.F("new__production_code")),
            ),
            pgtrigger.Protect(
                name="counters_never_decrease",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lock_count__gt=pgtrigger.F("new__lock_count"))
                | pgtrigger.Q(old__calibration_count__gt=pgtrigger.F("new__calibration_count")),
            ),
            pgtrigger.Protect(
                name="withdrawn_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="withdrawn")
                & pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
            ),
        ]

    def __str__(self) -> str:
        return self.production_code


class LifeStep(models.Model):
    """
    One step in the life of a scale, append-only.

    The table is partitioned by month of `at` (see `partitions`), and keyed by district first, so
    that a bureau's own steps lie together. A step's number is the version of the scale that
    claimed it, which is why it is once a scale without an index over all months saying so.
    """

    pk = models.CompositePrimaryKey("district", "at", "scale_id", "number")
    district = models.CharField(max_length=6)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    by_ref = models.CharField(max_length=80)
    by_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "number"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scale_id} #{self.number} {self.kind}"
