"""Finding reports, and what an account may see of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from hengjian.law.citation import Confidence
from hengjian.recall.scope_gate import Category, Gate, ScopeDecision, gate, shipped_categories
from hengjian.text.weaving import woven
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.duties.law import rule_book
from hengjian_portal.watch import receipt
from hengjian_portal.watch.models import ForeignRecall, ImportRun, Report, ScopeEntry, Tip

_MOST_WORDS = 8


def ties_of(report: Report) -> policy.Ties:
    """What binds accounts to a report: its district."""
    return policy.Ties(districts=frozenset({report.district} - {""}))


def visible_to(actor: Actor) -> QuerySet[Report]:
    """The reports an account may see, newest first. Who reported is never among the fields."""
    reports = Report.objects.select_related("product", "complaint", "tip")
    needed = policy.tie_needed(actor, "watch.see")
    if needed is policy.Tie.ANY:
        return reports
    if needed is policy.Tie.AREA:
        return reports.filter(district=actor.district)
    return reports.none()


def filtered(reports: QuerySet[Report], source: str, state: str, text: str) -> QuerySet[Report]:
    """Reports by where they came from, whether settled, and words in them."""
    if source in Report.Source.values:
        reports = reports.filter(source=source)
    has_case = Exists(Report.recalls.through.objects.filter(report=OuterRef("pk")))
    if state == "open":
        reports = reports.filter(~has_case, settled_at=None)
    elif state == "settled":
        reports = reports.filter(Q(settled_at__isnull=False) | has_case)
    numbered = _numbered(reports, text.strip())
    if numbered is not None:
        return reports.filter(pk=numbered)
    for word in text.split()[:_MOST_WORDS]:
        reports = reports.filter(search_text__contains=woven(word))
    return reports


def _numbered(reports: QuerySet[Report], text: str) -> int | None:
    """
    The one of these reports that a whole number names: its receipt's, or its list's.

    Asked first and by equality: the runs of three digits of a number are in every other number,
    so that the index of words would offer nearly every report there is.
    """
    named = Q(receipt_no=text.upper()) | Q(source__in=Report.Source.values, external_no=text)
    found = reports.order_by().filter(named).values_list("pk", flat=True)[:2] if text else []
    return found[0] if len(found) == 1 else None


def report_for_lead(actor: Actor, number: str | None) -> Report | None:
    """The report an officer opens a lead from, if the account may see it."""
    if not number or not number.isdecimal():
        return None
    return visible_to(actor).filter(pk=int(number)).first()


def scale_tips(actor: Actor) -> QuerySet[Tip]:
    """
    The tips on a scale that weighs short an account may see, newest first, with their reports.

    Whoever turns them into inspections reads `facts`: the code as typed, the production code it was
    found by, place and stall, what was weighed, and the verdict as we worked it out.
    """
    tips = Tip.objects.filter(kind=Tip.Kind.SCALE_WEIGHT, report__in=visible_to(actor))
    return tips.select_related("report").order_by("-received_at", "-pk")


def followed(receipt_no: str, secret: str) -> Report | None:
    """The report of a receipt number, for whoever holds its secret."""
    found = Report.objects.filter(receipt_no__iexact=receipt_no.strip()).exclude(secret_digest="")
    report = found.select_related("complaint", "tip").first()
    return report if report and report.secret_digest == receipt.digest(secret) else None


def categories() -> tuple[Category, ...]:
    """The list of goods in and out: as shipped, with the operator's own lines before it."""
    held = {category.name: category for category in _shipped()}
    for entry in ScopeEntry.objects.all():
        held[entry.key] = replace(
            held.get(entry.key, _blank(entry.key)),
            zh=entry.name_zh, en=entry.name_en, decision=ScopeDecision(entry.decision),
            law=entry.law_zh, words=tuple(entry.words), confidence=Confidence.VERIFIED,
        )  # fmt: skip
        if entry.removed:
            del held[entry.key]
    return tuple(held.values())


@cache
def _shipped() -> tuple[Category, ...]:
    return shipped_categories()


def _blank(key: str) -> Category:
    return Category(
        name=key, zh="", en="", decision=ScopeDecision.IN, law="",
        confidence=Confidence.INFERRED, words=(),
    )  # fmt: skip


def is_laid_down(rule: str, day: date) -> bool:
    """Whether a text in force on that day lays a duty down; a repealed one asks for nothing."""
    return any(version.is_in_force(day) for version in rule_book().versions(rule))


def gate_for(words: str) -> Gate:
    """Whether the measures are about a product described so, by the list as it is now."""
    return gate(words, categories())


def runs_visible_to(actor: Actor) -> QuerySet[ImportRun]:
    """The imports an account may see, newest first: all of them, or a district officer's own."""
    needed = policy.tie_needed(actor, "watch.intake")
    if needed is policy.Tie.ANY:
        return ImportRun.objects.all()
    return ImportRun.objects.filter(run_by=actor.ref) if needed else ImportRun.objects.none()


def foreign_digests(source: str, numbers: Iterable[str]) -> dict[str, str]:
    """Of the foreign recalls of these numbers that are held: the digest of their row."""
    held = ForeignRecall.objects.filter(source=source, source_no__in=list(numbers))
    return dict(held.values_list("source_no", "row_digest"))


def told_before(source: str, numbers: Iterable[str], fields: Iterable[str]) -> dict[str, list[str]]:
    """Of the reports of these numbers of a source: number -> the fields, as text, and the wish."""
    found = Report.objects.filter(source=source, external_no__in=list(numbers))
    return {
        number: [value or "" for value in values]
        for number, *values in found.values_list("external_no", *fields, "complaint__wish")
    }
