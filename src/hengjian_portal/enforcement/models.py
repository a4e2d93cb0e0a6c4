"""Matters of enforcement, their papers, and what is published: tables, and nothing that decides."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person


class Matter(models.Model):
    """
    One inspection, directive, penalty case or referral. Stages are the engine's closed tables.

    `about` names an object of an upper room (`recall:12`, `scale:7`) that this room knows nothing
    of; its title and link were given by who opened the matter.
    """

    class Kind(models.TextChoices):
        INSPECTION = "inspection", _("现场检查")
        DIRECTIVE = "directive", _("责令改正")
        PENALTY = "penalty", _("行政处罚案件")
        REFERRAL = "referral", _("移送涉嫌犯罪案件")

    kind = models.CharField(max_length=12, choices=Kind)
    number = models.CharField(max_length=20, unique=True)
    stage = models.CharField(max_length=20, db_index=True)
    # Goes up with every act; an act on an older version than the page showed is refused.
    version = models.PositiveIntegerField(default=1)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    title = models.CharField(max_length=160)
    link = models.CharField(max_length=200, blank=True)
    # The party: a registered body, or a name only.
    party = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="matters"
    )
    party_name = models.CharField(max_length=160)
    district = models.CharField(max_length=6, blank=True, db_index=True)
    bureau = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40, blank=True)
    amount_fen = models.BigIntegerField(null=True, blank=True)
    # What it grew out of: a directive of an inspection, a case of a directive.
    grown_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="grown"
    )
    officers = models.ManyToManyField(Person, related_name="matters")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(name="matter_names_its_party", condition=~Q(party_name="")),
            models.CheckConstraint(
                name="matter_of_a_penalty_has_its_ground",
                condition=(Q(kind="penalty") & ~Q(ground="")) | (~Q(kind="penalty") & Q(ground="")),
            ),
            models.CheckConstraint(
                name="matter_amount_only_where_decided",
                condition=Q(amount_fen=None)
                | Q(kind="penalty", stage__in=["decided", "served", "closed"], amount_fen__gte=0),
            ),
            models.CheckConstraint(
                name="matter_not_grown_from_itself",
                condition=Q(grown_from=None) | ~Q(grown_from=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def obj(self) -> str:
        """The name by which entries, duties and files speak of it."""
        return f"{self.kind}:{self.pk}"


class Paper(models.Model):
    """One paper of a matter as it was handed in; a corrected one is the next number, this one stays."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    by_ref = models.CharField(max_length=80)
    by_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "kind", "number"], name="paper_numbered_once"
            ),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class CreditRecord(models.Model):
    """A decided penalty as the public reads it, until a day, or until it is removed after correction."""

    penalty = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="credit_records")
    party_name = models.CharField(max_length=160)
    uscc = models.CharField(max_length=18, blank=True)
    ground = models.CharField(max_length=40)
    fine_fen = models.BigIntegerField()
    says = models.TextField()
    decided_on = models.DateField()
    published_at = models.DateTimeField()
    until_on = models.DateField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["penalty"], name="credit_record_published_once"),
            models.CheckConstraint(
                name="credit_record_ends_after_the_decision",
                condition=Q(until_on__gt=F("decided_on")),
            ),
            models.CheckConstraint(
                name="credit_record_removed_says_why",
                condition=Q(removed_at=None, removed_because="")
                | (Q(removed_at__isnull=False) & ~Q(removed_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_name} {self.decided_on}"
