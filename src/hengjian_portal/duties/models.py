"""Duties with a date, and what the operator adds to the law."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person


class Duty(models.Model):
    """Who owes what by when, under which rule, since which event."""

    rule = models.CharField(max_length=40)
    owed_by = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="duties")
    officer = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="duties"
    )
    about = models.CharField(max_length=80, db_index=True)
    title = models.CharField(max_length=200)
    link = models.CharField(max_length=200, blank=True)
    # The proven event the clock starts from (receipt, service), not the moment of data entry.
    triggered_at = models.DateTimeField()
    asked = models.JSONField(default=dict)
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    counted = models.JSONField(default=list)
    provisional = models.BooleanField(default=False)
    article = models.CharField(max_length=160)
    confirmed = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["owed_by", "due_on"], condition=Q(met_at=None, dropped_at=None),
                         name="duty_open"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="duty_not_met_and_dropped", condition=Q(met_at=None) | Q(dropped_at=None)
            ),
            models.CheckConstraint(
                name="duty_dropped_says_why",
                condition=Q(dropped_at=None) | ~Q(dropped_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.about}"


class Suspension(models.Model):
    """A time that does not count towards a duty, with its reason; open until it has an end."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="suspensions")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="suspension_ends_later",
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
            ),
            models.UniqueConstraint(
                fields=["duty"], name="suspension_one_open", condition=Q(until_on=None)
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class ErasureRequest(models.Model):
    """
    Somebody asks that what is held of them be erased; the head of the city's bureau answers.

    `subject` is what it is held under, as `report:3`; who asks is whoever holds its secret.
    """

    class Outcome(models.TextChoices):
        ERASED = "erased", _("已删除")
        REFUSED = "refused", _("未同意")

    subject = models.CharField(max_length=80, db_index=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    # Why it was refused; names nobody.
    reason = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], name="erasure_one_request_open", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="erasure_request_answered_whole",
                condition=Q(outcome="", answered_at=None)
                | ~Q(outcome="") & Q(answered_at__gte=models.F("asked_at")),
            ),
            models.CheckConstraint(
                name="erasure_request_refused_says_why",
                condition=~Q(outcome="refused") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.subject}"


class Amendment(models.Model):
    """
    What the operator adds to the law as shipped: a rule confirmed or corrected, or a year's notice.

    In force once a second person approved it; it adds a dated version and edits nothing.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("核对确认")
        CORRECT = "correct", _("更正数值")
        HOLIDAYS = "holidays", _("放假安排")

    kind = models.CharField(max_length=10, choices=Kind)
    rule = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    content = models.JSONField()
    source = models.CharField(max_length=200)
    read_on = models.DateField()
    in_force_from = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="amendment_by_two_persons",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="amendment_of_a_rule_or_a_year",
                condition=(Q(kind="holidays", rule="") & Q(year__isnull=False))
                | (Q(kind__in=["confirm", "correct"], year=None) & ~Q(rule="")),
            ),
            models.UniqueConstraint(
                fields=["year"], name="amendment_one_notice_a_year",
                condition=Q(kind="holidays", approved_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.rule or self.year}"
