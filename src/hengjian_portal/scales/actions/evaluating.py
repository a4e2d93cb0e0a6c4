"""A type evaluation: samples, findings item by item, the report of the unlocking, the conclusion."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hengjian.errors import HengjianError
from hengjian.metrology.type_checklist import Found, Item, Judged, check_found
from hengjian.unlock.conformance import VERSION, parse_report
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import types
from hengjian_portal.scales.actions.types import check_stage, claim, obj_of
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Evaluation, EvaluationItem, TypeApplication

Stage = TypeApplication.Stage
Conclusion = Evaluation.Conclusion


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one item of the list."""

    item: str
    found: Found
    measured: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample the maker handed in, by its serial number."""

    serial_no: str
    note: str = ""


def _held(evaluation: Evaluation, actor: Actor) -> Evaluation:
    """The evaluation as it is now, held until the transaction ends, if this account may go on."""
    held = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    application = TypeApplication.objects.get(pk=held.application_id)
    policy.require(actor, "scales.evaluate", types.ties_of(application))
    check_stage(application, Stage.EVALUATING)
    if held.conclusion or held.body_id != actor.body_id:
        raise ScaleError(
            "this evaluation is concluded: nothing is added to it",
            zh="该次型式评价已作出结论，不能再补充",
        )
    return held


@transaction.atomic
def note_samples(
    *, evaluation: Evaluation, samples: Sequence[Sample], actor: Actor, at: datetime
) -> None:
    """Say which samples are evaluated; the list takes the place of the one before."""
    held = _held(evaluation, actor)
    serials = [sample.serial_no.strip() for sample in samples]
    if not all(serials) or len(set(serials)) != len(serials) or not serials:
        raise ScaleError(
            "give the serial number of each sample once",
            zh="请填写每台样机的出厂编号，不得重复",
            field="samples",
        )
    written = [
        {"serial_no": serial, "note": sample.note.strip()}
        for serial, sample in zip(serials, samples, strict=True)
    ]
    if written == held.samples:
        return
    Evaluation.objects.filter(pk=held.pk).update(samples=written)
    evaluation.samples = written
    record(
        kind="scales.samples_noted", obj=f"type_application:{held.application_id}",
        actor=actor.ref, at=at, evaluation=held.pk, samples=written,
    )  # fmt: skip


@transaction.atomic
def record_findings(
    *, evaluation: Evaluation, found: Iterable[Finding], actor: Actor, at: datetime
) -> int:
    """
    Write down what was found of some items; those found before as they are now stay as they are.

    How many were written. Raises `MeasureError` for a finding that says too little.
    """
    held = _held(evaluation, actor)
    checklist, before = types.checklist_of(held), types.findings(held)
    fresh = []
    for one in found:
        item = check_found(checklist, one.item, one.found, (one.measured, one.note))
        _check_report(item, one.found, held)
        if _differs(one, before.get(one.item)):
            fresh.append(one)
    if not fresh:
        return 0
    EvaluationItem.objects.bulk_create(
        EvaluationItem(
            evaluation=held, item=one.item, found=one.found.value, measured=one.measured.strip(),
            note=one.note.strip(), by_id=actor.person_id, at=at,
        )
        for one in fresh
    )  # fmt: skip
    record(
        kind="scales.items_found", obj=f"type_application:{held.application_id}",
        actor=actor.ref, at=at, evaluation=held.pk,
        items=[
            {"item": one.item, "found": one.found.value, "measured": one.measured.strip(),
             "note": one.note.strip()}
            for one in fresh
        ],
    )  # fmt: skip
    return len(fresh)


def _differs(one: Finding, before: EvaluationItem | None) -> bool:
    said = (one.found.value, one.measured.strip(), one.note.strip())
    return before is None or said != (before.found, before.measured, before.note)


def _check_report(item: Item, found: Found, evaluation: Evaluation) -> None:
    report = evaluation.conformance
    if item.report and found is Found.MEETS and (report is None or report["verdict"] != "pass"):
        raise ScaleError(
            f"{item.en}: hand in a conformance report that passes first",
            zh=f"“{item.zh}”：请先交入一份通过的自检报告",
            field=item.id,
        )


@transaction.atomic
def take_conformance(*, evaluation: Evaluation, data: bytes, actor: Actor, at: datetime) -> None:
    """Take in the report that `hengjian unlock conform` wrote of the samples."""
    held = _held(evaluation, actor)
    report = _conformance(data)
    _check_software(report["software"], held)
    if report == held.conformance:
        return
    Evaluation.objects.filter(pk=held.pk).update(conformance=report)
    evaluation.conformance = report
    record(
        kind="scales.conformance_taken", obj=f"type_application:{held.application_id}",
        actor=actor.ref, at=at, evaluation=held.pk, sha256=hashlib.sha256(data).hexdigest(),
        verdict=report["verdict"], report_version=str(report["version"]),
    )  # fmt: skip


def _conformance(data: bytes) -> dict[str, Any]:
    """What is kept of a report: how the trial was run, and each check with its verdict and why."""
    try:
        report = parse_report(data)
    except HengjianError as error:
        raise ScaleError(
            f"this is no conformance report: {error}; hand in the file `hengjian unlock conform` "
            "wrote",
            zh=f"不是解锁一致性自检报告：{error.zh}；请交入自检命令写出的文件",
            field="file",
        ) from error
    return {
        "version": VERSION, "verdict": "pass" if report.conforms else "fail",
        "profile": report.profile, "production_code": report.production_code,
        "software": report.software, "simulation": report.simulation, "speed": report.speed,
        "ended_at": report.ended_at.isoformat(),
        "checks": [
            {"id": one.id, "verdict": one.verdict.value, "zh": one.why_zh, "en": one.why_en}
            for one in report.checks
        ],
    }  # fmt: skip


def _check_software(software: str, evaluation: Evaluation) -> None:
    """A trial of another program says nothing about this type."""
    applied = TypeApplication.objects.get(pk=evaluation.application_id).software_ids
    if software not in applied:
        raise ScaleError(
            f"the report is of software {software}, but {', '.join(applied)} was applied for: try a "
            "sample that runs it",
            zh=f"报告中的软件标识是{software}，申请的是{'、'.join(applied)}：请用装有申请软件的样机测试",
            field="file",
        )


@transaction.atomic
def conclude(
    *, evaluation: Evaluation, conclusion: str, note: str, actor: Actor, at: datetime
) -> None:
    """
    End an evaluation. It conforms only where every item of the list was found; else it names why not.

    Raises `ScaleError` naming the items that are missing or not met.
    """
    held = _held(evaluation, actor)
    application = TypeApplication.objects.select_for_update().get(pk=held.application_id)
    came_to = types.judged(held)
    conforms = conclusion == Conclusion.CONFORMS
    _check_conclusion(held, came_to, conforms=conforms)
    claim(application, Stage.EVALUATED)
    Evaluation.objects.filter(pk=held.pk).update(
        conclusion=conclusion, concluded_at=at, concluded_by_id=actor.person_id, note=note.strip()
    )
    evaluation.refresh_from_db()
    record(
        kind="scales.evaluation_concluded", obj=obj_of(application), actor=actor.ref, at=at,
        evaluation=held.pk, conclusion=str(conclusion), note=note.strip(),
        failing=[item.id for item in came_to.failing],
        not_found=[item.id for item in came_to.missing],
    )  # fmt: skip


def _check_conclusion(evaluation: Evaluation, came_to: Judged, *, conforms: bool) -> None:
    if not evaluation.samples:
        raise ScaleError("say which samples were evaluated", zh="请先登记样机", field="conclusion")
    if conforms and not came_to.conforms:
        items = (*came_to.failing, *came_to.missing)
        raise ScaleError(
            "it conforms only when every item is met or does not apply; still open: "
            + "; ".join(item.en for item in items),
            zh="全部项目符合或不适用才能作出“符合要求”的结论，尚有："
            + "；".join(item.zh for item in items),
            field="conclusion",
        )
    if not conforms and not came_to.failing:
        raise ScaleError(
            "no item was found not to be met: record what fails first",
            zh="没有任何项目记为不符合：请先记录不符合的项目",
            field="conclusion",
        )
