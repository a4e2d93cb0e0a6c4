"""The authority's own track: refusal, silence, a result not accepted, objection, order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hengjian.errors import StageError
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Announcement, Recall
from tests.portal.recalls.paths import AT, Cast, determining, drawn, later, objected

pytestmark = pytest.mark.django_db
SILENT = {"non_response_record": {"how": "silent", "record": "未答复"}}
REFUSED = {"non_response_record": {"how": "refused", "record": "电话中拒绝"}}
DETERMINED = {"determination": {"served_on": "2026-03-09", "majority": "x", "reasons": "y"}}


def running(case: Recall) -> dict[str, date | None]:
    """The clocks that run about a case, and when they end."""
    held = Duty.objects.filter(about=f"recall:{case.pk}", met_at=None, dropped_at=None)
    return {duty.rule: duty.due_on for duty in held}


def test_silence_is_refusal_only_once_the_days_have_passed(cast: Cast):
    case = cast.notified()
    # Ten working days after Monday the 9th end on Monday the 23rd.
    assert running(case)["producer_result"] == date(2026, 3, 23)
    with pytest.raises(CaseError, match="runs until 2026-03-23"):
        cast.do(case, "take_over_refused", cast.city, SILENT, at=later(14))
    case = cast.do(case, "take_over_refused", cast.city, SILENT, at=later(15))
    assert case.stage == "authority_investigating"
    assert "producer_result" not in running(case)


def test_an_open_refusal_need_not_wait(cast: Cast):
    case = cast.do(cast.notified(), "take_over_refused", cast.city, REFUSED)
    assert case.stage == "authority_investigating"


def test_a_result_that_is_not_accepted_leads_to_the_authoritys_investigation(cast: Cast):
    case = cast.do(cast.notified(), "submit_result", cast.producer, {"investigation_result": {}})
    case = cast.do(case, "reject_result", cast.city, {"reason": {"text": "样品不足"}})
    assert case.stage == "authority_investigating"


def test_grave_cases_are_investigated_directly_by_two_officers(cast: Cast):
    approval = {"approval_grave_or_wide": {"because": "grave", "reason": "x"}}
    case = cast.consulted()
    with pytest.raises(CaseError, match="takes two officers"):
        cast.do(case, "investigate_directly", cast.city, approval, approver=None)
    with pytest.raises(CaseError, match="cannot approve"):
        cast.do(case, "investigate_directly", cast.city, approval, approver=cast.city)
    case = cast.do(case, "investigate_directly", cast.city, approval)
    entry = Entry.objects.get(kind="recalls.investigated_directly")
    assert entry.actor == cast.city.ref
    assert entry.details["approved_by"] == cast.second.ref


def test_without_a_risk_assessment_no_investigation_report(cast: Cast):
    approval = {"approval_grave_or_wide": {"because": "wide", "reason": "x"}}
    case = cast.do(cast.consulted(), "investigate_directly", cast.city, approval)
    papers = {"investigation_report": cast.report()["investigation_report"]}
    with pytest.raises(StageError, match="missing risk assessment"):
        cast.do(case, "report_investigation", cast.city, papers)


def test_the_recall_notice_starts_objection_and_plan_from_its_service(cast: Cast):
    case = cast.told_to_recall()
    # Ten working days after Monday 2026-03-09 end on Monday 2026-03-23.
    assert running(case) == {
        "objection": date(2026, 3, 23), "plan_on_notice": date(2026, 3, 23)
    }  # fmt: skip
    assert case.producer_id == cast.producer.body_id
    assert case.origin == Recall.Origin.ON_NOTICE


def test_accepting_the_notice_ends_the_right_to_object_and_keeps_the_plans_days(cast: Cast):
    case = cast.do(cast.told_to_recall(), "accept_recall", cast.producer)
    assert running(case) == {"plan_on_notice": date(2026, 3, 23)}


def test_an_objection_stops_the_plans_days_until_it_is_decided(cast: Cast):
    case = objected(cast)
    assert running(case) == {}
    assert Duty.objects.get(rule="objection").met_at == AT


def test_an_upheld_objection_ends_the_case_without_a_defect(cast: Cast):
    case = cast.do(objected(cast), "uphold_objection", cast.city, {"reason": {"text": "成立"}})
    assert case.stage == "no_defect"


def test_who_investigated_neither_convenes_nor_determines(cast: Cast):
    with pytest.raises(CaseError, match="investigated this case"):
        cast.do(drawn(cast), "convene_panel", cast.city)


def test_who_investigated_does_not_even_approve_the_determination(cast: Cast):
    case = determining(cast)
    with pytest.raises(CaseError, match="investigated this case"):
        cast.do(case, "determine_defect", cast.second, DETERMINED, approver=cast.city)


def test_a_determined_defect_starts_the_plans_days_anew(cast: Cast):
    from tests.conftest import person_of_kind

    third = person_of_kind("city", "third")
    case = cast.do(determining(cast), "determine_defect", cast.second, DETERMINED, approver=third)
    assert case.stage == "plan_due"
    assert running(case) == {"plan_on_notice": date(2026, 3, 23)}


def test_an_order_is_asked_for_only_after_the_producers_days(cast: Cast):
    case = cast.told_to_recall()
    up = {"report_up": {"to": "总局", "facts": "x", "reported_on": "2026-03-24"}}
    with pytest.raises(CaseError, match="has not passed"):
        cast.do(case, "report_for_directive", cast.city, up, at=later(14))
    case = cast.do(case, "report_for_directive", cast.city, up, at=later(15))
    assert case.stage == "recall_directed"
    order = {"directive": {"number": "1", "served_on": "2026-03-30", "says": "x"}}
    case = cast.do(case, "receive_directive", cast.city, order, at=later(22))
    assert case.origin == Recall.Origin.ORDERED
    # Five working days after Monday the 30th, Monday 6 April being off: Tuesday 7 April.
    assert running(case)["plan_ordered"] == date(2026, 4, 7)


def test_where_nobody_can_be_found_the_public_is_told_all_the_same(cast: Cast, client):
    papers = {
        "service_attempts": {"attempts": "3月1日 邮寄 退回\n3月8日 上门 无人"},
        "consumer_alert": {"title": "停用某保温杯", "do_now": "立即停止使用。", "hazard": "烫伤"},
    }
    case = cast.do(cast.notified(), "record_unreachable", cast.city, papers)
    assert running(case) == {}
    alert = Announcement.objects.get()
    assert alert.kind == "alert"
    page = client.get(f"/recalls/{case.case_no}/").content.decode()
    assert "消费提示" in page
    assert "立即停止使用" in page
    case = cast.do(case, "investigate_directly", cast.city)
    assert case.stage == "authority_investigating"


def test_an_objection_is_drawn_out_by_nobody(cast: Cast):
    case = cast.told_to_recall()
    late = AT + timedelta(days=30)
    paper = {"objection_with_evidence": {"grounds": "x", "late_reason": "邮件延误"}}
    assert cast.do(case, "object", cast.producer, paper, at=late).stage == "objection"
