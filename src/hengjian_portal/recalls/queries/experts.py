"""The pool of experts, and who of it may be drawn for a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from hengjian.draw.exclusion import CaseFacts, ExpertFacts, Ground, PastTie, grounds_against
from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Person
from hengjian_portal.recalls.models import Expert, Opinion, Recall

Standing = list[tuple[Expert, tuple[Ground, ...]]]


def pool(text: str, speciality: str, state: str, day: date) -> QuerySet[Expert]:
    """The experts whose number, name or employer holds the words, of a speciality, in a state."""
    found = Expert.objects.select_related("person")
    if text:
        named = Q(number__icontains=text) | Q(person__name__icontains=text)
        found = found.filter(named | Q(employer__icontains=text))
    if speciality:
        found = found.filter(specialities__contains=[speciality])
    qualified = Q(qualified_from__lte=day, qualified_until__gte=day)
    if state == "lapsed":
        return found.exclude(qualified)
    if state == "suspended":
        return found.filter(_suspended(day))
    return found.filter(qualified).exclude(_suspended(day)) if state == "ready" else found


def _suspended(day: date) -> Q:
    begun = Q(suspended_from__isnull=False, suspended_from__lte=day)
    return begun & (Q(suspended_until=None) | Q(suspended_until__gte=day))


def is_suspended(expert: Expert, day: date) -> bool:
    """Whether an expert is suspended on a day."""
    since, until = expert.suspended_from, expert.suspended_until
    return since is not None and since <= day and (until is None or day <= until)


def is_ready(expert: Expert, day: date) -> bool:
    """Whether an expert is qualified on a day and not suspended."""
    qualified = expert.qualified_from <= day <= expert.qualified_until
    return qualified and not is_suspended(expert, day)


def not_in_pool() -> QuerySet[Person]:
    """People with an expert's account whom nobody has taken into the pool yet."""
    return Person.objects.filter(role="expert", is_active=True, expert=None).order_by("name")


def standing_of(recall: Recall, specialities: Iterable[str], day: date) -> Standing:
    """Every expert of one of the specialities, with the grounds against drawing them here."""
    wanted = Q()
    for speciality in specialities:
        wanted |= Q(specialities__contains=[speciality])
    if not wanted:
        return []
    case = _case_facts(recall, day)
    gave = set(
        Opinion.objects.filter(seat__panel__recall=recall).values_list("seat__expert", flat=True)
    )
    hands = investigators(recall)
    experts = Expert.objects.filter(wanted, person__is_active=True).select_related("person")
    return [
        (one, grounds_against(_facts(one, day, one.pk in gave, hands), case)) for one in experts
    ]


def investigators(recall: Recall) -> frozenset[str]:
    """Everybody who wrote, or is named in, an investigation report of the case: `person:3`."""
    reports = recall.documents.filter(kind="investigation_report")
    named = {f"person:{number}" for one in reports for number in one.content.get("team", [])}
    return frozenset(named | {report.by_ref for report in reports})


def _case_facts(recall: Recall, day: date) -> CaseFacts:
    firms = [recall.producer.name if recall.producer else "", _firm_of(recall)]
    tested = recall.documents.filter(by_body__kind=Kind.TECHNICAL_BODY.value)
    testers: Sequence[str] = list(tested.values_list("by_body__name", flat=True).distinct())
    years = shipped_profile().number("expert_tie_years")
    return CaseFacts(day, tuple(filter(None, firms)), tuple(testers), years)


def _firm_of(recall: Recall) -> str:
    return recall.product.firm.name if recall.product.firm else ""


def _facts(expert: Expert, day: date, gave: bool, hands: frozenset[str]) -> ExpertFacts:
    ties = (
        PastTie(row["firm"], date.fromisoformat(row["until"]) if row["until"] else None)
        for row in expert.ties
    )
    return ExpertFacts(
        expert.qualified_from, expert.qualified_until, expert.employer, tuple(ties),
        suspended=is_suspended(expert, day), gave_opinion=gave,
        investigated=f"person:{expert.person_id}" in hands,
    )  # fmt: skip
