"""Packages, keys and joint actions: tables and constraints, and nothing that decides."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.exchange.fields import KINDS, OURS, THEIRS, title_of
from hengjian_portal.recalls.models import Recall
from hengjian_portal.watch.models import Report

SIDES = [(OURS, _("重庆")), (THEIRS, _("四川"))]


class CounterpartKey(models.Model):
    """A public key of the other bureau: entered by one officer, in force once a second approved it."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="exchange_keys")
    public_key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    # Retired by a newer key, or turned away before it was ever in force.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="counterpart_key_by_two_persons",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="counterpart_key_approved_whole",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["body"], name="counterpart_key_one_in_force",
                condition=Q(approved_at__isnull=False, ended_at=None),
            ),
            models.UniqueConstraint(
                fields=["body"], name="counterpart_key_one_waiting",
                condition=Q(approved_at=None, ended_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.fingerprint[:16]


class Package(models.Model):
    """One package in the folder, outgoing or incoming, and what became of it."""

    class Direction(models.TextChoices):
        OUT = "out", _("发出")
        IN = "in", _("收到")

    class State(models.TextChoices):
        DRAFTED = "drafted", _("待第二人批准")
        WITHDRAWN = "withdrawn", _("未发出")
        SENT = "sent", _("已发出，待签收")
        RECEIVED = "received", _("待处理")
        ACKNOWLEDGED = "acknowledged", _("已签收")
        ACCEPTED = "accepted", _("已接受")
        DECLINED = "declined", _("未接受")

    direction = models.CharField(max_length=3, choices=Direction)
    state = models.CharField(max_length=12, choices=State, db_index=True)
    kind = models.CharField(max_length=20)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="packages")
    number = models.CharField(max_length=40, blank=True)
    fields = models.JSONField()
    attachments = models.JSONField(default=list)
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    # Outgoing: what it tells of. Incoming: the report it became.
    recall = models.ForeignKey(
        Recall, null=True, blank=True, on_delete=models.PROTECT, related_name="packages"
    )
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="packages"
    )
    # The signed file; none where the counterpart's officer filled in a form here.
    file = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passed_on_at = models.DateTimeField(null=True, blank=True)  # sent, or received
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "direction", "number"], name="package_number_once",
                condition=~Q(number=""),
            ),
            models.CheckConstraint(
                name="package_by_two_persons",
                condition=Q(approved_by=None) | ~Q(approved_by=F("by")),
            ),
            models.CheckConstraint(
                name="package_sent_is_signed_and_approved",
                condition=Q(direction="in")
                | Q(state__in=["drafted", "withdrawn"])
                | (Q(approved_by__isnull=False) & ~Q(file="")),
            ),
            models.CheckConstraint(
                name="package_passed_on_is_numbered",
                condition=Q(state__in=["drafted", "withdrawn"], passed_on_at=None)
                | (Q(passed_on_at__isnull=False) & ~Q(number="") & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="package_state_of_its_direction",
                condition=Q(direction="out", state__in=[
                    "drafted", "withdrawn", "sent", "acknowledged", "accepted", "declined",
                ]) | Q(direction="in", state__in=["received", "accepted", "declined"]),
            ),
            models.CheckConstraint(
                name="package_turned_down_says_why",
                condition=~Q(state__in=["withdrawn", "declined"]) | ~Q(reason=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def obj(self) -> str:
        """The name by which entries, duties and files speak of it."""
        return f"exchange:{self.pk}"

    @property
    def title(self) -> str:
        """What it is about, in one line."""
        return title_of(self.kind, self.fields)

    @property
    def kind_name(self) -> str:
        """What its kind is called, in the reader's language."""
        label = KINDS[self.kind].label
        return label.en if (get_language() or "").startswith("en") else label.zh


class JointAction(models.Model):
    """One plan both sides carry out, as its package proposed it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待对方同意")
        AGREED = "agreed", _("进行中")
        DECLINED = "declined", _("未接受")
        FINISHED = "finished", _("已结束")

    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="joint_action")
    state = models.CharField(max_length=10, choices=State)
    summary = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="joint_action_finished_with_its_summary",
                condition=(
                    Q(state="finished", finished_at__isnull=False, finished_by__isnull=False)
                    & ~Q(summary="")
                ) | (~Q(state="finished") & Q(finished_at=None, summary="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.package)


class JointTask(models.Model):
    """One thing one side does in a joint action; ticked off by that side, with its result."""

    action = models.ForeignKey(JointAction, on_delete=models.CASCADE, related_name="tasks")
    side = models.CharField(max_length=6, choices=SIDES)
    what = models.CharField(max_length=160)
    where = models.CharField(max_length=160)
    who = models.CharField(max_length=160)
    by_when = models.DateField()
    result = models.CharField(max_length=600, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["by_when", "id"]
        constraints = [
            models.CheckConstraint(
                name="joint_task_done_with_its_result",
                condition=Q(done_at=None, done_by=None, result="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(result="")),
            ),
        ]

    def __str__(self) -> str:
        return self.what
