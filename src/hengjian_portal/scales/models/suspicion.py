"""What looked odd and waits for a person, and the scans it may be seen from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.scales.models.scale import Scale


class Suspicion(models.Model):
    """One thing a check found: suspected only, with the facts behind it, until a person decides."""

    class Stage(models.TextChoices):
        OPEN = "open", _("待核查")
        TAKEN_UP = "taken_up", _("已立为检查线索")
        DISMISSED = "dismissed", _("核查后排除")

    # The check that found it: F01 to F20, or what a person ran into (identity, short_weight).
    check_code = models.CharField(max_length=20, db_index=True)
    # What it is about, so that one oddity is one row however often it is seen: `F02:seal:YZ0001`.
    key = models.CharField(max_length=120)
    scale = models.ForeignKey(
        Scale, null=True, blank=True, on_delete=models.PROTECT, related_name="suspicions"
    )
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="suspicions"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="suspicions"
    )
    district = models.CharField(max_length=6, blank=True, db_index=True)
    facts = models.JSONField()
    times_seen = models.PositiveIntegerField(default=1)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN, db_index=True)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="suspicions"
    )

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="suspicion_one_open", condition=Q(stage="open")
            ),
            models.CheckConstraint(
                name="suspicion_decided_whole",
                condition=Q(stage="open", decided_at=None)
                | (~Q(stage="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="suspicion_dismissed_says_why", condition=~Q(stage="dismissed") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.key}"


class Scan(models.Model):
    """
    Somebody looked a code up. No account, no address: a pseudonym that changes every day.

    Where it was is only known if the person says so: a market chosen, or a place rounded to a
    kilometre; without it the scan tells what was asked and no more.
    """

    code = models.CharField(max_length=40, db_index=True)
    scale = models.ForeignKey(
        Scale, null=True, blank=True, on_delete=models.PROTECT, related_name="scans"
    )
    scanner = models.CharField(max_length=16)
    market = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    longitude = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    answer = models.CharField(max_length=12)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.code} {self.at:%Y-%m-%d %H:%M}"
