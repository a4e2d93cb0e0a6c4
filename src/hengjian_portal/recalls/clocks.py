"""The clocks an act starts and stops: which body owes what since which event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from hengjian.errors import HengjianError
from hengjian.recall.stages import Move, Stage
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.queries import bureau
from hengjian_portal.duties.actions import Owing, drop_duties, meet_duty, open_duty
from hengjian_portal.recalls.models import Recall

# Where a case ended before any recall, what the authorities still owed about it is owed no longer.
_ENDED = frozenset(
    (Stage.OUT_OF_SCOPE, Stage.QUALITY_COMPLAINT, Stage.MERGED, Stage.NOT_PURSUED, Stage.NO_DEFECT)
)
# Rules owed by an authority; every other rule of a case is owed by its producer.
_OWED_BY = {"district_report": "district", "notify_producer": "city", "forward_to_province": "city"}


class ClockError(HengjianError):
    """A clock that nobody can be named for."""


@dataclass(frozen=True, slots=True)
class Clock:
    """
    The proven event clocks start from, and what a served paper asks beyond the law.

    `opens` stands in place of what the move opens, where the papers say that something else
    begins; `drops` are rules no longer owed.
    """

    since: datetime
    asked: dict[str, Any] = field(default_factory=dict)
    opens: tuple[str, ...] | None = None
    also_meets: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()


def turn(recall: Recall, move: Move, clock: Clock, at: datetime) -> list[str]:
    """Stop the clocks the move meets and start the ones it opens; the rules started."""
    about = f"recall:{recall.pk}"
    for rule in (*move.meets, *clock.also_meets):
        meet_duty(rule=rule, about=about, at=at)
    for rule in (*clock.drops, *(_OWED_BY if move.to in _ENDED else ())):
        drop_duties(rule=rule, about=about, because=move.verb, at=at)
    opened = []
    for rule in move.opens if clock.opens is None else clock.opens:
        owing = Owing(
            rule=rule, owed_by=_owner(rule, recall), about=about,
            title=f"{recall.case_no} {recall.title}",
            link=reverse("recalls:case", args=[recall.pk]), asked=clock.asked,
        )  # fmt: skip
        open_duty(owing=owing, triggered_at=clock.since, at=at)
        opened.append(rule)
    return opened


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
