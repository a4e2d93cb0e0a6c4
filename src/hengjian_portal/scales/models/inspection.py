"""A campaign of inspections: markets and inspectors drawn apart from each other."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.scales.models.scale import Scale


class Campaign(models.Model):
    """Who is to be inspected by whom, drawn from two fixed lists (双随机)."""

    class Stage(models.TextChoices):
        PLANNED = "planned", _("名单已定")
        DRAWN = "drawn", _("已抽取")
        CLOSED = "closed", _("活动已结束")

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    bureau = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="campaigns")
    # Empty for the whole city.
    district = models.CharField(max_length=6, blank=True, db_index=True)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.PLANNED)
    version = models.PositiveIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # The two lists as they were fixed, and the two draws as `hengjian draw check` recomputes them.
    lists = models.JSONField()
    draws = models.JSONField(default=dict)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["-planned_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="campaign_days_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CampaignVisit(models.Model):
    """One market drawn, the inspectors drawn for it, and the inspection that was opened."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="visits")
    market = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="campaign_visits")
    inspectors = models.ManyToManyField(Person, related_name="campaign_visits")
    matter = models.OneToOneField(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="campaign_visit"
    )
    scales_checked = models.PositiveIntegerField(default=0)
    scales_wrong = models.PositiveIntegerField(default=0)
    scales_seized = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["campaign", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "market"], name="visit_once_a_market"),
            models.CheckConstraint(
                name="visit_counts_agree",
                condition=Q(scales_wrong__lte=F("scales_checked"))
                & Q(scales_seized__lte=F("scales_checked")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.market_id}"


class Replacement(models.Model):
    """An officer drawn for a visit falls away, and another is drawn from those who are left (补抽)."""

    class Cause(models.TextChoices):
        ILL = "ill", _("生病")
        CONFLICT = "conflict", _("须回避")
        OTHER = "other", _("其他原因不能到场")

    visit = models.ForeignKey(CampaignVisit, on_delete=models.PROTECT, related_name="replacements")
    out = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=8, choices=Cause)
    # The list as it was fixed; with the results and the record once it was drawn.
    sheet = models.JSONField()
    draws_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    into = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], name="replacement_one_waiting", condition=Q(drawn_at=None)
            ),
            models.CheckConstraint(
                name="replacement_drawn_whole",
                condition=Q(drawn_at=None, into=None)
                | Q(drawn_at__isnull=False, into__isnull=False),
            ),
            models.CheckConstraint(
                name="replacement_is_another", condition=Q(into=None) | ~Q(into=F("out"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.out_id}"


class Look(models.Model):
    """One scale looked at on a visit; `scale` is empty for a code that nobody registered."""

    visit = models.ForeignKey(CampaignVisit, on_delete=models.PROTECT, related_name="looks")
    scale = models.ForeignKey(
        Scale, null=True, blank=True, on_delete=models.PROTECT, related_name="looks"
    )
    code = models.CharField(max_length=40)
    sound = models.BooleanField()
    # The stored names of what was found wrong on the spot, and what the register said that day.
    found = models.JSONField(default=list)
    register_says = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "code"], name="look_once_a_visit"),
            models.CheckConstraint(
                name="look_unregistered_is_wrong", condition=Q(scale__isnull=False) | Q(sound=False)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.code}"
