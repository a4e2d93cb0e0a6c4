"""A market: its stalls, its nine duties, its fair scale, its cards, what it files."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales.models.scale import Scale


class Stall(models.Model):
    """One stall of a market and who trades there; `label` is what stands on scales (菜区 12 号)."""

    market = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="stalls")
    label = models.CharField(max_length=40)
    trader_name = models.CharField(max_length=80)
    # Where the trader has an account of their own.
    trader = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="stalls_held"
    )
    goods = models.CharField(max_length=20)
    # The kinds of the annex of allowed shortfalls, by their names there; empty where nobody said.
    goods_kinds = models.JSONField(default=list)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["market", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "label"], name="stall_once_a_market",
                condition=Q(closed_on=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label


class DutyProof(models.Model):
    """How a market met one of its nine duties, and until when that counts."""

    market = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="duty_proofs")
    duty = models.CharField(max_length=30)
    done_on = models.DateField()
    good_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["market", "duty", "-at"], name="duty_proof_newest")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.market_id} {self.duty} {self.done_on}"


class Filing(models.Model):
    """A market files the list of its stalls and scales with the bureau (台账备案)."""

    class Stage(models.TextChoices):
        FILED = "filed", _("已报备")
        ACCEPTED = "accepted", _("已接收")
        RETURNED = "returned", _("退回修改")

    market = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="filings")
    district = models.CharField(max_length=6, db_index=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.FILED, db_index=True)
    # The list as it was filed: [{"code", "model_no", "stall", "trader", "state", "valid_until"}].
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    filed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-filed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["market"], name="filing_one_waiting", condition=Q(stage="filed")
            ),
            models.CheckConstraint(
                name="filing_returned_says_why", condition=~Q(stage="returned") | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market_id} {self.filed_at:%Y-%m-%d}"


class Card(models.Model):
    """A yellow or red card a market gives a trader; a red one sends them off."""

    class Colour(models.TextChoices):
        YELLOW = "yellow", _("黄牌")
        RED = "red", _("红牌")

    stall = models.ForeignKey(Stall, on_delete=models.PROTECT, related_name="cards")
    colour = models.CharField(max_length=6, choices=Colour)
    reason = models.CharField(max_length=300)
    given_on = models.DateField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(name="card_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="card_lifted_says_why",
                condition=Q(lifted_at=None, lifted_because="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stall_id} {self.colour}"


class FairCheck(models.Model):
    """The fair scale of a market tried with a known mass, by the market itself."""

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="fair_checks")
    load_g = models.DecimalField(max_digits=9, decimal_places=1)
    indication_g = models.DecimalField(max_digits=9, decimal_places=1)
    holds = models.BooleanField()
    checked_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.scale_id} {self.checked_on}"


class ChangeNotice(models.Model):
    """A user tells the market that a scale was added, replaced, taken away or repaired."""

    class Kind(models.TextChoices):
        ADDED = "added", _("新增一台")
        REPLACED = "replaced", _("更换一台")
        REMOVED = "removed", _("停用、撤走")
        REPAIRED = "repaired", _("维修")

    market = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="change_notices")
    user = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="notices_given")
    kind = models.CharField(max_length=10, choices=Kind)
    scale = models.ForeignKey(
        Scale, null=True, blank=True, on_delete=models.PROTECT, related_name="change_notices"
    )
    new_code = models.CharField(max_length=40, blank=True)
    stall = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-told_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
