"""Recall cases: tables and constraints, and nothing that decides."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Regex
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.products.models import Product
from hengjian_portal.watch.models import Report


class Recall(models.Model):
    """One case: a defect lead and all that becomes of it. Stages are the engine's closed table."""

    class Origin(models.TextChoices):
        VOLUNTARY = "voluntary", _("主动召回")
        ON_NOTICE = "on_notice", _("通知召回")
        ORDERED = "ordered", _("责令召回")

    case_no = models.CharField(max_length=20, unique=True)
    stage = models.CharField(max_length=30)
    # Goes up with every act; an act on an older version than the page showed is refused.
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    origin = models.CharField(max_length=12, choices=Origin, blank=True)
    regime = models.CharField(max_length=20, default="consumer")
    source = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    danger = models.TextField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="recalls")
    producer = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="recalls"
    )
    district = models.CharField(max_length=6, blank=True)
    officer = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    # The plan in force: the version the city accepted last.
    plan = models.ForeignKey(
        "Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Since when the case is looked at anew: papers drawn up before count for no later act.
    anew_since = models.DateTimeField(null=True, blank=True)
    # Where the producer is, when it is outside the city; empty: within.
    province = models.CharField(max_length=40, blank=True)
    # A restricted case is seen by the officers named and by the city's head.
    restricted = models.BooleanField(default=False)
    readers = models.ManyToManyField(Person, related_name="restricted_cases", blank=True)
    # What the public was told last and when, and what officers and the public find the case by;
    # all of it follows from the announcements, the product and the plan (recalls/searching.py).
    told = models.CharField(max_length=10, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True)
    public_text = models.TextField(blank=True)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    reports = models.ManyToManyField(Report, related_name="recalls", blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="recall_newest"),
            models.Index(fields=["stage", "-opened_at", "-id"], name="recall_newest_at"),
            models.Index(fields=["district", "-opened_at", "-id"], name="recall_newest_here"),
            models.Index(fields=["-told_at", "-id"], name="recall_told", condition=~Q(told="")),
            GinIndex(fields=["search_text"], name="recall_search", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["public_text"], name="recall_public", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="recall_not_opened_before_received",
                condition=Q(opened_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="recall_merged_only_when_merged",
                condition=Q(merged_into=None) | Q(stage="merged"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_no} {self.title}"


class Document(models.Model):
    """One paper of a case as it was handed in; a corrected one is the next number, this one stays."""

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    by_ref = models.CharField(max_length=80)
    by_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "kind", "number"], name="document_numbered_once"
            ),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Affected(models.Model):
    """
    One line of what a recall covers, and where on the product to look for it.

    A unit falls under it when it meets each condition that is not empty; `produced` and the
    numbers may be ranges or patterns. The days made are told to the reader and decide nothing.
    """

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="affected")
    model_nos = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    lots = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    serials = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    produced = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    gtins = ArrayField(models.CharField(max_length=14), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # How the ranges and patterns among lots and serials begin, for finding them.
    beginnings = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    made_from = models.DateField(null=True, blank=True)
    made_to = models.DateField(null=True, blank=True)
    where_to_look = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            GinIndex(fields=["gtins"], name="affected_gtins"),
            GinIndex(fields=["beginnings"], name="affected_ranges"),
        ]
        constraints = [
            models.CheckConstraint(
                name="affected_made_in_order",
                condition=Q(made_from=None) | Q(made_to=None) | Q(made_to__gte=F("made_from")),
            ),
            models.CheckConstraint(
                name="affected_gtins_have_14_digits",
                condition=Regex(
                    Func(
                        F("gtins"), Value(","), function="array_to_string",
                        output_field=models.TextField(),
                    ),
                    Value(r"^(\d{14}(,\d{14})*)?$"),
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return " ".join((*self.model_nos, *self.lots, *self.serials, *self.gtins))


class Announcement(models.Model):
    """What the public was told, each wording once: first, corrected, or withdrawn."""

    class Kind(models.TextChoices):
        FIRST = "first", _("召回公告")
        CORRECTED = "corrected", _("更正公告")
        WITHDRAWN = "withdrawn", _("撤回公告")
        ALERT = "alert", _("消费提示")

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="announcements")
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=200, blank=True)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="announcement_newest")]
        triggers = [
            pgtrigger.Protect(name="published", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.number
