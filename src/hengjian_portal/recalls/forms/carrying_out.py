"""Forms of carrying a recall out: start, progress, summary, closing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hengjian_portal.duties.models import Duty
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.forms.paper import PaperForm
from hengjian_portal.recalls.queries.plans import plan_in_force
from hengjian_portal.recalls.queries.progress import SPLIT

LEVELS = ("maker", "distributor", "shop", "consumer")


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, initial=0)


class StartForm(PaperForm):
    """The producer begins; sale has stopped by then."""

    stopped = forms.BooleanField(label=_("已停止生产、销售涉及产品，并已通知经营者停止销售"))


class ProgressForm(PaperForm):
    """A stage report: units put right so far, level by level, never one blended number."""

    paper = "progress_report"
    until = day_field(_("统计截止日期"))
    maker = _count(_("生产者库存已处理"))
    distributor = _count(_("经销环节已处理"))
    shop = _count(_("零售环节已处理"))
    consumer = _count(_("消费者手中已处理"))
    told = _count(_("已直接通知的消费者数"))
    enquiries = _count(_("咨询数"))
    incidents_before = _count(_("召回前发生的事故数"))
    incidents_after = _count(_("召回后发生的事故数"))
    problems = long_field(_("问题和改进"), required=False)
    completed_on = day_field(
        _("召回计划实施完毕日期"),
        required=False,
        help_text=_("尚未完毕请留空；填写后开始计算召回总结期限"),
    )

    def clean(self) -> dict[str, Any]:
        """Counts that the number recalled can bear, and a day that has come."""
        held = super().clean() or {}
        if self.errors or self.recall is None:
            return held
        began = self._began()
        for name in ("until", "completed_on"):
            if held[name] and not began <= held[name] <= self.today:
                words = _("日期应在召回开始（%(day)s）与今天之间")
                self.add_error(name, words % {"day": began.isoformat()})
        self._never_less(held)
        if self.errors:
            return held
        plan = plan_in_force(self.recall)
        recalled = plan.content.get("n_recalled") if plan else None
        corrected = sum(held[level] for level in LEVELS)
        if recalled is not None and corrected > recalled:
            self.add_error(
                None,
                _("各环节合计%(n)d，超过召回数量%(all)d") % {"n": corrected, "all": recalled},
            )
        for level, field in SPLIT.items():
            most = plan.content.get(field) if plan else None
            if most is not None and held[level] > most:
                self.add_error(level, _("超过计划中该环节的%(n)d件") % {"n": most})
        return held

    def _began(self) -> date:
        """The day the recall began, as far as its clock tells."""
        clock = Duty.objects.filter(about=f"recall:{self.recall.pk}", rule="stage_report").first()
        return localdate(clock.triggered_at) if clock else date.min

    def _never_less(self, held: dict[str, Any]) -> None:
        """Figures are cumulative: none falls below what was reported before."""
        before = self.recall.documents.filter(kind="progress_report").order_by("-number").first()
        for level in LEVELS if before else ():
            if held[level] < before.content[level]:
                words = _(
                    "累计数不能少于上次报送的%(n)d件；上次有误请在“问题和改进”中说明并联系市局"
                )
                self.add_error(level, words % {"n": before.content[level]})


class FinalReportForm(PaperForm):
    """The summary after the plan was carried out."""

    paper = "final_report"
    corrected = forms.IntegerField(label=_("累计完成数量"), min_value=0)
    against_plan = long_field(_("与计划对照"))
    disposal = long_field(_("召回产品处置情况及凭证"))
    costs = long_field(_("消费者费用承担情况"))
    root_cause = long_field(_("根本原因与整改"))
    residual = long_field(_("剩余风险与后续义务"))

    def clean_corrected(self) -> int:
        """No less than was reported before."""
        corrected: int = self.cleaned_data["corrected"]
        if self.recall is not None:
            last = self.recall.documents.filter(kind="progress_report").order_by("-number").first()
            reported = sum(last.content[level] for level in LEVELS) if last else 0
            if corrected < reported:
                words = _("累计完成数量不能少于已报送的%(n)d件")
                raise forms.ValidationError(words % {"n": reported})
        return corrected


class ClosingForm(PaperForm):
    """Why the active phase may end. The duty to answer consumers stays."""

    paper = "closing_decision"
    effect = long_field(_("召回效果"))
    reason = long_field(_("结束主动阶段的理由"))
    below_reason = long_field(_("未达预期仍结束的理由"), required=False)

    def clean(self) -> dict[str, Any]:
        """Closing below what the plan expected takes a reason of its own."""
        held = super().clean() or {}
        if self.recall is None or held.get("below_reason"):
            return held
        came_to, expected = self._figures()
        if came_to is not None and came_to < expected:
            words = _("已完成%(done)s%%，低于计划预期的%(expected)s%%：请写明仍结束的理由")
            shown = {"done": f"{came_to:.1f}", "expected": f"{expected:.1f}"}
            self.add_error("below_reason", words % shown)
        return held

    def _figures(self) -> tuple[Decimal | None, Decimal]:
        """What the recall came to and what its plan expected, in percent."""
        assert self.recall is not None
        plan = plan_in_force(self.recall)
        last = self.recall.documents.filter(kind="final_report").order_by("-id").first()
        if plan is None or last is None or not plan.content.get("n_recalled"):
            return None, Decimal(0)
        came_to = Decimal(last.content["corrected"]) * 100 / Decimal(plan.content["n_recalled"])
        return came_to, Decimal(plan.content.get("expected_percent") or 0)
