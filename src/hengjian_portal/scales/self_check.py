"""A market looks through its scales before the transition ends: what must go, what still waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import by_date, own, queries
from hengjian_portal.scales.models import LifeStep, Scale, TypeApproval


@dataclass(frozen=True, slots=True)
class Row:
    """One scale that needs something: the last day if one is known, and the register's reasons."""

    scale: Scale
    until: date | None
    standing: queries.Standing


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """
    The scales of a market that need something, by what they need.

    `must_go` end with the transition, `unverified` are of new types but not sound, `unproved`
    wait for the bureau to look at the evidence of late entry or of being networked.
    """

    day: date
    last_day: date | None
    must_go: list[Row] = field(default_factory=list)
    unverified: list[Row] = field(default_factory=list)
    unproved: list[Row] = field(default_factory=list)
    networked: list[Row] = field(default_factory=list)
    n_fine: int = 0

    @property
    def groups(self) -> tuple[tuple[str, list[Row]], ...]:
        """Each group by its name, in the order of its page."""
        return (
            ("must_go", self.must_go), ("unverified", self.unverified),
            ("unproved", self.unproved), ("networked", self.networked),
        )  # fmt: skip


def transition_last_day() -> date | None:
    """The last day an older type that is not networked may be used, as the law texts have it."""
    return by_date.table().periods[1].last


def self_check(market: Body, day: date) -> SelfCheck:
    """Look through the scales of a market; each stands in one group."""
    law = by_date.table()
    scales = queries.everything().filter(market=market).exclude(state=Scale.State.WITHDRAWN)
    reviewed = set(
        LifeStep.objects.filter(scale__in=scales, kind="networked_reviewed").values_list(
            "scale", flat=True
        )
    )
    found, n_fine = SelfCheck(day, transition_last_day()), 0
    for scale in scales.order_by("stall", "production_code"):
        standing = queries.soundness_of(scale, day, law)
        row = Row(scale, own.transition_end(scale, day, law), standing)
        claims = bool(scale.networked_evidence) and scale.pk not in reviewed
        if not scale.use_reviewed or (claims and not scale.networked):
            found.unproved.append(row)
        elif scale.type_approval.norm == TypeApproval.Norm.JJF_2184:
            found.unverified.append(row) if not standing.is_sound else None
            n_fine += standing.is_sound
        elif standing.answer == "out_of_scope":
            n_fine += 1
        else:
            (found.networked if scale.networked else found.must_go).append(row)
    return SelfCheck(
        found.day, found.last_day, found.must_go, found.unverified, found.unproved,
        found.networked, n_fine,
    )  # fmt: skip
