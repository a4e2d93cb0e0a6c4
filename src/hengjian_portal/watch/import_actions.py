"""Writing down what a table says: one transaction, all of it or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from hengjian.recall.scope_gate import gate
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import Act, record_many
from hengjian_portal.watch.actions import taken_in
from hengjian_portal.watch.imports.dry_run import again
from hengjian_portal.watch.imports.plan import ImportPlan, Incoming, Outcome
from hengjian_portal.watch.models import ForeignRecall, ImportRun, Report
from hengjian_portal.watch.queries import categories
from hengjian_portal.watch.told import Taken, Telling

# What a table may say of a report that stands already; where it came from stays.
_RETOLD = (
    "product_name", "brand", "model_no", "lot", "gtin", "firm_name", "bought_at",
    "what_happened", "seen_at_url", "seen_on",
)  # fmt: skip


@transaction.atomic
def import_foreign(*, plan: ImportPlan, actor: Actor, at: datetime) -> ImportRun | None:
    """
    Take in a table of foreign recalls; None where it holds nothing that is not held already.

    A row with another content than before is a new revision of its recall; the row as it was
    stands in the entry.
    """
    policy.require(actor, "watch.import")
    plan = _alone(plan)
    if not plan.writes:
        return None
    acts = _new_recalls(_found(plan, Outcome.NEW), plan.kind, actor, at)
    acts += _changed_recalls(_found(plan, Outcome.CHANGED), plan.kind, actor)
    run = _run(plan, actor, at)
    record_many([*acts, _run_act(run, actor)], at=at)
    return run


@transaction.atomic
def import_hotline(*, plan: ImportPlan, actor: Actor, at: datetime) -> ImportRun | None:
    """
    Take in a hand-over of the hotline; None where every row of it was taken in before.

    Each row is a report like any other: contacts sealed, the complaint on its own clock.
    """
    plan = _alone(plan)
    rows = _found(plan, Outcome.NEW)
    for district in {found.told.district for found in rows}:
        policy.require(actor, "watch.intake", policy.Ties(frozenset({district})))
    policy.require(actor, "watch.intake")
    if not rows:
        return None
    taken = _taken(rows, actor, at)
    run = _run(plan, actor, at)
    record_many([*(act for _taken, act in taken), _run_act(run, actor)], at=at)
    return run


def _alone(plan: ImportPlan) -> ImportPlan:
    """Hold the plan against what is held, now that no other import of this kind runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {plan.kind}"]
        )
    return again(plan)


def _found(plan: ImportPlan, outcome: Outcome) -> list[Incoming]:
    return [line.found for line in plan.of(outcome) if line.found]


def _taken(rows: list[Incoming], actor: Actor, at: datetime) -> list[tuple[Taken, Act]]:
    return taken_in([_telling(found) for found in rows], actor=actor, at=at)


def _telling(found: Incoming) -> Telling:
    # Nobody is there to be given a secret.
    return Telling(found.told, found.wishes, followed=False, goods=found.goods)


def _new_recalls(rows: list[Incoming], source: str, actor: Actor, at: datetime) -> list[Act]:
    taken = _taken(rows, actor, at)
    ForeignRecall.objects.bulk_create(
        ForeignRecall(
            source=source, source_no=found.number, title=found.title[:300], row=found.content,
            row_digest=found.digest, published_on=found.published_on, report=held.report,
        )
        for found, (held, _act) in zip(rows, taken, strict=True)
    )  # fmt: skip
    for found, (_held, act) in zip(rows, taken, strict=True):
        act.details["row_digest"] = found.digest
    return [act for _held, act in taken]


def _changed_recalls(rows: list[Incoming], source: str, actor: Actor) -> list[Act]:
    by_number = {found.number: found for found in rows}
    goods = categories()
    acts = []
    held = ForeignRecall.objects.filter(source=source, source_no__in=by_number)
    for recall in held.select_related("report").order_by("pk"):
        found = by_number[recall.source_no]
        before: dict[str, Any] = {"row_was": recall.row, "row_digest_was": recall.row_digest}
        ForeignRecall.objects.filter(pk=recall.pk).update(
            title=found.title[:300], row=found.content, row_digest=found.digest,
            published_on=found.published_on, revision=F("revision") + 1,
        )  # fmt: skip
        scope = gate(_telling(found).kind_of_goods, goods)
        Report.objects.filter(pk=recall.report_id).update(
            **{name: getattr(found.told, name) for name in _RETOLD},
            scope=scope.decision.value, scope_note=scope.reason_zh[:200],
        )  # fmt: skip
        details = {**before, "row_digest": found.digest, "revision": recall.revision + 1}
        acts.append(
            Act("watch.foreign_recall_changed", f"report:{recall.report_id}", actor.ref, details)
        )
    return acts


def _run(plan: ImportPlan, actor: Actor, at: datetime) -> ImportRun:
    # Row and reason only: the cells of a refused row may name people.
    problems = [
        {"row": line.row, "number": line.number, "en": str(line.why), "zh": line.why.zh}
        for line in plan.of(Outcome.REFUSED)
        if line.why
    ]
    return ImportRun.objects.create(
        kind=plan.kind, file_name=plan.file_name[-160:], digest=plan.digest, counts=plan.counts,
        problems=problems, run_by=actor.ref, run_at=at,
    )  # fmt: skip


def _run_act(run: ImportRun, actor: Actor) -> Act:
    details = {"table": run.kind, "sha256": run.digest, **run.counts}
    return Act("watch.table_imported", f"import_run:{run.pk}", actor.ref, details)
