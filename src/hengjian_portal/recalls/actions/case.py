"""
What people do to a case. One act, one transaction, one entry.

The stage table says whether the move is open and which papers it needs; the policy says whether
this account may; the version says whether the page was still true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from hengjian.recall.stages import Move, Stage, check_move
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import Apart, record
from hengjian_portal.files.actions import adopt
from hengjian_portal.products.models import Product
from hengjian_portal.recalls import clocks, effects, guards, timing
from hengjian_portal.recalls.acts import ACTS, APART, PAPER, Act
from hengjian_portal.recalls.errors import CaseError, gone_on
from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.queries.cases import ready_papers, ties_of
from hengjian_portal.recalls.searching import keep_case_words
from hengjian_portal.watch.models import Report


@dataclass(frozen=True, slots=True)
class Seen:
    """The case as the page showed it: which one, and at which version."""

    case: int
    version: int


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What a lead says: the product, the danger, where it came from, when it was received."""

    title: str
    danger: str
    product: Product
    source: str
    received_at: datetime
    district: str = ""
    regime: str = "consumer"
    province: str = ""
    reports: tuple[Report, ...] = field(default=())


Papers = dict[str, dict[str, Any]]


@transaction.atomic
def open_lead(*, facts: LeadFacts, actor: Actor, at: datetime) -> Recall:
    """Open a case from a lead; the district's days run from the day it was received."""
    ties = policy.Ties(districts=frozenset({facts.district}))
    policy.require(actor, "recalls.open_lead", ties)
    _no_case_yet(facts.reports)
    move = check_move(None, "open_lead", actor.stage_kind, ())
    recall = new_case(facts, move, at)
    recall.reports.set(facts.reports)
    # The city's and the technical body's own leads are not reported by a district.
    clock = clocks.Clock(facts.received_at)
    opened = clocks.turn(recall, move, clock, at) if actor.kind == "district" else []
    record_act(recall, "recalls.lead_opened", actor, at, {
        "title": facts.title, "product": facts.product.pk, "district": facts.district,
        "source": facts.source, "received_at": facts.received_at.isoformat(),
        "reports": [report.pk for report in facts.reports], "clocks": opened,
    })  # fmt: skip
    return recall


@dataclass(frozen=True, slots=True)
class Deed:
    """
    One act as it is done: on which case as seen, which verb, with which papers, by whom.

    `approver` is the second officer where the act takes two; `uploads` are files the actor handed
    in beforehand, filed with each paper.
    """

    seen: Seen
    verb: str
    papers: Papers
    actor: Actor
    approver: Actor | None = None
    uploads: tuple[int, ...] = ()


@transaction.atomic
def act(*, seen: Seen, verb: str, papers: Papers, actor: Actor, at: datetime) -> Recall:
    """Do an act that takes one person; see `carry_out`."""
    return carry_out(deed=Deed(seen, verb, papers, actor), at=at)


@transaction.atomic
def carry_out(*, deed: Deed, at: datetime) -> Recall:
    """
    Do one act of the stage table on a case.

    Raises `Refused` for the wrong account, `StageError` for the wrong stage or a missing paper,
    and `CaseError` where somebody else acted since the page was shown, where the act takes a
    second officer, or where a guard forbids it. Nothing is half-done.
    """
    recall, row, move = checked(deed, at)
    guards.check_approved(row, deed.actor, deed.approver)
    before = Stage(recall.stage)
    claim(deed.seen, before.value, stage=move.to.value)
    recall.refresh_from_db()
    extra = effects.apply(deed.verb, recall, deed.papers, at)
    numbers = file_papers(recall, deed, at)
    opened = clocks.turn(recall, move, timing.clock_of(deed.verb, recall, deed.papers, at), at)
    if deed.approver is not None and guards.takes_two(row, deed.actor):
        extra["approved_by"] = deed.approver.ref
    record_act(recall, row.entry, deed.actor, at, {
        "from": before.value, "to": move.to.value, "version": recall.version,
        **_said(row.entry, deed.papers), "numbers": numbers, "clocks": opened, **extra,
    })  # fmt: skip
    return recall


def _said(entry: str, papers: Papers) -> dict[str, Any]:
    """
    The papers as the entry holds them.

    Where only one of them is for the public, each stands apart, so that the others are not shown.
    """
    if entry not in APART:
        return {"papers": papers}
    return {f"{PAPER}{kind}": Apart(content) for kind, content in papers.items()}


def checked(deed: Deed, at: datetime) -> tuple[Recall, Act, Move]:
    """The case, the act and the move, once everything but a second officer's hand was checked."""
    recall = Recall.objects.filter(pk=deed.seen.case).first()
    row = ACTS.get(deed.verb)
    if recall is None or row is None:
        raise CaseError(
            f"no case {deed.seen.case} or no act {deed.verb!r}", zh="没有这个案件或办理事项"
        )
    policy.require(deed.actor, row.right, ties_of(recall))
    move = check_move(
        Stage(recall.stage), deed.verb, deed.actor.stage_kind,
        {*deed.papers, *ready_papers(recall)},
    )  # fmt: skip
    guards.check(guards.Question(recall, deed.verb, deed.papers, deed.actor, deed.approver), at)
    return recall, row, move


def new_case(facts: LeadFacts, move: Move, at: datetime) -> Recall:
    """Write a case at the stage a move opens it at, under the next number of the year."""
    if facts.received_at > at:
        raise CaseError(
            "a lead cannot be received later than now: correct the day",
            zh="线索收到时间不能晚于现在：请更正",
        )
    recall = Recall.objects.create(
        case_no=_next_number(localdate(at).year), stage=move.to.value, regime=facts.regime,
        province=facts.province, source=facts.source, title=facts.title, danger=facts.danger, product=facts.product,
        district=facts.district, received_at=facts.received_at, opened_at=at,
    )  # fmt: skip
    keep_case_words(recall)
    return recall


def _no_case_yet(reports: tuple[Report, ...]) -> None:
    """One report, one case: hold the reports and refuse where one has its case already."""
    held = Report.objects.select_for_update().filter(pk__in=[report.pk for report in reports])
    taken = Recall.objects.filter(reports__in=list(held)).first()
    if taken is not None:
        raise CaseError(
            f"a case was opened from this report already: {taken.case_no}",
            zh=f"该报告已登记为线索：{taken.case_no}",
        )


def _next_number(year: int) -> str:
    """The next case number of a year, without gaps: `CQ2026-0001`. The pattern is ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('recall number', 0))")
    prefix = f"CQ{year}-"
    last = Recall.objects.filter(case_no__startswith=prefix).order_by("-pk").first()
    return f"{prefix}{int(last.case_no.removeprefix(prefix)) + 1 if last else 1:04d}"


def claim(seen: Seen, before: str | None = None, **changes: object) -> None:
    """
    Take an act for ourselves, at a stage where that matters, and change the case with it.

    Raises `CaseError` for the second of two at once: it finds the version gone on.
    """
    cases = Recall.objects.filter(pk=seen.case, version=seen.version)
    if before is not None:
        cases = cases.filter(stage=before)
    if cases.update(version=seen.version + 1, **changes) != 1:
        raise gone_on()


def file_papers(recall: Recall, deed: Deed, at: datetime) -> dict[str, int]:
    """File the papers, each as the next number of its kind, with the files handed in for it."""
    numbers = {}
    for kind, content in deed.papers.items():
        number = Document.objects.filter(recall=recall, kind=kind).count() + 1
        paper = Document.objects.create(
            recall=recall, kind=kind, number=number, content=content,
            by_ref=deed.actor.ref, by_body_id=deed.actor.body_id, at=at,
        )  # fmt: skip
        numbers[kind] = number
        if deed.uploads:
            adopt(uploads=deed.uploads, about=f"paper:{paper.pk}", actor=deed.actor.ref, at=at)
    return numbers


def record_act(
    recall: Recall, kind: str, actor: Actor, at: datetime, details: dict[str, Any]
) -> None:
    """Write the one entry of an act on a case."""
    record(
        kind=kind, obj=f"recall:{recall.pk}", actor=actor.ref, at=at,
        case_no=recall.case_no, **details,
    )  # fmt: skip
