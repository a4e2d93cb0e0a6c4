"""Keeping the pool of experts: who is in it, for what, and who is suspended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from hengjian.recall.hazards import Hazard
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.actions import Personal, record
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Expert


@dataclass(frozen=True, slots=True)
class PoolFacts:
    """What the pool knows of an expert; `ties` are pairs of a firm and the last day, or None."""

    specialities: tuple[str, ...]
    employer: str
    qualified_from: date
    qualified_until: date
    ties: tuple[tuple[str, date | None], ...] = ()

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """The ties as they are kept."""
        return [
            {"firm": firm, "until": day.isoformat() if day else None} for firm, day in self.ties
        ]


@transaction.atomic
def enter_expert(*, person: Person, facts: PoolFacts, actor: Actor, at: datetime) -> Expert:
    """Take somebody with an expert's account into the pool, under the next number."""
    policy.require(actor, "recalls.keep_experts")
    _check(facts)
    if person.role != Person.Role.EXPERT:
        raise CaseError(
            "only an expert's account goes into the pool: invite the person as an expert",
            zh="只有专家账户可以入库：请先以专家身份发出邀请",
        )
    number = _next_number()
    if Expert.objects.filter(person=person).exists():
        raise CaseError("this expert is in the pool already", zh="该专家已在库中")
    expert = Expert.objects.create(
        number=number, person=person, specialities=list(facts.specialities),
        employer=facts.employer, ties=facts.rows, qualified_from=facts.qualified_from,
        qualified_until=facts.qualified_until,
    )  # fmt: skip
    _record("recalls.expert_entered", expert, actor, at, _said(facts, person))
    return expert


@transaction.atomic
def change_expert(*, expert: Expert, facts: PoolFacts, actor: Actor, at: datetime) -> None:
    """Write down what has changed of an expert; nothing changed: nothing is written."""
    policy.require(actor, "recalls.keep_experts")
    _check(facts)
    fields = {
        "specialities": list(facts.specialities), "employer": facts.employer, "ties": facts.rows,
        "qualified_from": facts.qualified_from, "qualified_until": facts.qualified_until,
    }  # fmt: skip
    held = Expert.objects.select_for_update().get(pk=expert.pk)
    if all(getattr(held, name) == value for name, value in fields.items()):
        return
    Expert.objects.filter(pk=expert.pk).update(**fields)
    _record("recalls.expert_changed", expert, actor, at, _said(facts, expert.person))


@transaction.atomic
def suspend_expert(
    *, expert: Expert, reason: str, until: date | None, actor: Actor, at: datetime
) -> None:
    """Keep an expert out of every list, until a day or until it is lifted."""
    policy.require(actor, "recalls.keep_experts")
    today = localdate(at)
    if not reason.strip():
        raise CaseError("say why", zh="请写明理由")
    if until is not None and until < today:
        raise CaseError("the last day has passed already", zh="暂停截止日期不能早于今天")
    Expert.objects.filter(pk=expert.pk).update(
        suspended_from=today, suspended_until=until, suspended_because=reason
    )
    _record("recalls.expert_suspended", expert, actor, at, {
        "until": until.isoformat() if until else None,
        "reason": Personal(reason, f"person:{expert.person_id}"),
    })  # fmt: skip


@transaction.atomic
def reinstate_expert(*, expert: Expert, actor: Actor, at: datetime) -> None:
    """Lift a suspension."""
    policy.require(actor, "recalls.keep_experts")
    lifted = Expert.objects.filter(pk=expert.pk, suspended_from__isnull=False).update(
        suspended_from=None, suspended_until=None, suspended_because=""
    )
    if lifted != 1:
        raise CaseError("this expert is not suspended", zh="该专家没有被暂停")
    _record("recalls.expert_reinstated", expert, actor, at, {})


def _check(facts: PoolFacts) -> None:
    """Hazards we know, at least one; days in order."""
    unknown = set(facts.specialities) - {hazard.value for hazard in Hazard}
    if unknown or not facts.specialities:
        raise CaseError("choose at least one speciality of the list", zh="请至少选择一项专业方向")
    if facts.qualified_until < facts.qualified_from:
        raise CaseError(
            "the qualification ends before it begins: correct the days",
            zh="聘期截止日期早于起始日期：请更正",
        )


def _said(facts: PoolFacts, person: Person) -> dict[str, Any]:
    ties = "\n".join(f"{firm} {day or ''}".strip() for firm, day in facts.ties)
    subject = f"person:{person.pk}"
    return {
        "specialities": list(facts.specialities), "from": facts.qualified_from.isoformat(),
        "until": facts.qualified_until.isoformat(), "person": person.pk,
        "employer": Personal(facts.employer, subject), "ties": Personal(ties, subject),
    }  # fmt: skip


def _record(kind: str, expert: Expert, actor: Actor, at: datetime, said: dict[str, Any]) -> None:
    record(
        kind=kind, obj=f"expert:{expert.pk}", actor=actor.ref, at=at, number=expert.number, **said
    )


def _next_number() -> str:
    """The next number of the pool, without gaps: `E-0001`. The pattern is ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('expert number', 0))")
    last = Expert.objects.order_by("-pk").first()
    return f"E-{int(last.number.removeprefix('E-')) + 1 if last else 1:04d}"
