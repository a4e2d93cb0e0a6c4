"""Which form an act asks for, and which form a filed paper is read by."""

from __future__ import annotations

from hengjian_portal.recalls.forms.announcement import AnnouncementForm
from hengjian_portal.recalls.forms.carrying_out import (
    ClosingForm,
    FinalReportForm,
    ProgressForm,
    StartForm,
)
from hengjian_portal.recalls.forms.investigation import DefectForm, NoticeForm, ResultForm
from hengjian_portal.recalls.forms.lead import (
    AnalysisForm,
    GapsForm,
    NothingForm,
    ReasonForm,
    TurnAwayForm,
)
from hengjian_portal.recalls.forms.paper import PaperForm
from hengjian_portal.recalls.forms.plan import PlanForm

FORMS: dict[str, type[PaperForm]] = {
    "report_to_city": NothingForm,
    "take_up": NothingForm,
    "turn_away": TurnAwayForm,
    "hand_to_complaints": ReasonForm,
    "assign_analysis": NothingForm,
    "call_consultation": AnalysisForm,
    "leave": ReasonForm,
    "reopen": ReasonForm,
    "notify_producer": NoticeForm,
    "acknowledge_notice": NothingForm,
    "submit_result": ResultForm,
    "accept_no_defect": ReasonForm,
    "admit_defect": DefectForm,
    "submit_plan": PlanForm,
    "return_plan": GapsForm,
    "accept_plan": NothingForm,
    "announce": AnnouncementForm,
    "start_recall": StartForm,
    "submit_progress": ProgressForm,
    "submit_final_report": FinalReportForm,
    "return_final_report": GapsForm,
    "close_active": ClosingForm,
}

READ_BY: dict[str, type[PaperForm]] = {
    form.paper: form for form in FORMS.values() if form.paper
} | {"law_that_applies": TurnAwayForm}
