"""Plans returned and changed, recalls that fall short, cases that end, rest, wake, merge or move away."""

from __future__ import annotations

from datetime import date

import pytest

from hengjian.errors import StageError
from hengjian_portal.duties.models import Duty
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Affected, Announcement, Recall
from tests.portal.recalls.paths import ANNOUNCEMENT, LINE, PLAN, Cast, later
from tests.portal.recalls.test_authority_track import running

pytestmark = pytest.mark.django_db
GAPS = {"gaps": {"text": "未附照片", "days": 5}}


def test_the_days_to_publish_stand_still_while_the_city_reviews_the_plan(cast: Cast):
    case = cast.planned()
    held = Duty.objects.get(rule="publish_by_producer")
    assert held.due_on is None
    assert held.suspensions.get().reason == "召回计划由市局审查"
    case = cast.do(case, "accept_plan", cast.city, at=later(3))
    # Accepted on Thursday the 12th: Friday, Monday and Tuesday the 17th.
    assert running(case)["publish_by_producer"] == date(2026, 3, 17)


def test_a_returned_plan_comes_back_within_the_days_named(cast: Cast):
    case = cast.do(cast.planned(), "return_plan", cast.city, GAPS)
    # Five working days after Monday the 9th: Monday the 16th.
    assert running(case) == {"plan_correction": date(2026, 3, 16)}
    case = cast.do(case, "submit_plan", cast.producer, {"recall_plan": PLAN})
    assert "plan_correction" not in running(case)
    assert case.documents.filter(kind="recall_plan").count() == 2


def test_the_public_list_follows_the_accepted_plan_not_the_one_handed_in(cast: Cast):
    case = cast.under_way()
    assert [one.lots for one in Affected.objects.all()] == [["A1"]]
    wider = {**PLAN, "affected": [LINE, {**LINE, "lot": "A2"}], "change_reason": "又一批次"}
    case = cast.do(case, "change_plan", cast.producer, {"changed_plan": wider})
    assert [one.lots for one in Affected.objects.all()] == [["A1"]]
    case = cast.do(case, "accept_plan", cast.city)
    assert [one.lots for one in Affected.objects.all()] == [["A1"], ["A2"]]
    case = cast.do(case, "announce", cast.city, {"announcement": ANNOUNCEMENT})
    assert [one.kind for one in Announcement.objects.order_by("id")] == ["first", "corrected"]
    case = cast.do(case, "start_recall", cast.producer)
    assert Duty.objects.filter(rule="stage_report", met_at=None, dropped_at=None).count() == 1


@pytest.mark.parametrize(
    "less", [{"n_recalled": 900}, {"affected": [{**LINE, "lot": "A9"}]}], ids=["fewer", "other lot"]
)
def test_a_smaller_scope_needs_the_citys_consent(cast: Cast, less: dict[str, object]):
    changed = {"changed_plan": {**PLAN, **less, "change_reason": "x"}}
    case = cast.do(cast.under_way(), "change_plan", cast.producer, changed)
    with pytest.raises(CaseError, match="covers less"):
        cast.do(case, "accept_plan", cast.city)
    case = cast.do(case, "accept_plan", cast.city, {"reason": {"text": "检验表明不涉及"}})
    assert case.plan is not None
    assert case.plan.kind == "changed_plan"


def test_below_expectation_it_is_recalled_again_as_a_further_round(cast: Cast):
    papers = {
        "effect_assessment": {"levels": "x", "reached": "no", "causes": "y"},
        "recall_notice": {"served_on": "2026-03-09", "grounds": "加大通知"},
    }
    case = cast.do(cast.in_effect(100), "recall_again", cast.city, papers)
    assert (case.stage, case.round) == ("plan_due", 2)
    assert running(case)["plan_on_notice"] == date(2026, 3, 23)
    assert "stage_report" not in running(case)


def test_no_recall_is_found_effective_before_its_final_report(cast: Cast):
    assessed = {"effect_assessment": {"levels": "x", "reached": "yes", "causes": "y"}}
    case = cast.in_effect(900)
    with pytest.raises(CaseError, match="final report is not in"):
        cast.do(case, "find_effective", cast.city, assessed)
    assert cast.do(case, "continue_recall", cast.city, assessed).stage == "implementing"


def test_a_returned_final_report_starts_the_next_stage_report_again(cast: Cast):
    case = cast.do(cast.under_way(), "submit_final_report", cast.producer,
                   {"final_report": {"corrected": 700}})  # fmt: skip
    assert "stage_report" not in running(case)
    case = cast.do(case, "return_final_report", cast.city, {"gaps": {"text": "无凭证"}})
    # The recall began on 2026-03-09; the report owed next is the second, six months on.
    assert running(case)["stage_report"] == date(2026, 9, 9)


def test_a_resting_case_wakes_with_a_reason_and_reports_again(cast: Cast):
    case = cast.do(cast.under_way(), "submit_final_report", cast.producer,
                   {"final_report": {"corrected": 700}})  # fmt: skip
    case = cast.do(case, "close_active", cast.city, {"closing_decision": {"reason": "x"}})
    case = cast.do(case, "wake", cast.city, {"reason": {"text": "又发生事故"}})
    assert case.stage == "implementing"
    assert running(case)["stage_report"] == date(2026, 6, 9)


def test_a_case_is_merged_into_another_open_one_only(cast: Cast):
    first, second = cast.lead(), cast.lead()
    for wrong in (second.case_no, "CQ1999-0001"):
        with pytest.raises(CaseError, match="no other open case"):
            cast.do(second, "merge_into", cast.technical,
                    {"target_case": {"case_no": wrong, "reason": "x"}})  # fmt: skip
    paper = {"target_case": {"case_no": first.case_no, "reason": "同一产品"}}
    merged = cast.do(second, "merge_into", cast.technical, paper)
    assert (merged.stage, merged.merged_into) == ("merged", first)
    assert running(merged) == {}


def test_a_producer_elsewhere_is_told_to_its_province_in_two_working_days(cast: Cast):
    case = cast.lead()
    Recall.objects.filter(pk=case.pk).update(province="四川省")
    case.refresh_from_db()
    case = cast.do(case, "report_to_city", cast.district)
    # Two working days after Monday the 9th: Wednesday the 11th.
    assert running(case)["forward_to_province"] == date(2026, 3, 11)
    case = cast.do(case, "assign_analysis", cast.city)
    letter = {"letter": {"to": "四川省市场监督管理局", "reason": "x", "enclosed": "y"}}
    case = cast.do(case, "transfer_out", cast.city, letter)
    assert case.stage == "transferred"
    assert Duty.objects.get(rule="forward_to_province").met_at is not None
    assert running(case) == {}


def test_a_reopened_case_wants_a_new_risk_assessment(cast: Cast):
    case = cast.do(cast.investigated(), "find_no_defect", cast.city, {"reason": {"text": "x"}})
    case = cast.do(case, "reopen", cast.city, {"reason": {"text": "又有线索"}}, at=later(9))
    note = {"analysis_note": {"summary": "x", "hazards": [], "harms": []}}
    case = cast.do(case, "call_consultation", cast.technical, note, at=later(9))
    approval = {"approval_grave_or_wide": {"because": "wide", "reason": "x"}}
    case = cast.do(case, "investigate_directly", cast.city, approval, at=later(9))
    again = {"investigation_report": cast.report()["investigation_report"]}
    with pytest.raises(StageError, match="missing risk assessment"):
        cast.do(case, "report_investigation", cast.city, again, at=later(10))
