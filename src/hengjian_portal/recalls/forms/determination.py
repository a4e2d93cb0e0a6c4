"""Forms of the dispute about a defect: objection, panel, determination, order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hengjian_portal.duties.models import Duty
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.forms.authority import ServedForm
from hengjian_portal.recalls.forms.paper import PaperForm
from hengjian_portal.recalls.queries.regimes import regime_of


class ObjectionForm(PaperForm):
    """
    Why the producer sees no defect, and what proves it.

    One that comes after its days says why it is late: the term is not held against the official
    text yet, so nobody's right is cut off by a machine.
    """

    paper = "objection_with_evidence"
    grounds = long_field(_("异议理由"))
    evidence = long_field(_("证明材料"), help_text=_("一行一项；文件在下面上传"))
    late_reason = long_field(_("逾期提出的原因"), required=False)
    signatory = forms.CharField(label=_("签署人"), max_length=60)

    def clean(self) -> dict[str, Any]:
        """A late objection says why."""
        held = super().clean() or {}
        if self.recall is not None and self._is_late() and not held.get("late_reason"):
            self.add_error("late_reason", _("提出异议的期限已过（待核）：请说明逾期原因"))
        return held

    def _is_late(self) -> bool:
        assert self.recall is not None
        clock = Duty.objects.filter(about=f"recall:{self.recall.pk}", rule="objection").last()
        return clock is not None and clock.due_on is not None and clock.due_on < self.today


class DeterminationForm(ServedForm):
    """What was determined on the experts' opinions, and when the producer was told."""

    paper = "determination"
    majority = long_field(_("专家多数意见"))
    dissent = long_field(_("不同意见"), required=False)
    reasons = long_field(_("认定理由"))
    against_majority = long_field(
        _("不采纳多数意见的理由"), required=False, help_text=_("认定结论与专家多数意见不一致时必填")
    )

    def take_over(self) -> None:
        """Take over what the panel signed, to be read again before it is served."""
        assert self.recall is not None
        paper = self.recall.documents.filter(kind="expert_opinions").last()
        if paper is not None:
            held = paper.content
            self.initial |= {
                "majority": held.get("agreeing", ""), "dissent": held.get("dissent", ""),
            }  # fmt: skip


class ReportUpForm(PaperForm):
    """What is reported to the authority that may order the recall."""

    paper = "report_up"
    to = forms.CharField(label=_("报送机关"), max_length=120)
    facts = long_field(_("事实经过"))
    attachments_list = long_field(_("随附材料"))
    reported_on = day_field(_("报送日期"))

    def prepare(self) -> None:
        """The ordering authority of the case's regime."""
        if self.recall is not None:
            self.fields["to"].initial = regime_of(self.recall).ordered_by.zh

    def clean_reported_on(self) -> Any:
        """A day of this case, not ahead of today."""
        day = self.cleaned_data["reported_on"]
        began = localdate(self.recall.received_at) if self.recall else day
        if not began <= day <= self.today:
            raise forms.ValidationError(_("日期应在收到线索之日与今天之间"))
        return day


class DirectiveForm(ServedForm):
    """The order to recall, as the ordering authority served it."""

    paper = "directive"
    number = forms.CharField(label=_("文号"), max_length=80)
    issued_by = forms.CharField(label=_("责令机关"), max_length=120)
    says = long_field(_("责令内容"))
