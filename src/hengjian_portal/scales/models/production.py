"""A file of scales its maker made: how far it came, and what was wrong with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales.models.type import TypeApproval


class ProductionRun(models.Model):
    """One file handed in to be registered; a job reads it whole before anything is written."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("正在读取")
        FAULTY = "faulty", _("有错误，未登记")
        DONE = "done", _("已登记")
        SAME = "same", _("此前已全部登记")
        UNREADABLE = "unreadable", _("无法读取")
        DROPPED = "dropped", _("已放弃")

    maker = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="production_runs")
    type_approval = models.ForeignKey(TypeApproval, on_delete=models.PROTECT, related_name="runs")
    file_name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING, db_index=True)
    # Register the rows that are in order and leave the others: only if somebody said so.
    only_good = models.BooleanField(default=False)
    # {"new": …, "same": …, "refused": …}
    counts = models.JSONField(default=dict)
    # [{"row": …, "field": …, "zh": …, "en": …}]
    problems = models.JSONField(default=list)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["type_approval", "digest"], name="production_run_once_at_a_time",
                condition=Q(stage__in=["waiting", "done"]),
            ),
            models.CheckConstraint(
                name="production_run_finished_says_when",
                condition=Q(stage="waiting", finished_at=None)
                | (~Q(stage="waiting") & Q(finished_at__isnull=False)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.file_name
