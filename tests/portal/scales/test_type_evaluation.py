"""A type evaluation: item by item, the latest counts, and what it may conclude."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.conftest import person_of_kind

from hengjian.errors import MeasureError
from hengjian.metrology.type_checklist import Found
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import types
from hengjian_portal.scales.actions import approving, evaluating
from hengjian_portal.scales.actions.types import (
    assign_evaluation,
)
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import (
    Evaluation,
    EvaluationItem,
    TypeApplication,
)

from .on_the_way import GRANT, ITEMS, all_met, evaluated, report
from .rig import MADE, SOFTWARE

pytestmark = pytest.mark.django_db


# Evaluating


def test_only_the_city_assigns_and_only_to_an_evaluation_body(
    applied: TypeApplication, city: Actor, district: Actor, evaluator: Actor, maker_body: Body
):
    body = Body.objects.get(pk=evaluator.body_id)
    for actor in (district, evaluator):
        with pytest.raises(Refused):
            assign_evaluation(application=applied, body=body, actor=actor, at=MADE)
    with pytest.raises(ScaleError, match="no evaluation body"):
        assign_evaluation(application=applied, body=maker_body, actor=city, at=MADE)


def test_of_two_who_assign_at_once_one_acts_and_one_is_told(
    applied: TypeApplication, city: Actor, evaluator: Actor
):
    body = Body.objects.get(pk=evaluator.body_id)
    stale = TypeApplication.objects.get(pk=applied.pk)
    assign_evaluation(application=applied, body=body, actor=city, at=MADE)
    with pytest.raises(ScaleError, match="somebody else"):
        assign_evaluation(application=stale, body=body, actor=city, at=MADE)
    assert Evaluation.objects.count() == 1


def test_only_the_body_that_was_called_evaluates(running: Evaluation, city: Actor):
    other = person_of_kind("evaluation_body", "stranger")
    other = replace(other, body_id=-1)
    for actor in (other, city):
        with pytest.raises(Refused):
            evaluating.record_findings(evaluation=running, found=all_met(), actor=actor, at=MADE)
    assert not types.applications_visible_to(other).exists()


def test_findings_are_added_never_changed_and_the_latest_counts(
    running: Evaluation, evaluator: Actor
):
    def find(found: Found, note: str = "") -> int:
        one = evaluating.Finding("self_lock", found, "", note)
        return evaluating.record_findings(
            evaluation=running, found=[one], actor=evaluator, at=MADE
        )  # fmt: skip

    assert (find(Found.FAILS, "断电时不锁"), find(Found.MEETS), find(Found.MEETS)) == (1, 1, 0)
    assert EvaluationItem.objects.count() == 2
    assert types.findings(running)["self_lock"].found == "meets"
    assert Entry.objects.filter(kind="scales.items_found").count() == 2
    with pytest.raises(Exception, match="append_only"):
        EvaluationItem.objects.update(found="meets")


def test_one_finding_that_says_too_little_leaves_none_of_them(
    running: Evaluation, evaluator: Actor
):
    found = [
        evaluating.Finding("indication", Found.MEETS),
        evaluating.Finding("weighing_error", Found.MEETS),
    ]
    with pytest.raises(MeasureError, match="value measured"):
        evaluating.record_findings(evaluation=running, found=found, actor=evaluator, at=MADE)
    assert not EvaluationItem.objects.exists()


def test_unlocking_is_met_only_with_a_report_that_passes(running: Evaluation, evaluator: Actor):
    given = {"evaluation": running, "actor": evaluator, "at": MADE}
    one = [evaluating.Finding("conformance", Found.MEETS)]
    for data in (None, report("fail")):
        if data:
            evaluating.take_conformance(data=data, **given)
        with pytest.raises(ScaleError, match="conformance report"):
            evaluating.record_findings(found=one, **given)
    evaluating.take_conformance(data=report(), **given)
    assert evaluating.record_findings(found=one, **given) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"\xff", b"{", report(colour=1), report(conforms="perhaps"),
        report(checks=[]), report(checks={}), report(version=2), report(version=True),
        report(checks=[{"id": "a"}]), report(conforms=False), report("fail", conforms=True),
        b'{"version": 1, "version": 2, "verdict": "pass", "checks": []}',
        b" " * (1024 * 1024 + 1), b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_file_that_is_no_conformance_report_is_refused(
    running: Evaluation, evaluator: Actor, data: bytes
):
    with pytest.raises(ScaleError, match="no conformance report") as refused:
        evaluating.take_conformance(evaluation=running, data=data, actor=evaluator, at=MADE)
    assert refused.value.field == "file"


def test_a_report_of_software_that_was_not_applied_for_is_refused(
    running: Evaluation, evaluator: Actor
):
    data = report(software="ZH-9.99")
    with pytest.raises(ScaleError, match=f"but {SOFTWARE} was applied for") as refused:
        evaluating.take_conformance(evaluation=running, data=data, actor=evaluator, at=MADE)
    assert refused.value.field == "file"
    running.refresh_from_db()
    assert running.conformance is None


def test_it_conforms_only_when_every_item_was_found(running: Evaluation, evaluator: Actor):
    given = {"evaluation": running, "actor": evaluator, "at": MADE}
    with pytest.raises(ScaleError, match="samples"):
        evaluating.conclude(conclusion="conforms", note="", **given)
    evaluating.note_samples(samples=[evaluating.Sample("Y001")], **given)
    evaluating.take_conformance(data=report(), **given)
    evaluating.record_findings(found=all_met()[:-1], **given)
    with pytest.raises(ScaleError, match="several indications agree"):
        evaluating.conclude(conclusion="conforms", note="", **given)
    with pytest.raises(ScaleError, match="no item"):
        evaluating.conclude(conclusion="fails", note="", **given)
    last = [evaluating.Finding(list(ITEMS)[-1], Found.NOT_APPLICABLE, "", "只有一个指示装置")]
    evaluating.record_findings(found=last, **given)
    evaluating.conclude(conclusion="conforms", note="", **given)
    with pytest.raises(ScaleError):
        evaluating.record_findings(found=last, **given)


@pytest.mark.parametrize("serials", [[], [" "], ["1", "1"]])
def test_samples_have_a_serial_number_each(
    running: Evaluation, evaluator: Actor, serials: list[str]
):
    with pytest.raises(ScaleError):
        evaluating.note_samples(
            evaluation=running, samples=[evaluating.Sample(one) for one in serials],
            actor=evaluator, at=MADE,
        )  # fmt: skip


def test_a_type_that_failed_is_refused_or_evaluated_again_never_granted(
    running: Evaluation, evaluator: Actor, city: Actor, city_head: Actor
):
    application = evaluated(running, evaluator, self_lock=Found.FAILS)
    with pytest.raises(ScaleError, match="not met"):
        approving.grant_type(application=application, grant=GRANT, actor=city_head, at=MADE)
    assert types.possible(city_head, application) == ["assign", "refuse"]
    body = Body.objects.get(pk=evaluator.body_id)
    second = assign_evaluation(application=application, body=body, actor=city, at=MADE)
    assert not types.findings(second)
    found = evaluated(second, evaluator)
    assert types.possible(city_head, found) == ["grant", "refuse"]
