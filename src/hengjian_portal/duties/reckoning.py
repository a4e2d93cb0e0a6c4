"""From a rule and the event that triggered it to a date, with the article it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from hengjian.clock.deadline import Asked, due
from hengjian.clock.suspension import Suspension
from hengjian_portal.duties.law import calendar, rule_book


@dataclass(frozen=True, slots=True)
class Reckoned:
    """By when, how it was counted, and who says so."""

    due_on: date | None
    due_at: datetime | None
    counted: tuple[date, ...]
    provisional: bool
    article: str
    confirmed: bool


def reckon(
    rule: str,
    triggered_at: datetime,
    asked: Mapping[str, Any],
    stops: Iterable[tuple[date, date | None, str]] = (),
) -> Reckoned:
    """
    Count one duty by the law in force on the Beijing day of its trigger.

    `asked` may hold days, nth, extended and variant. Raises `LawError` or `CalendarError`.
    """
    event = localtime(triggered_at)
    found = due(
        rule_book().in_force(rule, event.date()),
        event.date(),
        calendar=calendar(),
        asked=Asked(
            at=event.time(), suspensions=tuple(Suspension(*stop) for stop in stops), **asked
        ),
    )
    cite = found.rule.cite
    return Reckoned(
        found.due_on, found.due_at, found.counted, found.provisional,
        str(cite).removesuffix("（待核）"), cite.confirmed,
    )  # fmt: skip
