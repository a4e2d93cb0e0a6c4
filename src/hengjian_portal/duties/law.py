"""The law and the calendar as the operator has them: what we ship, with approved amendments."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from hengjian.clock.workdays import HolidayNotice, Workdays
from hengjian.clock.workdays import shipped as shipped_calendar
from hengjian.errors import LawError
from hengjian.law.book import RuleBook, shipped
from hengjian.law.overlay import Overlay, OverlayKind
from hengjian.law.rule import Term, Unit
from hengjian_portal.duties.models import Amendment


def _approved() -> list[Amendment]:
    approved = Amendment.objects.exclude(approved_at=None).order_by("approved_at", "pk")
    return list(approved.select_related("proposed_by", "approved_by"))


def rule_book() -> RuleBook:
    """Every rule, with what the operator confirmed or corrected."""
    overlays = tuple(overlay_of(one) for one in _approved() if one.kind != "holidays")
    return _book(overlays)


def cited(name: str, day: date) -> str:
    """The article of a rule on a day, with its words, as a paper notes it; empty where none is in force."""
    try:
        rule = rule_book().in_force(name, day)
    except LawError:
        return ""
    return f"{rule.cite} {rule.words}"


@lru_cache(maxsize=4)
def _book(overlays: tuple[Overlay, ...]) -> RuleBook:
    return shipped().with_overlay(overlays)


def overlay_of(amendment: Amendment) -> Overlay:
    """An amendment of a rule as the engine takes it. Raises `LawError` where it cannot be."""
    content: dict[str, Any] = amendment.content
    term = content.get("term")
    return Overlay(
        rule=amendment.rule,
        kind=OverlayKind(amendment.kind),
        source=amendment.source,
        read_on=amendment.read_on,
        approved_by=(amendment.proposed_by.username, _second(amendment)),
        in_force_from=amendment.in_force_from or amendment.read_on,
        term=Term(int(term["amount"]), Unit(term["unit"])) if term else None,
        article=content.get("article", ""),
        says=content.get("says", ""),
    )


def _second(amendment: Amendment) -> str:
    # A proposal is tried out before anybody approved it; the engine wants two names even then.
    return amendment.approved_by.username if amendment.approved_by else "(second person)"


def calendar() -> Workdays:
    """The holiday notices held, with those the operator added; other years are projected."""
    notices = tuple(notice_of(one) for one in _approved() if one.kind == "holidays")
    return _calendar(notices)


@lru_cache(maxsize=4)
def _calendar(notices: tuple[HolidayNotice, ...]) -> Workdays:
    held = shipped_calendar()
    for notice in notices:
        held = held.with_notice(notice)
    return held


def notice_of(amendment: Amendment) -> HolidayNotice:
    """A year's notice as the engine takes it."""
    content = amendment.content
    return HolidayNotice(
        year=amendment.year or 0,
        days_off=frozenset(map(date.fromisoformat, content["days_off"])),
        days_on=frozenset(map(date.fromisoformat, content["days_on"])),
        source=amendment.source,
    )
