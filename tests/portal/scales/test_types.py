"""A type from its application to its certificate: who may, in which order, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind

from hengjian.errors import HengjianError, MeasureError
from hengjian.metrology.type_checklist import Found, shipped_checklist
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.scales import actions, types
from hengjian_portal.scales.actions import approving, evaluating
from hengjian_portal.scales.actions.types import (
    Design,
    apply_for_type,
    assign_evaluation,
    withdraw_application,
)
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import (
    Evaluation,
    EvaluationItem,
    Scale,
    TypeApplication,
    TypeApproval,
)

from .conftest import MADE, SOFTWARE, on, signed_in

pytestmark = pytest.mark.django_db
ITEMS = shipped_checklist().items
GRANT = approving.Grant("2026F200-50", "QL15B", date(2031, 3, 8))


def design(**changes: Any) -> Design:
    facts: dict[str, Any] = {
        "model_no": "ACS-15QB", "accuracy_class": "III", "max_g": Decimal(15000),
        "min_g": Decimal(100), "e_g": Decimal(5), "software_ids": (SOFTWARE,),
        "key_parts": (("称重传感器", "L6D-C3", "某某传感器公司"),),
    }  # fmt: skip
    return Design(**(facts | changes))


def report(verdict: str = "pass", **changes: Any) -> bytes:
    checks = [{"id": "opens_once", "verdict": "pass"}, {"id": "back_off", "verdict": verdict}]
    return json.dumps({"version": 1, "verdict": verdict, "checks": checks} | changes).encode()


def all_met(**changes: Found) -> list[evaluating.Finding]:
    return [
        evaluating.Finding(name, changes.get(name, Found.MEETS), "0.3 e", "看过")
        for name in ITEMS
    ]  # fmt: skip


@pytest.fixture
def applied(maker: Actor, maker_body: Body) -> TypeApplication:
    return apply_for_type(design=design(), actor=maker, at=MADE)


@pytest.fixture
def running(applied: TypeApplication, city: Actor, evaluator: Actor) -> Evaluation:
    body = Body.objects.get(pk=evaluator.body_id)
    return assign_evaluation(application=applied, body=body, actor=city, at=MADE)


def evaluated(running: Evaluation, evaluator: Actor, **changes: Found) -> TypeApplication:
    """An evaluation with everything found; what is said otherwise is so found."""
    given = {"evaluation": running, "actor": evaluator, "at": MADE}
    evaluating.note_samples(samples=[evaluating.Sample("Y001"), evaluating.Sample("Y002")], **given)
    evaluating.take_conformance(data=report(), **given)
    evaluating.record_findings(found=all_met(**changes), **given)
    conclusion = "fails" if changes else "conforms"
    evaluating.conclude(conclusion=conclusion, note="", **given)
    return TypeApplication.objects.select_related("maker").get(pk=running.application_id)


# Applying


def test_a_type_goes_from_application_to_a_certificate_and_a_scale_of_it_is_registered(
    running: Evaluation, evaluator: Actor, city_head: Actor, maker: Actor
):
    application = evaluated(running, evaluator)
    approval = approving.grant_type(
        application=application, grant=GRANT, actor=city_head, at=on(2026, 3, 10)
    )
    assert (approval.norm, approval.short_code) == ("JJF2184-2025", "0QL15B")
    assert (approval.approved_on, approval.valid_until) == (date(2026, 3, 10), date(2031, 3, 8))
    assert approval.key_parts == [
        {"name": "称重传感器", "model": "L6D-C3", "maker": "某某传感器公司"}
    ]
    assert application.approval == approval
    made = actions.Made("1", date(2026, 3, 10), SOFTWARE)
    actions.register_scale(approval=approval, made=made, actor=maker, at=on(2026, 3, 11))
    kinds = list(
        Entry.objects.filter(object=f"type_application:{application.pk}").values_list(
            "kind", flat=True
        )
    )
    assert kinds == [
        "scales.type_applied", "scales.evaluation_assigned", "scales.samples_noted",
        "scales.conformance_taken", "scales.items_found", "scales.evaluation_concluded",
    ]  # fmt: skip
    assert check_chain(f"type_approval:{approval.pk}") == 1


@pytest.mark.parametrize(
    ("changes", "kind", "field"),
    [
        ({"accuracy_class": "II"}, ScaleError, "max_kg"),
        (
            {"max_g": Decimal(150000), "e_g": Decimal(50), "min_g": Decimal(1000)},
            ScaleError,
            "max_kg",
        ),
        ({"software_ids": ()}, ScaleError, "software_ids"),
        ({"key_parts": ()}, ScaleError, "key_parts"),
        ({"max_g": Decimal(2000)}, MeasureError, ""),
    ],
    ids=["class II", "150 kg", "no software", "no parts", "cannot exist"],
)
def test_what_is_outside_the_outline_or_cannot_exist_is_not_applied_for(
    maker: Actor, changes: dict[str, Any], kind: type[HengjianError], field: str
):
    with pytest.raises(kind) as refused:
        apply_for_type(design=design(**changes), actor=maker, at=MADE)
    assert getattr(refused.value, "field", "") == field
    assert not TypeApplication.objects.exists()
    assert not Entry.objects.exists()


def test_the_same_model_is_not_under_way_twice(applied: TypeApplication, maker: Actor):
    with pytest.raises(ScaleError, match=applied.number):
        apply_for_type(design=design(), actor=maker, at=MADE)
    withdraw_application(application=applied, reason="改型号", actor=maker, at=MADE)
    again = apply_for_type(design=design(), actor=maker, at=MADE)
    assert (applied.number, again.number) == ("CQ-XS2026-0001", "CQ-XS2026-0002")


@pytest.mark.parametrize("who", ["city", "district", "seller", "evaluator", "auditor"])
def test_only_makers_apply(who: str, request: pytest.FixtureRequest):
    with pytest.raises(Refused):
        apply_for_type(design=design(), actor=request.getfixturevalue(who), at=MADE)


def test_another_maker_neither_sees_nor_withdraws_it(applied: TypeApplication):
    other = person_of_kind("scale_maker", "other", "500106")
    assert not types.applications_visible_to(other).exists()
    with pytest.raises(Refused):
        withdraw_application(application=applied, reason="不是我的", actor=other, at=MADE)


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
        b"", b"[]", b"\xff", b"{", report(colour=1), report(verdict="perhaps"),
        report(checks=[]), report(checks={}), report(version=1.5), report(version=True),
        report(checks=[{"id": "a"}]), report(checks=[{"id": 1, "verdict": "pass"}]),
        report(checks=[{"id": "a", "verdict": "fail"}]), report("fail", checks=[{"id": "a", "verdict": "pass"}]),
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


# Deciding


def test_only_the_head_decides(running: Evaluation, evaluator: Actor, city: Actor, district: Actor):
    application = evaluated(running, evaluator)
    for actor in (city, district, evaluator):
        with pytest.raises(Refused):
            approving.grant_type(application=application, grant=GRANT, actor=actor, at=MADE)
        with pytest.raises(Refused):
            approving.refuse_type(application=application, reason="否", actor=actor, at=MADE)
    assert not TypeApproval.objects.exists()


def test_nothing_is_granted_before_it_was_evaluated(applied: TypeApplication, city_head: Actor):
    with pytest.raises(ScaleError, match="not open now"):
        approving.grant_type(application=applied, grant=GRANT, actor=city_head, at=MADE)


def test_of_a_grant_and_a_refusal_at_once_one_acts_and_one_is_told(
    running: Evaluation, evaluator: Actor, city_head: Actor
):
    application = evaluated(running, evaluator)
    stale = TypeApplication.objects.select_related("maker").get(pk=application.pk)
    approving.refuse_type(application=application, reason="材料不实", actor=city_head, at=MADE)
    with pytest.raises(ScaleError, match="somebody else"):
        approving.grant_type(application=stale, grant=GRANT, actor=city_head, at=MADE)
    assert not TypeApproval.objects.exists()
    application.refresh_from_db()
    assert (application.stage, application.reason) == ("refused", "材料不实")


def test_a_number_that_is_taken_leaves_the_application_undecided(
    running: Evaluation, evaluator: Actor, city_head: Actor, new_type: TypeApproval
):
    application = evaluated(running, evaluator)
    with pytest.raises(ScaleError) as refused:
        approving.grant_type(
            application=application, grant=replace(GRANT, number=new_type.number),
            actor=city_head, at=MADE,
        )  # fmt: skip
    assert refused.value.field == "number"
    assert TypeApplication.objects.get(pk=application.pk).stage == "evaluated"


def test_an_end_before_the_approval_is_refused(
    running: Evaluation, evaluator: Actor, city_head: Actor
):
    application = evaluated(running, evaluator)
    with pytest.raises(ScaleError) as refused:
        approving.grant_type(
            application=application, grant=replace(GRANT, valid_until=date(2026, 3, 8)),
            actor=city_head, at=MADE,
        )  # fmt: skip
    assert refused.value.field == "valid_until"


# An approved type


def test_further_software_is_added_on_evidence_and_scales_with_it_are_registered(
    new_type: TypeApproval, city: Actor, maker: Actor
):
    for software, evidence in (("", "报告"), (SOFTWARE, "报告"), ("ZH-1.05", " ")):
        with pytest.raises(ScaleError):
            approving.add_software(
                approval=new_type, software_id=software, evidence=evidence, actor=city, at=MADE
            )
    approving.add_software(
        approval=new_type, software_id="ZH-1.05", evidence="报告 26-7", actor=city, at=MADE
    )
    made = actions.Made("1", date(2026, 3, 2), "ZH-1.05")
    actions.register_scale(approval=new_type, made=made, actor=maker, at=MADE)
    assert Scale.objects.get().software_id == "ZH-1.05"


def test_of_two_who_add_software_at_once_one_is_told(new_type: TypeApproval, city: Actor):
    stale = TypeApproval.objects.get(pk=new_type.pk)
    approving.add_software(
        approval=new_type, software_id="A", evidence="报告", actor=city, at=MADE
    )  # fmt: skip
    with pytest.raises(ScaleError, match="somebody else"):
        approving.add_software(
            approval=stale, software_id="B", evidence="报告", actor=city, at=MADE
        )  # fmt: skip


def test_only_the_head_revokes_with_a_reason_and_once(
    new_type: TypeApproval, city: Actor, city_head: Actor
):
    with pytest.raises(Refused):
        approving.revoke_type(approval=new_type, reason="x", actor=city, at=MADE)
    with pytest.raises(ScaleError, match="why"):
        approving.revoke_type(approval=new_type, reason=" ", actor=city_head, at=MADE)
    approving.revoke_type(approval=new_type, reason="软件被更换", actor=city_head, at=MADE)
    with pytest.raises(ScaleError, match="revoked"):
        approving.revoke_type(approval=new_type, reason="再次", actor=city_head, at=MADE)
    with pytest.raises(ScaleError, match="revoked"):
        approving.add_software(
            approval=new_type, software_id="B", evidence="报告", actor=city, at=MADE
        )


# What waits, and pages


def test_each_hand_finds_what_waits_for_it(
    applied: TypeApplication, city: Actor, city_head: Actor, evaluator: Actor, maker: Actor,
    auditor: Actor,
):  # fmt: skip
    def waits() -> list[bool]:
        return [
            bool(types.waiting_for(one)) for one in (city, evaluator, city_head, maker, auditor)
        ]

    assert waits() == [True, False, True, False, False]
    body = Body.objects.get(pk=evaluator.body_id)
    running = assign_evaluation(application=applied, body=body, actor=city, at=MADE)
    assert waits() == [False, True, False, False, False]
    evaluated(running, evaluator)
    assert waits() == [False, False, True, False, False]


@pytest.mark.usefixtures("demonstration")
def test_the_whole_path_on_its_pages(maker: Actor, maker_body: Body, city: Actor, city_head: Actor,
                                     evaluator: Actor):  # fmt: skip
    typed = {
        "model_no": "ACS-15QB", "accuracy_class": "III", "max_kg": "15", "min_g": "100",
        "e_g": "5", "ranges": "", "software_ids": SOFTWARE, "key_parts": "传感器/L6D/某某",
    }  # fmt: skip
    by_maker = signed_in(maker)
    wrong = by_maker.post(reverse("scales:apply"), typed | {"key_parts": "传感器"})
    assert wrong.status_code == 422
    assert "名称/型号/生产企业" in wrong.content.decode()
    answer = by_maker.post(reverse("scales:apply"), typed)
    found = TypeApplication.objects.get()
    page = reverse("scales:application", args=[found.pk])
    assert answer.url.startswith(page)
    body = {"version": found.version, "body": evaluator.body_id}
    signed_in(city).post(reverse("scales:application_act", args=[found.pk, "assign"]), body)
    _evaluate_on_the_page(found, evaluator)
    found.refresh_from_db()
    assert found.stage == "evaluated"
    grant = {"version": found.version, "number": "2026F200-50", "short_code": "QL15B"}
    signed_in(city_head).post(
        reverse("scales:application_act", args=[found.pk, "grant"]), grant
    )  # fmt: skip
    approval = TypeApproval.objects.get()
    shown = by_maker.get(reverse("scales:type", args=[approval.pk])).content.decode()
    assert "批准型式" in shown
    paper = by_maker.get(reverse("scales:type_paper", args=[approval.pk]))
    assert paper.content.startswith(b"%PDF")


def _evaluate_on_the_page(found: TypeApplication, evaluator: Actor) -> None:
    client, where = signed_in(evaluator), reverse("scales:evaluation", args=[found.pk])
    client.post(where, {"form": "samples", "samples": "Y001 备用\nY002"})
    from io import BytesIO

    file = BytesIO(report())
    file.name = "report.json"
    client.post(where, {"form": "report", "file": file})
    half = client.post(where, {"form": "items", "weighing_error-found": "meets"})
    assert half.status_code == 422
    assert "请填写测得值" in half.content.decode()
    typed = {"form": "items"}
    for name, item in ITEMS.items():
        typed |= {f"{name}-found": "meets", f"{name}-note": ""}
        typed |= {f"{name}-measured": "0.3 e"} if item.measured else {}
    assert client.post(where, typed).status_code == 302
    assert client.post(where, {"form": "conclude", "conclusion": "conforms"}).status_code == 302


@pytest.mark.usefixtures("demonstration")
def test_a_form_that_was_overtaken_says_so(applied: TypeApplication, maker: Actor, city: Actor,
                                           evaluator: Actor):  # fmt: skip
    where = reverse("scales:application_act", args=[applied.pk, "withdraw"])
    version = applied.version
    body = Body.objects.get(pk=evaluator.body_id)
    assign_evaluation(application=applied, body=body, actor=city, at=MADE)
    answer = signed_in(maker).post(where, {"version": version, "reason": "改"})
    assert answer.status_code == 422
    assert "刚刚已被他人办理" in answer.content.decode()


@pytest.mark.usefixtures("demonstration")
def test_an_officer_of_the_city_who_is_not_its_head_is_refused_on_the_page(
    running: Evaluation, evaluator: Actor, city: Actor
):
    application = evaluated(running, evaluator)
    where = reverse("scales:application_act", args=[application.pk, "refuse"])
    typed = {"version": application.version, "reason": "x"}
    assert signed_in(city).post(where, typed).status_code == 403
    assert TypeApplication.objects.get().stage == "evaluated"


@pytest.mark.usefixtures("demonstration")
def test_what_was_handed_in_with_an_application_is_seen_by_who_sees_it(
    maker: Actor, maker_body: Body, city: Actor, auditor: Actor
):
    from hengjian_portal.files.actions import keep

    kept = keep(data=b"%PDF-1.4 drawing", name="d.pdf", about=f"draft:{maker.person_id}",
                actor=maker.ref, at=MADE)  # fmt: skip
    done = apply_for_type(design=design(), uploads=[kept.pk], actor=maker, at=MADE)
    from hengjian_portal.files.queries import about

    (file,) = about(f"type_application:{done.pk}")
    where = reverse("files:show", args=[file.pk])
    other = person_of_kind("scale_maker", "other", "500106")
    assert [signed_in(one).get(where).status_code for one in (maker, city, auditor, other)] == [
        200, 200, 200, 403,
    ]  # fmt: skip
