"""What is reported to us: tables and constraints, and nothing that decides."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Person
from hengjian_portal.products.models import Product


class Report(models.Model):
    """Somebody told us of a danger. A complaint, a tip or a lead may come of it, each apart."""

    class Source(models.TextChoices):
        WEB = "web", _("网上报告")
        PHONE = "phone", _("来电来访")
        HOTLINE = "hotline_12315", _("12315转办")
        INSPECTION = "inspection", _("监督检查")
        OPINION = "public_opinion", _("舆情监测")
        PRODUCER = "producer", _("企业自报")
        FOREIGN = "foreign_recall", _("境外召回")
        NEIGHBOUR = "neighbour", _("川渝协作")

    receipt_no = models.CharField(max_length=16, unique=True)
    # The follow-up secret itself is shown once and never stored.
    secret_digest = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=20, choices=Source)
    external_no = models.CharField(max_length=60, blank=True)
    product_name = models.CharField(max_length=160)
    brand = models.CharField(max_length=80, blank=True)
    model_no = models.CharField(max_length=120, blank=True)
    lot = models.CharField(max_length=120, blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    firm_name = models.CharField(max_length=160, blank=True)
    bought_at = models.CharField(max_length=160, blank=True)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    what_happened = models.TextField()
    happened_on = models.DateField(null=True, blank=True)
    injured = models.PositiveSmallIntegerField(default=0)
    harm = models.CharField(max_length=40, blank=True)
    district = models.CharField(max_length=6, blank=True)
    scope = models.CharField(max_length=20, default="in")
    scope_note = models.CharField(max_length=200, blank=True)
    # Public opinion: where it was read and when it was captured.
    seen_at_url = models.URLField(max_length=500, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    # Who reported stands sealed beside the report's entry, nowhere else.
    has_reporter = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_note = models.CharField(max_length=300, blank=True)
    settled_note_en = models.CharField(max_length=300, blank=True)

    # What a search looks into, woven (see hengjian.text.weaving).
    search_text = models.TextField(blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="report_newest"),
            models.Index(fields=["district", "-received_at", "-id"], name="report_newest_here"),
            models.Index(
                fields=["-received_at", "-id"], name="report_open", condition=Q(settled_at=None)
            ),
            GinIndex(fields=["search_text"], name="report_search", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="report_gtin_has_14_digits",
                condition=Q(gtin="") | Q(gtin__regex=r"^\d{14}$"),
            ),
            models.UniqueConstraint(
                fields=["source", "external_no"], name="report_external_once",
                condition=~Q(external_no=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.receipt_no} {self.product_name}"


class Complaint(models.Model):
    """A consumer's own matter with a trader (投诉): accepted or refused within its term."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("已受理")
        REFUSED = "refused", _("不予受理")

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="complaint")
    wish = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaint_answered_whole",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__gte=F("received_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.report_id}"


class Tip(models.Model):
    """A report of a breach of law (举报): checked within its term, filed or not."""

    class Kind(models.TextChoices):
        OTHER = "other", _("其他违法行为")
        SCALE_WEIGHT = "scale_weight", _("电子计价秤短斤少两")

    class Answer(models.TextChoices):
        FILED = "filed", _("已立案")
        NOT_FILED = "not_filed", _("不予立案")

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="tip")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    # What was typed of a scale and what came of it: code, place, goods, readings, verdict.
    facts = models.JSONField(default=dict, blank=True)
    breach = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tip_answered_whole",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__gte=F("received_at"))),
            ),
            models.CheckConstraint(
                name="tip_of_a_scale_has_facts", condition=~Q(kind="scale_weight") | ~Q(facts={})
            ),
        ]
        indexes = [
            models.Index(
                fields=["-received_at", "-id"], name="tip_scale_newest",
                condition=Q(kind="scale_weight"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"tip {self.report_id}"


class ScopeEntry(models.Model):
    """The operator's own line in the list of goods in and out; it stands before the shipped one."""

    class Decision(models.TextChoices):
        OUT = "out", _("不适用")
        BY_REFERENCE = "by_reference", _("参照执行")
        IN = "in", _("适用")

    key = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    decision = models.CharField(max_length=14, choices=Decision)
    words = models.JSONField(default=list)
    law_zh = models.CharField(max_length=200, blank=True)
    law_en = models.CharField(max_length=200, blank=True)
    removed = models.BooleanField(default=False)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["decision", "name_zh"]

    def __str__(self) -> str:
        return self.name_zh


class ImportRun(models.Model):
    """One table read in: what it was, and what became of each row."""

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    counts = models.JSONField()
    problems = models.JSONField()
    run_by = models.CharField(max_length=80)
    run_at = models.DateTimeField()

    class Meta:
        ordering = ["-run_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class ForeignRecall(models.Model):
    """A recall published abroad, as its source has it; a changed row is a new revision."""

    source = models.CharField(max_length=20)
    source_no = models.CharField(max_length=40)
    published_on = models.DateField(null=True, blank=True)
    title = models.CharField(max_length=300)
    row = models.JSONField()
    row_digest = models.CharField(max_length=64)
    revision = models.PositiveSmallIntegerField(default=1)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="foreign_recall")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_no"], name="foreign_recall_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_no}"
