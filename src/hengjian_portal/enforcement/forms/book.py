"""Which form an act asks for, and how a filed paper is read."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.enforcement.forms import inspection, opening, penalty
from hengjian_portal.enforcement.forms.inspection import findings_said
from hengjian_portal.enforcement.forms.opening import OpeningForm
from hengjian_portal.enforcement.forms.paper import PaperForm, said
from hengjian_portal.enforcement.models import Paper
from hengjian_portal.enforcement.queries import latest

OPENING_FORMS: dict[str, type[OpeningForm]] = {
    "inspection": opening.AssignForm,
    "directive": opening.DirectiveForm,
    "penalty": opening.FilingForm,
    "referral": opening.CrimeReportForm,
}
FORMS: dict[str, type[PaperForm]] = {
    "submit_inspection": inspection.RecordForm,
    "correct_record": inspection.CorrectionForm,
    "call_off": inspection.ReasonForm,
    "seize": inspection.SeizureForm,
    "extend_seizure": inspection.ExtendForm,
    "release_seized": inspection.ReleaseForm,
    "find_corrected": inspection.RecheckForm,
    "find_not_corrected": inspection.RecheckForm,
    "report_investigation": penalty.InvestigationForm,
    "propose": penalty.ProposalForm,
    "return_proposal": inspection.ReasonForm,
    "serve_notice": penalty.NoticeForm,
    "state_defence": penalty.StatementForm,
    "request_hearing": penalty.HearingRequestForm,
    "hold_hearing": penalty.HearingRecordForm,
    "decide_penalty": penalty.DecisionForm,
    "leave_unpunished": inspection.ReasonForm,
    "withdraw_case": inspection.ReasonForm,
    "serve_decision": penalty.ServiceForm,
    "close_case": penalty.ClosingForm,
    "approve_referral": penalty.ReferralDecisionForm,
    "decline_referral": penalty.ReferralDecisionForm,
    "transfer_to_police": penalty.TransferForm,
    "record_police_filed": penalty.PoliceAnswerForm,
    "record_police_refused": penalty.PoliceRefusalForm,
}
_OPENED = {form.paper: form for form in OPENING_FORMS.values()}
_READ_BY = {form.paper: form for form in FORMS.values() if form.paper}
_READ_BY |= {"police_answer": penalty.PoliceRefusalForm}
_ATTACHMENT = {
    "reference": forms.CharField(label=_("文号或者内容")),
    "police": penalty.TransferForm.base_fields["police"],
    "accepted_on": penalty.TransferForm.base_fields["accepted_on"],
}


def words_of(paper: Paper) -> list[tuple[str, str]]:
    """A filed paper as labels and words."""
    if paper.kind == "inspection_record":
        assignment = latest(paper.matter, "assignment")
        listed = assignment.content["checklist"] if assignment else ""
        rest = said(inspection.RecordForm.base_fields, paper.content)
        return findings_said(listed, paper.content["findings"]) + rest
    form = _OPENED.get(paper.kind) or _READ_BY.get(paper.kind)
    return said(form.base_fields if form else _ATTACHMENT, paper.content)
