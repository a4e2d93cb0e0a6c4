"""Panels of experts: the list and the draw, the seats, recusals, and the opinions signed."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian.draw.draw_list import SIZES
from hengjian_portal.accounts.models import Person
from hengjian_portal.recalls.models.case import Recall
from hengjian_portal.recalls.models.experts import Expert


class Panel(models.Model):
    """
    A panel for one case and purpose, from the list that is fixed to the opinions.

    `sheet` is the draw file as `hengjian draw` reads it: candidates, recusals, sources, and the
    results and the record once they are there.
    """

    class Purpose(models.TextChoices):
        DETERMINATION = "determination", _("缺陷认定")
        CONSULTATION = "consultation", _("技术会商咨询")

    class State(models.TextChoices):
        FIXED = "fixed", _("名单已固定，待开奖")
        DRAWN = "drawn", _("已抽取")
        SIGNED = "signed", _("意见已齐")
        VOID = "void", _("已作废")

    number = models.CharField(max_length=24, unique=True)
    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="panels")
    purpose = models.CharField(max_length=14, choices=Purpose)
    state = models.CharField(max_length=8, choices=State, default=State.FIXED)
    size = models.PositiveSmallIntegerField()
    sheet = models.JSONField()
    list_digest = models.CharField(max_length=64)
    # The day of the public draws named beforehand; none where parties commit themselves instead.
    draws_on = models.DateField(null=True, blank=True)
    fixed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)
    majority = models.CharField(max_length=10, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    void_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "purpose"], name="panel_one_at_work",
                condition=Q(state__in=["fixed", "drawn"]),
            ),
            models.CheckConstraint(name="panel_is_odd", condition=Q(size__in=SIZES)),
            models.CheckConstraint(
                name="panel_void_says_why", condition=~Q(state="void") | ~Q(void_because="")
            ),
            models.CheckConstraint(
                name="panel_signed_has_a_majority",
                condition=Q(state="signed", signed_at__isnull=False) & ~Q(majority="")
                | ~Q(state="signed") & Q(signed_at=None, majority=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Seat(models.Model):
    """One expert called to a panel; `place` counts the lots from the lowest, substitutes after."""

    class State(models.TextChoices):
        INVITED = "invited", _("待答复")
        ACCEPTED = "accepted", _("已接受")
        DECLINED = "declined", _("不能参加")
        RECUSED = "recused", _("已回避")

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats")
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    called_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    # Why the seat was given up: what the expert declared, or what was decided.
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "expert"], name="seat_once_a_panel"),
            models.UniqueConstraint(fields=["panel", "place"], name="seat_one_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.place}"


class RecusalRequest(models.Model):
    """Somebody asks that an expert be recused; an officer of the city decides, with a reason."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("同意回避")
        REFUSED = "refused", _("不同意回避")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="recusal_requests")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], name="recusal_one_open", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="recusal_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="recusal_decided_says_why", condition=Q(outcome="") | ~Q(decision="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.outcome}"


class Opinion(models.Model):
    """What one expert signed, by itself. It stays as it is, whatever the others find."""

    class Finding(models.TextChoices):
        DEFECT = "defect", _("存在缺陷")
        NO_DEFECT = "no_defect", _("不存在缺陷")

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="opinion")
    finding = models.CharField(max_length=10, choices=Finding)
    reasons = models.TextField()
    risk = models.TextField(blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["seat__place"]
        constraints = [
            models.CheckConstraint(name="opinion_has_reasons", condition=~Q(reasons="")),
        ]
        triggers = [pgtrigger.Protect(name="signed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.finding}"
