"""Opening, meeting, suspending duties; they are parts of the acts that cause them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.duties.law import rule_book
from hengjian_portal.duties.models import Duty, Suspension
from hengjian_portal.duties.reckoning import Reckoned, reckon
from hengjian_portal.evidence.actions import record
from hengjian_portal.messages.actions import Letter, tell_body


class DutyError(HengjianError):
    """A duty that cannot be suspended or resumed."""


@dataclass(frozen=True, slots=True)
class Owing:
    """Who owes what about what: a rule, a body, an object, and what a notice asks (days, nth)."""

    rule: str
    owed_by: Body
    about: str
    title: str
    link: str = ""
    asked: dict[str, Any] = field(default_factory=dict)
    officer: Person | None = None


def open_duty(*, owing: Owing, triggered_at: datetime, at: datetime) -> Duty:
    """
    Start a duty's clock, inside the act that causes it, and tell the body that owes it.

    `triggered_at` is the proven event (receipt, service), never data entry. Raises `LawError`
    where the rule asks for something the act does not say.
    """
    duty = Duty(
        rule=owing.rule, owed_by=owing.owed_by, officer=owing.officer, about=owing.about,
        title=owing.title, link=owing.link, triggered_at=triggered_at, asked=owing.asked,
    )  # fmt: skip
    _set(duty, reckon(owing.rule, triggered_at, owing.asked))
    duty.save()
    letter = Letter(
        key=f"duty:{duty.pk}:opened",
        subject=f"{owing.title} · {duty.article}",
        text=f"到期日：{duty.due_on:%Y-%m-%d}" if duty.due_on else "",
        link=owing.link,
        subject_en=f"{_title_en(duty)}: {owing.title}",
        text_en=f"Due on {duty.due_on:%Y-%m-%d}" if duty.due_on else "",
    )
    tell_body(body=owing.owed_by, letter=letter, at=at)
    return duty


def _set(duty: Duty, found: Reckoned) -> None:
    duty.due_on, duty.due_at = found.due_on, found.due_at
    duty.counted = [day.isoformat() for day in found.counted]
    duty.provisional, duty.confirmed = found.provisional, found.confirmed
    duty.article = found.article


def meet_duty(*, rule: str, about: str, at: datetime) -> int:
    """Stop the running clock of a rule about an object; how many it stopped (none is no error)."""
    return Duty.objects.filter(rule=rule, about=about, met_at=None, dropped_at=None).update(
        met_at=at
    )


def extend_duties(*, rule: str, about: str) -> int:
    """Grant running clocks the extension their rule knows, inside the act that does; how many."""
    running = Duty.objects.filter(rule=rule, about=about, met_at=None, dropped_at=None)
    for duty in running:
        duty.asked = duty.asked | {"extended": True}
        duty.save(update_fields=["asked"])
        recompute(duty)
    return len(running)


def drop_duties(*, rule: str | None, about: str, because: str, at: datetime) -> int:
    """End the running clocks of a rule (None: of every rule) about an object: owed no longer."""
    running = Duty.objects.filter(about=about, met_at=None, dropped_at=None)
    return (running if rule is None else running.filter(rule=rule)).update(
        dropped_at=at, dropped_because=because
    )


def hold_duty(*, duty: Duty, from_on: date, reason: str) -> None:
    """Let a clock stand still, inside the act that causes it; the act's entry says so."""
    Suspension.objects.create(duty=duty, from_on=from_on, reason=reason)
    recompute(duty)


def release_duties(*, rule: str, about: str, until_on: date) -> int:
    """Let the clocks of a rule that stand still run on from the day after; how many did."""
    held = Duty.objects.filter(
        rule=rule, about=about, met_at=None, dropped_at=None, suspensions__until_on=None,
        suspensions__isnull=False,
    )  # fmt: skip
    for duty in held:
        duty.suspensions.filter(until_on=None).update(until_on=until_on)
        recompute(duty)
    return len(held)


@transaction.atomic
def take(*, duty: Duty, actor: Actor, at: datetime) -> None:
    """Say that one will see to a duty of one's own body; the board then names its officer."""
    policy.require(actor, "duties.take", policy.Ties(bodies=frozenset({duty.owed_by_id})))
    taken = Duty.objects.filter(pk=duty.pk, met_at=None, dropped_at=None).exclude(
        officer_id=actor.person_id
    )
    if taken.update(officer_id=actor.person_id):
        record(kind="duties.taken", obj=duty.about, actor=actor.ref, at=at, rule=duty.rule)


@transaction.atomic
def suspend(*, duty: Duty, from_on: date, reason: str, actor: Actor, at: datetime) -> None:
    """Stop a duty's clock for a stated reason; the caller has asked the policy."""
    if duty.met_at or duty.dropped_at or duty.suspensions.filter(until_on=None).exists():
        raise DutyError(
            "this duty is met, dropped or suspended already", zh="该义务已履行、已终止或已中止"
        )
    hold_duty(duty=duty, from_on=from_on, reason=reason)
    record(
        kind="duties.suspended", obj=duty.about, actor=actor.ref, at=at,
        rule=duty.rule, from_on=from_on.isoformat(), reason=reason,
    )  # fmt: skip


@transaction.atomic
def resume(*, duty: Duty, until_on: date, actor: Actor, at: datetime) -> None:
    """Let a suspended clock run on from the day after `until_on`."""
    if duty.suspensions.filter(until_on=None, from_on__lte=until_on).update(until_on=until_on) != 1:
        raise DutyError("this duty is not suspended since then", zh="该义务自该日并未中止")
    recompute(duty)
    record(
        kind="duties.resumed", obj=duty.about, actor=actor.ref, at=at,
        rule=duty.rule, until_on=until_on.isoformat(),
    )  # fmt: skip


def recompute(duty: Duty) -> bool:
    """Count a running duty again, after a suspension or an amendment; whether its date moved."""
    stops = tuple(duty.suspensions.values_list("from_on", "until_on", "reason"))
    before = (duty.due_on, duty.due_at, duty.provisional, duty.confirmed, duty.article)
    _set(duty, reckon(duty.rule, duty.triggered_at, duty.asked, stops))
    if before == (duty.due_on, duty.due_at, duty.provisional, duty.confirmed, duty.article):
        return False
    duty.save(update_fields=["due_on", "due_at", "counted", "provisional", "confirmed", "article"])
    return True


def remind(*, at: datetime) -> int:
    """Tell who owes what is due tomorrow, today, or overdue since yesterday; how many were told."""
    today, told = localdate(at), 0
    running = Duty.objects.filter(met_at=None, dropped_at=None, due_on__isnull=False)
    for duty in running.select_related("owed_by"):
        left = (duty.due_on - today).days if duty.due_on else 99
        if left in (-1, 0, 1):
            letter = Letter(
                key=f"duty:{duty.pk}:{left}:{duty.due_on}",
                subject=f"{_WHEN[left]} {duty.title} · {duty.article}", link=duty.link,
                subject_en=f"{_WHEN_EN[left]}: {_title_en(duty)}, {duty.title}",
            )  # fmt: skip
            told += tell_body(body=duty.owed_by, letter=letter, at=at)
    return told


_WHEN = {1: "【明日到期】", 0: "【今日到期】", -1: "【已逾期】"}
_WHEN_EN = {1: "Due tomorrow", 0: "Due today", -1: "Overdue"}


def _title_en(duty: Duty) -> str:
    return rule_book().in_force(duty.rule, localdate(duty.triggered_at)).title_en
