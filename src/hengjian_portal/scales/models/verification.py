"""Verification: asked for, planned, drawn up by one person, confirmed by another, certified."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales.models.scale import Scale


class Standard(models.Model):
    """A reference standard of a verification body, with the certificate it is used under."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="standards")
    name = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    accuracy = models.CharField(max_length=20)
    # The heaviest load it can lay on, in g.
    up_to_g = models.DecimalField(max_digits=9, decimal_places=1)
    certificate_no = models.CharField(max_length=60)
    certificate_until = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="standard_numbered_once"),
            models.CheckConstraint(name="standard_lays_something_on", condition=Q(up_to_g__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class FieldDay(models.Model):
    """A day a verification body goes out: who goes, and from which market to which."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="field_days")
    day = models.DateField()
    verifier = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    called_off_because = models.CharField(max_length=200, blank=True)
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "verifier"], name="field_day_once_a_verifier",
                condition=Q(called_off_because=""),
            ),
            models.CheckConstraint(
                name="field_day_by_two_persons", condition=~Q(verifier=F("checker"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day} {self.body_id}"


class Stop(models.Model):
    """One stop of a day's route: a market, or an address where there is none."""

    field_day = models.ForeignKey(FieldDay, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    market = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(max_length=120, blank=True)
    district = models.CharField(max_length=6)
    arrives = models.TimeField()

    class Meta:
        ordering = ["field_day", "position"]
        constraints = [
            models.UniqueConstraint(fields=["field_day", "position"], name="stop_in_one_place"),
            models.CheckConstraint(
                name="stop_has_a_place", condition=Q(market__isnull=False) | ~Q(place="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field_day_id} #{self.position}"


class VerificationRequest(models.Model):
    """A user asks for verification of some scales; a body gives a day."""

    class Stage(models.TextChoices):
        ASKED = "asked", _("已申请")
        APPOINTED = "appointed", _("已安排")
        DONE = "done", _("已检定")
        TURNED_AWAY = "turned_away", _("不予受理")
        WITHDRAWN = "withdrawn", _("已撤回")

    number = models.CharField(max_length=20, unique=True)
    applicant = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="verification_requests"
    )
    scales = models.ManyToManyField(Scale, related_name="requests")
    market = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    district = models.CharField(max_length=6, db_index=True)
    wanted_from = models.DateField()
    wanted_to = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.ASKED, db_index=True)
    version = models.PositiveIntegerField(default=1)
    stop = models.ForeignKey(
        Stop, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["wanted_to", "id"]
        constraints = [
            models.CheckConstraint(
                name="verification_request_days_in_order",
                condition=Q(wanted_to__gte=F("wanted_from")),
            ),
            models.CheckConstraint(
                name="verification_request_turned_away_says_why",
                condition=~Q(stage="turned_away") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Sheet(models.Model):
    """A verification as one person drew it up, waiting for the other's own signature."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("待核验")
        ISSUED = "issued", _("已出具")
        RETURNED = "returned", _("退回修改")
        DROPPED = "dropped", _("已作废")

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="sheets")
    scale_version = models.PositiveIntegerField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    verifier = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING, db_index=True)
    # The visit as it was typed, and the report with its result as they were shown.
    visit = models.JSONField()
    report = models.JSONField()
    result = models.JSONField()
    verified_on = models.DateField()
    drawn_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-drawn_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scale"], name="sheet_one_waiting", condition=Q(stage="waiting")
            ),
            models.CheckConstraint(
                name="sheet_by_two_persons", condition=~Q(verifier=F("checker"))
            ),
            models.CheckConstraint(
                name="sheet_settled_whole",
                condition=Q(stage="waiting", settled_at=None)
                | (~Q(stage="waiting") & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scale_id} {self.verified_on} {self.stage}"


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
    standards = models.CharField(max_length=400)
    # What was read off the scale and what each source said of it, before anything was weighed.
    identity = models.JSONField(default=dict)
    # Minutes from the first reading to the last signature; None where they were not taken.
    minutes = models.PositiveIntegerField(null=True, blank=True)
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


class PaperCertificate(models.Model):
    """
    A certificate of another body, as the paper of an old scale entered late says it.

    Nobody here verified the scale or asked the body: it is 待核 wherever it stands.
    """

    scale = models.OneToOneField(Scale, on_delete=models.PROTECT, related_name="paper_certificate")
    number = models.CharField(max_length=40)
    body_name = models.CharField(max_length=60)
    regulation = models.CharField(max_length=16)
    verified_on = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_certificate_days_in_order",
                condition=Q(valid_until__gte=F("verified_on")),
            ),
            models.CheckConstraint(
                name="paper_certificate_is_named",
                condition=~Q(number="") & ~Q(body_name="") & ~Q(regulation=""),
            ),
        ]
        # It goes only with the step that brought it, where that is taken back.
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.number} {self.body_name}"


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
