"""A type of scale: applied for, evaluated, approved."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person


class TypeApplication(models.Model):
    """A maker asks the province to approve a type; an evaluation body tries it first."""

    class Stage(models.TextChoices):
        APPLIED = "applied", _("已申请")
        EVALUATING = "evaluating", _("型式评价中")
        EVALUATED = "evaluated", _("评价完成，待决定")
        GRANTED = "granted", _("已获批准")
        REFUSED = "refused", _("不予批准")
        WITHDRAWN = "withdrawn", _("已撤回")

    number = models.CharField(max_length=20, unique=True)
    maker = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="type_applications")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.APPLIED, db_index=True)
    version = models.PositiveIntegerField(default=1)
    model_no = models.CharField(max_length=80)
    accuracy_class = models.CharField(max_length=4)
    max_g = models.DecimalField(max_digits=9, decimal_places=1)
    min_g = models.DecimalField(max_digits=9, decimal_places=1)
    e_g = models.DecimalField(max_digits=7, decimal_places=2)
    ranges = models.JSONField(default=list, blank=True)
    software_ids = models.JSONField(default=list)
    key_parts = models.JSONField(default=list)
    description = models.TextField(blank=True)
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-applied_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="type_application_decided_whole",
                condition=(Q(decided_at=None) & ~Q(stage__in=["granted", "refused"]))
                | (Q(decided_at__isnull=False) & Q(stage__in=["granted", "refused", "withdrawn"])),
            ),
            models.CheckConstraint(
                name="type_application_refused_says_why",
                condition=~Q(stage="refused") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.model_no}"


class Evaluation(models.Model):
    """One type evaluation: which body, by which checklist, on which samples, with what end."""

    class Conclusion(models.TextChoices):
        CONFORMS = "conforms", _("符合要求")
        FAILS = "fails", _("不符合要求")

    application = models.ForeignKey(
        TypeApplication, on_delete=models.PROTECT, related_name="evaluations"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="evaluations")
    # Name and version of the list of requirements; it is data of the engine.
    checklist = models.CharField(max_length=40)
    samples = models.JSONField(default=list)
    # What `hengjian unlock conform` wrote of the samples, as it was handed in.
    conformance = models.JSONField(null=True, blank=True)
    assigned_at = models.DateTimeField()
    conclusion = models.CharField(max_length=8, choices=Conclusion, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], name="evaluation_one_running", condition=Q(conclusion="")
            ),
            models.CheckConstraint(
                name="evaluation_concluded_whole",
                condition=Q(conclusion="", concluded_at=None, concluded_by=None)
                | (~Q(conclusion="") & Q(concluded_at__isnull=False, concluded_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.checklist}"


class EvaluationItem(models.Model):
    """One requirement as it was found on the samples; the latest of an item counts, none is lost."""

    class Found(models.TextChoices):
        MEETS = "meets", _("符合要求")
        FAILS = "fails", _("不符合要求")
        NOT_APPLICABLE = "not_applicable", _("不适用")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=40)
    found = models.CharField(max_length=16, choices=Found)
    measured = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.item} {self.found}"


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
    # What may not be exchanged without a new approval: [{"name": …, "model": …, "maker": …}].
    key_parts = models.JSONField(default=list, blank=True)
    approved_on = models.DateField()
    # The last day on which scales of this type may be made; None where the certificate sets none.
    valid_until = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)
    revoked_because = models.CharField(max_length=300, blank=True)
    application = models.OneToOneField(
        TypeApplication, null=True, blank=True, on_delete=models.PROTECT, related_name="approval"
    )
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-approved_on", "number"]
        constraints = [
            models.CheckConstraint(
                name="type_max_above_min", condition=Q(max_g__gt=F("min_g"), min_g__gt=0, e_g__gt=0)
            ),
            models.CheckConstraint(
                name="type_ends_after_it_began",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("approved_on")),
            ),
            models.CheckConstraint(
                name="type_revoked_says_why",
                condition=Q(revoked_on=None, revoked_because="")
                | (Q(revoked_on__isnull=False) & ~Q(revoked_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.model_no}"
