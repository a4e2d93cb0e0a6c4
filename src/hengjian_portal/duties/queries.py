"""Duties as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language

from hengjian.clock.standing import Standing, standing, standing_at
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Tie, tie_needed
from hengjian_portal.duties.law import rule_book
from hengjian_portal.duties.models import Duty


@dataclass(frozen=True, slots=True)
class Chip:
    """One duty as the clock chip shows it."""

    pk: int
    title: str
    link: str
    officer_name: str
    what: str
    due_on: date | None
    due_at: datetime | None
    standing: str
    days_left: int | None
    owner_name: str
    article: str
    article_url: str
    confirmed: bool
    provisional: bool
    stopped: str = ""  # why the clock stands still, where it does


def chip(duty: Duty, now: datetime) -> Chip:
    """A duty as it stands at a moment."""
    return Chip(
        pk=duty.pk, officer_name=duty.officer.name if duty.officer else "",
        title=duty.title, link=duty.link, what=_what(duty), due_on=duty.due_on, due_at=duty.due_at,
        standing=stands(duty, now).value,
        days_left=(duty.due_on - localdate(now)).days if duty.due_on else None,
        owner_name=str(duty.owed_by), article=duty.article,
        article_url=reverse("public:rule", args=[duty.rule]),
        confirmed=duty.confirmed, provisional=duty.provisional,
        stopped=next((one.reason for one in duty.suspensions.all() if one.until_on is None), ""),
    )  # fmt: skip


def _what(duty: Duty) -> str:
    rule = rule_book().in_force(duty.rule, localdate(duty.triggered_at))
    return rule.title_en if (get_language() or "").startswith("en") else rule.title_zh


def stands(duty: Duty, now: datetime) -> Standing:
    """How a duty stands: running, overdue, met, met late."""
    if duty.due_at is not None:
        return standing_at(duty.due_at, now, duty.met_at)
    met_on = localdate(duty.met_at) if duty.met_at else None
    return standing(duty.due_on, localdate(now), met_on)


def running() -> QuerySet[Duty]:
    """Duties neither met nor dropped."""
    held = Duty.objects.filter(met_at=None, dropped_at=None)
    return held.select_related("owed_by", "officer").prefetch_related("suspensions")


def owed_by(body_id: int | None, now: datetime, most: int = 60) -> list[Chip]:
    """What a body owes, soonest first."""
    if body_id is None:
        return []
    mine = running().filter(owed_by_id=body_id).order_by(F("due_on").asc(nulls_last=True), "id")
    return [chip(duty, now) for duty in mine[:most]]


def about(obj: str, now: datetime) -> list[Chip]:
    """Every duty about an object: running ones first, soonest first."""
    held = Duty.objects.filter(about=obj, dropped_at=None)
    held = held.select_related("owed_by", "officer").prefetch_related("suspensions")
    order = (F("met_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")
    return [chip(duty, now) for duty in held.order_by(*order)]


def board(actor: Actor, today: date) -> QuerySet[Duty]:
    """Overdue duties an account may see, longest overdue first."""
    late = running().filter(due_on__lt=today).order_by("due_on")
    if tie_needed(actor, "duties.see_board") is Tie.AREA:
        return late.filter(owed_by__district=actor.district)
    return late


def board_by_body(late: QuerySet[Duty]) -> QuerySet[Duty, dict[str, object]]:
    """Of overdue duties: how many each body has, most first."""
    return (
        late.order_by()
        .values("owed_by__name", "owed_by__name_en", "officer__name")
        .annotate(n=Count("id"))
        .order_by("-n")
    )
