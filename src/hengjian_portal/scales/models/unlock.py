"""Who may open a scale, for which repair, by which code; keys are elsewhere, never here."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales.models.scale import Scale


class Authorisation(models.Model):
    """A maker lets one person of a repairer open its scales, from a day until a day."""

    maker = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="authorisations_given")
    repairer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="authorisations")
    technician = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authorisations")
    from_on = models.DateField()
    until_on = models.DateField()
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-granted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="authorisation_days_in_order", condition=Q(until_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(
                fields=["maker", "technician"], name="authorisation_one_running",
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="authorisation_ended_says_why",
                condition=Q(ended_at=None, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.maker_id} → {self.technician_id}"


class RepairOrder(models.Model):
    """One repair of one scale, from the fault to the closing seal."""

    class Stage(models.TextChoices):
        OPEN = "open", _("待解锁")
        UNLOCKED = "unlocked", _("维修中")
        CLOSED = "closed", _("已完成")
        CANCELLED = "cancelled", _("已取消")

    class Place(models.TextChoices):
        ON_SITE = "on_site", _("使用地点")
        WORKSHOP = "workshop", _("维修者的场所")

    number = models.CharField(max_length=20, unique=True)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="repairs")
    repairer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="repairs")
    technician = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="repairs")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN, db_index=True)
    version = models.PositiveIntegerField(default=1)
    fault = models.CharField(max_length=300)
    place = models.CharField(max_length=10, choices=Place)
    district = models.CharField(max_length=6, db_index=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    work = models.CharField(max_length=500, blank=True)
    # [{"name": …, "old_no": …, "new_no": …}]
    parts = models.JSONField(default=list)
    software_before = models.CharField(max_length=40)
    software_after = models.CharField(max_length=40, blank=True)
    calibration_before = models.PositiveIntegerField()
    calibration_after = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scale"], name="repair_one_running",
                condition=Q(stage__in=["open", "unlocked"]),
            ),
            models.CheckConstraint(
                name="repair_closed_whole",
                condition=~Q(stage="closed")
                | (
                    Q(closed_at__isnull=False, calibration_after__gte=F("calibration_before"))
                    & ~Q(work="")
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def is_running(self) -> bool:
        """Whether somebody still works on it."""
        return self.stage in (self.Stage.OPEN, self.Stage.UNLOCKED)


class UnlockTicket(models.Model):
    """One code for one opening. The code is shown once; only a digest of it is kept."""

    class Stage(models.TextChoices):
        ISSUED = "issued", _("已发放")
        USED = "used", _("已使用")
        EXPIRED = "expired", _("过期未用")
        VOID = "void", _("已作废")

    order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="tickets")
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="tickets")
    technician = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tickets")
    counter = models.PositiveIntegerField()
    challenge = models.CharField(max_length=16)
    profile = models.CharField(max_length=40)
    key_version = models.PositiveIntegerField()
    code_digest = models.CharField(max_length=64)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.ISSUED)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            # A lock of a scale is opened once, whatever else was asked for it.
            models.UniqueConstraint(
                fields=["scale", "counter"],
                name="ticket_once_a_counter",
                condition=Q(stage__in=["issued", "used"]),
            ),
            models.UniqueConstraint(
                fields=["scale"], name="ticket_one_out", condition=Q(stage="issued")
            ),
            models.CheckConstraint(
                name="ticket_expires_after_issue", condition=Q(expires_at__gt=F("issued_at"))
            ),
            models.CheckConstraint(
                name="ticket_settled_whole",
                condition=Q(stage="issued", settled_at=None)
                | (~Q(stage="issued") & Q(settled_at__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="settled_is_final",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__stage="issued"),
            ),
            pgtrigger.Protect(name="not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.scale_id} C{self.counter} {self.stage}"


class UnlockTry(models.Model):
    """A request for a code that was refused, or a code that was wrong: what back-off counts."""

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="unlock_tries")
    technician = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="unlock_tries")
    reasons = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["scale", "-at"], name="unlock_try_newest")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scale_id} {self.at:%Y-%m-%d %H:%M}"


class MakerKey(models.Model):
    """A version of a maker's root key: that it exists and what it is called, not the key."""

    maker = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="unlock_keys")
    version = models.PositiveIntegerField()
    custody = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["maker", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["maker", "version"], name="maker_key_numbered_once"),
            models.UniqueConstraint(
                fields=["maker"], name="maker_key_one_running", condition=Q(retired_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.maker_id} v{self.version}"


class KeyUse(models.Model):
    """One use of a root key: which, for what, for whom."""

    key = models.ForeignKey(MakerKey, on_delete=models.PROTECT, related_name="uses")
    purpose = models.CharField(max_length=20)
    about = models.CharField(max_length=40)
    by_ref = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.purpose}"


class SimulatedScale(models.Model):
    """The scale's own half of the protocol, run on the server for demonstration."""

    scale = models.OneToOneField(Scale, on_delete=models.CASCADE, related_name="simulation")
    state = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"simulation of {self.scale_id}"
