"""Price-computing scales: tables and constraints, and nothing that decides."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person


class TypeApproval(models.Model):
    """A type the province approved: its models, limits and software, and by which norm."""

    class Norm(models.TextChoices):
        JJF_2184 = "JJF2184-2025", "JJF 2184-2025"
        OLDER = "older", _("此前的型式")

    number = models.CharField(max_length=40, unique=True)
    # Six letters or digits that stand for this type in the production codes of its scales.
    short_code = models.CharField(max_length=6, unique=True)
    maker = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="type_approvals")
    model_no = models.CharField(max_length=80)
    norm = models.CharField(max_length=16, choices=Norm)
    accuracy_class = models.CharField(max_length=4)
    max_g = models.DecimalField(max_digits=9, decimal_places=1)
    min_g = models.DecimalField(max_digits=9, decimal_places=1)
    e_g = models.DecimalField(max_digits=7, decimal_places=2)
    # Partial ranges of a multi-interval scale: [{"max_g": "6000", "e_g": "2"}, …]; empty for one.
    ranges = models.JSONField(default=list, blank=True)
    software_ids = models.JSONField(default=list)
    approved_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-approved_on", "number"]
        constraints = [
            models.CheckConstraint(
                name="type_max_above_min", condition=Q(max_g__gt=F("min_g"), min_g__gt=0, e_g__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.model_no}"


class Scale(models.Model):
    """One scale, one identity, from its production code to scrap."""

    class State(models.TextChoices):
        PRODUCED = "produced", _("已出厂")
        SOLD = "sold", _("已销售")
        REGISTERED = "registered", _("已登记在用")
        VERIFIED = "verified", _("检定合格")
        FAILED = "failed", _("检定不合格")
        LOCKED = "locked", _("已锁机")
        SUSPENDED = "suspended", _("已停用")
        WITHDRAWN = "withdrawn", _("已报废")

    production_code = models.CharField(max_length=40, unique=True)
    serial_no = models.CharField(max_length=40)
    type_approval = models.ForeignKey(TypeApproval, on_delete=models.PROTECT, related_name="scales")
    state = models.CharField(max_length=12, choices=State, db_index=True)
    version = models.PositiveIntegerField(default=1)
    made_on = models.DateField()
    software_id = models.CharField(max_length=40)
    # Before it is in use: the district of the registering bureau. Steps of life are keyed by it.
    district = models.CharField(max_length=6, db_index=True)
    owner = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_scales"
    )
    market = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="market_scales"
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
    lock_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["production_code"]
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
                name="scale_in_use_has_a_day",
                condition=Q(state__in=["produced", "sold", "withdrawn"])
                | Q(in_use_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.production_code


class LifeStep(models.Model):
    """One step in the life of a scale. Append-only; by district first, so that it can spread."""

    district = models.CharField(max_length=6)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by_ref = models.CharField(max_length=80)
    by_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "number"], name="step_numbered_once"),
        ]
        indexes = [models.Index(fields=["district", "at"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scale_id} #{self.number} {self.kind}"


class Verification(models.Model):
    """One verification: who, by which regulation, what was read, and what came of it."""

    class Verdict(models.TextChoices):
        PASS = "pass", _("合格")
        FAIL = "fail", _("不合格")

    class Kind(models.TextChoices):
        INITIAL = "initial", _("首次检定")
        SUBSEQUENT = "subsequent", _("后续检定")
        IN_SERVICE = "in_service", _("使用中检查")

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="verifications")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="verifications")
    verifier = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    regulation = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, choices=Kind)
    verified_on = models.DateField()
    place = models.CharField(max_length=120)
    temperature_c = models.DecimalField(max_digits=4, decimal_places=1)
    standards = models.CharField(max_length=200)
    # The report as `hengjian weigh` reads it, and the result it computed.
    report = models.JSONField()
    result = models.JSONField()
    verdict = models.CharField(max_length=4, choices=Verdict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-verified_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="verification_by_two_persons", condition=~Q(verifier=F("checker"))
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scale_id} {self.verified_on} {self.verdict}"


class Certificate(models.Model):
    """The certificate of a verification that passed; a scale has one that is live at a time."""

    class Ended(models.TextChoices):
        VERIFIED_AGAIN = "verified_again", _("已重新检定")
        FAILED = "failed", _("重新检定不合格")
        OPENED = "opened", _("机壳被打开，铅封破损")
        WITHDRAWN = "withdrawn", _("秤已报废")

    number = models.CharField(max_length=40, unique=True)
    verification = models.OneToOneField(
        Verification, on_delete=models.PROTECT, related_name="certificate"
    )
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="certificates")
    verification_code = models.CharField(max_length=40, unique=True)
    seal_no = models.CharField(max_length=40, unique=True)
    valid_until = models.DateField()
    void_since = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=20, choices=Ended, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scale"], name="certificate_one_live", condition=Q(void_since=None)
            ),
            models.CheckConstraint(
                name="certificate_void_says_why",
                condition=Q(void_since=None) | ~Q(void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number
