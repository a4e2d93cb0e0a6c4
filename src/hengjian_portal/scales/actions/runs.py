"""A maker's file of scales: handed in, read by a job, registered whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from procrastinate.contrib.django import app as jobs

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import production_sheet
from hengjian_portal.scales.actions.making import hold, write_lines
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import ProductionRun, TypeApproval
from hengjian_portal.scales.production import Line, Rule, counted, judged

Stage = ProductionRun.Stage
TASK = "scales.register_run"


@transaction.atomic
def send_run(
    *, approval: TypeApproval, name: str, digest: str, actor: Actor, at: datetime
) -> ProductionRun:
    """
    Hand in a file of one type; a job reads it. The same file twice is the run it was before.

    The caller has kept the file's bytes under `digest`.
    """
    policy.require(actor, "scales.register", policy.Ties(bodies=frozenset({approval.maker_id})))
    running = ProductionRun.objects.filter(
        type_approval=approval, digest=digest, stage__in=(Stage.WAITING, Stage.DONE)
    )
    try:
        with transaction.atomic():
            run, new = running.get_or_create(
                defaults={
                    "type_approval": approval, "maker_id": approval.maker_id, "digest": digest,
                    "stage": Stage.WAITING, "file_name": name[-160:],
                    "sent_by_id": actor.person_id, "sent_at": at,
                }
            )  # fmt: skip
    except IntegrityError:
        return running.get()
    if new:
        record(
            kind="scales.production_sent", obj=f"production_run:{run.pk}", actor=actor.ref, at=at,
            type_approval=approval.pk, sha256=digest, file_name=run.file_name,
        )  # fmt: skip
        jobs.configure_task(TASK).defer(run_id=run.pk)
    return run


@transaction.atomic
def carry_out_run(*, run: ProductionRun, data: bytes, at: datetime) -> None:
    """
    Read the whole file, and register what is in it: all of it, or only what is in order if so asked.

    With a fault and no such word nothing is registered; the run then lists every faulty row.
    """
    held = ProductionRun.objects.select_for_update().filter(pk=run.pk, stage=Stage.WAITING).first()
    if held is None:
        return
    approval = TypeApproval.objects.select_related("maker").get(pk=held.type_approval_id)
    hold(approval)
    rule = Rule(approval, localdate(at))
    lines = judged(approval, production_sheet.lines(data, held.file_name, rule))
    counts = counted(lines)
    written = 0
    if counts["new"] and (held.only_good or not counts["refused"]):
        written = write_lines(approval, lines, actor_of(held.sent_by), at, held)
    stage = _ended(counts, written)
    _finish(held, stage, (counts, problems_of(lines)), at)


def _ended(counts: dict[str, int], written: int) -> str:
    if written:
        return Stage.DONE
    return Stage.FAULTY if counts["refused"] or not counts["same"] else Stage.SAME


def problems_of(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Every fault of every row, as the run keeps it and the page lists it."""
    return [
        {"row": line.row, "field": fault.field, "zh": fault.zh, "en": str(fault)}
        for line in lines
        for fault in line.faults
    ]


def _finish(
    run: ProductionRun, stage: str, told: tuple[dict[str, int], list[dict[str, Any]]], at: datetime
) -> None:
    counts, problems = told
    ProductionRun.objects.filter(pk=run.pk).update(
        stage=stage, counts=counts, problems=problems, finished_at=at
    )
    record(
        kind="scales.production_read", obj=f"production_run:{run.pk}", actor="system", at=at,
        stage=str(stage), sha256=run.digest, only_good=run.only_good, **counts,
    )  # fmt: skip


@transaction.atomic
def give_up_run(*, run: ProductionRun, error: HengjianError, at: datetime) -> None:
    """Say that a file could not be read, and why."""
    held = ProductionRun.objects.select_for_update().filter(pk=run.pk, stage=Stage.WAITING).first()
    if held is not None:
        said = [{"row": 0, "field": "", "zh": error.zh, "en": str(error)}]
        _finish(held, Stage.UNREADABLE, ({}, said), at)


@transaction.atomic
def register_good_rows(*, run: ProductionRun, actor: Actor, at: datetime) -> None:
    """Register the rows that are in order, and leave the faulty ones."""
    _check_own(run, actor)
    _claim_faulty(run, stage=Stage.WAITING, only_good=True, finished_at=None)
    record(
        kind="scales.production_good_rows", obj=f"production_run:{run.pk}", actor=actor.ref, at=at,
        only_good=True,
    )  # fmt: skip
    jobs.configure_task(TASK).defer(run_id=run.pk)


@transaction.atomic
def drop_run(*, run: ProductionRun, actor: Actor, at: datetime) -> None:
    """Let go of a faulty file: a corrected one is handed in instead."""
    _check_own(run, actor)
    _claim_faulty(run, stage=Stage.DROPPED)
    record(
        kind="scales.production_dropped", obj=f"production_run:{run.pk}", actor=actor.ref, at=at
    )  # fmt: skip


def _check_own(run: ProductionRun, actor: Actor) -> None:
    policy.require(actor, "scales.register", policy.Ties(bodies=frozenset({run.maker_id})))


def _claim_faulty(run: ProductionRun, **changes: Any) -> None:
    if ProductionRun.objects.filter(pk=run.pk, stage=Stage.FAULTY).update(**changes) != 1:
        raise ScaleError(
            "this file does not wait for a decision any more: look at it again",
            zh="该文件已不在待决定状态：请刷新后再看",
        )
    run.refresh_from_db()
