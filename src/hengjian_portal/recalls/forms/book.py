"""Which form an act asks for, and which form a filed paper is read by."""

from __future__ import annotations

from hengjian_portal.recalls.forms.announcement import AlertReading, AnnouncementForm
from hengjian_portal.recalls.forms.authority import (
    DirectlyForm,
    InvestigationReportForm,
    NonResponseForm,
    RecallNoticeForm,
    UnreachableForm,
)
from hengjian_portal.recalls.forms.carrying_out import (
    ClosingForm,
    FinalReportForm,
    ProgressForm,
    StartForm,
)
from hengjian_portal.recalls.forms.determination import (
    DeterminationForm,
    DirectiveForm,
    ObjectionForm,
    ReportUpForm,
)
from hengjian_portal.recalls.forms.evaluation import (
    AgainForm,
    EffectForm,
    EffectiveForm,
    LetterForm,
    MergeForm,
)
from hengjian_portal.recalls.forms.investigation import DefectForm, NoticeForm, ResultForm
from hengjian_portal.recalls.forms.lead import (
    AnalysisForm,
    GapsForm,
    NothingForm,
    PlanGapsForm,
    ReasonForm,
    TurnAwayForm,
)
from hengjian_portal.recalls.forms.panel import DrawReading, OpinionsReading
from hengjian_portal.recalls.forms.paper import PaperForm
from hengjian_portal.recalls.forms.plan import AcceptPlanForm, ChangedPlanForm, PlanForm
from hengjian_portal.recalls.forms.self_report import SelfReportForm
from hengjian_portal.recalls.forms.technical import MinutesForm, RiskReading, TestReportForm

FORMS: dict[str, type[PaperForm]] = {
    "report_to_city": NothingForm,
    "take_up": NothingForm,
    "turn_away": TurnAwayForm,
    "hand_to_complaints": ReasonForm,
    "merge_into": MergeForm,
    "transfer_out": LetterForm,
    "assign_analysis": NothingForm,
    "call_consultation": AnalysisForm,
    "leave": ReasonForm,
    "reopen": ReasonForm,
    "notify_producer": NoticeForm,
    "investigate_directly": DirectlyForm,
    "acknowledge_notice": NothingForm,
    "record_unreachable": UnreachableForm,
    "submit_result": ResultForm,
    "take_over_refused": NonResponseForm,
    "reject_result": ReasonForm,
    "accept_no_defect": ReasonForm,
    "admit_defect": DefectForm,
    "report_investigation": InvestigationReportForm,
    "find_no_defect": ReasonForm,
    "notify_recall": RecallNoticeForm,
    "accept_recall": NothingForm,
    "object": ObjectionForm,
    "uphold_objection": ReasonForm,
    "convene_panel": NothingForm,
    "determine_defect": DeterminationForm,
    "determine_no_defect": DeterminationForm,
    "report_for_directive": ReportUpForm,
    "receive_directive": DirectiveForm,
    "submit_plan": PlanForm,
    "return_plan": PlanGapsForm,
    "accept_plan": AcceptPlanForm,
    "announce": AnnouncementForm,
    "start_recall": StartForm,
    "submit_progress": ProgressForm,
    "change_plan": ChangedPlanForm,
    "evaluate_effect": NothingForm,
    "continue_recall": EffectForm,
    "recall_again": AgainForm,
    "find_effective": EffectiveForm,
    "submit_final_report": FinalReportForm,
    "return_final_report": GapsForm,
    "close_active": ClosingForm,
    "wake": ReasonForm,
}

READ_BY: dict[str, type[PaperForm]] = {
    form.paper: form for form in FORMS.values() if form.paper
} | {
    "law_that_applies": TurnAwayForm, "gaps": PlanGapsForm, "service_attempts": UnreachableForm,
    "consumer_alert": AlertReading, "recall_notice": RecallNoticeForm,
    "risk_assessment": RiskReading, "consultation_minutes": MinutesForm,
    "test_report": TestReportForm,
    "defect_record": DefectForm, "effect_assessment": EffectForm, "defect_report": SelfReportForm,
    "draw_record": DrawReading, "expert_opinions": OpinionsReading,
}  # fmt: skip
