"""The clocks an act starts and stops: which body owes what since which event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from hengjian.errors import HengjianError
from hengjian.recall.stages import Move, Stage
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.queries import bureau
from hengjian_portal.duties.actions import (
    Owing,
    drop_duties,
    hold_duty,
    meet_duty,
    open_duty,
    release_duties,
)
from hengjian_portal.recalls.models import Recall

# Where a case ended before any recall, nothing is owed about it any longer.
ENDED = frozenset(
    (
        Stage.OUT_OF_SCOPE, Stage.QUALITY_COMPLAINT, Stage.MERGED, Stage.NOT_PURSUED,
        Stage.NO_DEFECT, Stage.PRODUCER_UNREACHABLE, Stage.TRANSFERRED,
    )
)  # fmt: skip
# Rules owed by an authority; every other rule of a case is owed by its producer.
_OWED_BY = {"district_report": "district", "notify_producer": "city", "forward_to_province": "city"}


class ClockError(HengjianError):
    """A clock that nobody can be named for."""


@dataclass(frozen=True, slots=True)
class Clock:
    """
    The proven event clocks start from, and what a served paper asks beyond the law.

    `opens` stands in place of what the move opens, where the papers say that something else
    begins; `drops` are rules no longer owed; `holds` are clocks that stand still from the start,
    each with its reason, until another act `releases` them.
    """

    since: datetime
    asked: dict[str, Any] = field(default_factory=dict)
    opens: tuple[str, ...] | None = None
    also_opens: tuple[str, ...] = ()
    also_meets: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    holds: dict[str, str] = field(default_factory=dict)
    releases: tuple[str, ...] = ()


def turn(recall: Recall, move: Move, clock: Clock, at: datetime) -> list[str]:
    """Stop the clocks the move meets and start the ones it opens; the rules started."""
    about = f"recall:{recall.pk}"
    for rule in (*move.meets, *clock.also_meets):
        meet_duty(rule=rule, about=about, at=at)
    for rule in clock.drops:
        drop_duties(rule=rule, about=about, because=move.verb, at=at)
    if move.to in ENDED:
        drop_duties(rule=None, about=about, because=move.verb, at=at)
    for rule in clock.releases:
        release_duties(rule=rule, about=about, until_on=localdate(at))
    opens = move.opens if clock.opens is None else clock.opens
    opened = [*opens, *clock.also_opens]
    for rule in opened:
        _open(rule, recall, clock, at)
    return opened


def _open(rule: str, recall: Recall, clock: Clock, at: datetime) -> None:
    owing = Owing(
        rule=rule, owed_by=_owner(rule, recall), about=f"recall:{recall.pk}",
        title=f"{recall.case_no} {recall.title}",
        link=reverse("recalls:case", args=[recall.pk]), asked=clock.asked,
    )  # fmt: skip
    duty = open_duty(owing=owing, triggered_at=clock.since, at=at)
    if rule in clock.holds:
        hold_duty(duty=duty, from_on=localdate(at), reason=clock.holds[rule])


def _owner(rule: str, recall: Recall) -> Body:
    kind = _OWED_BY.get(rule)
    if kind is None and recall.producer is not None:
        return recall.producer
    body = bureau(recall.district if kind == "district" else "")
    if body is None:
        raise ClockError(
            "the register holds no bureau of the city, who would owe this: create it first",
            zh="单位名录中没有市局，无法确定由谁承担期限：请先登记市局",
        )
    return body
