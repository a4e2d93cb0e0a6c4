"""Papers of the technical body: the minutes of a consultation, tests, how a risk assessment reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.risk.grid import LEVELS
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.forms.paper import PaperForm, labelled


class MinutesForm(PaperForm):
    """What was said at the consultation, by whom, and what it came to."""

    paper = "consultation_minutes"
    held_on = day_field(_("会商日期"))
    present = long_field(_("参加人员"), help_text=_("一行一人：姓名，单位，专业"))
    discussed = long_field(_("讨论要点"))
    dissent = long_field(_("不同意见"), required=False)
    proposal = forms.ChoiceField(
        label=_("会商意见"), widget=forms.RadioSelect,
        choices=[
            ("notify", _("建议通知生产者调查分析")), ("investigate", _("建议直接开展缺陷调查")),
            ("leave", _("建议不予推进")), ("complaint", _("建议转质量投诉")),
        ],
    )  # fmt: skip

    def clean_held_on(self) -> Any:
        """A day that has come."""
        if self.cleaned_data["held_on"] > self.today:
            raise forms.ValidationError(_("日期不能晚于今天"))
        return self.cleaned_data["held_on"]


class TestReportForm(PaperForm):
    """One test report: of which samples, by which laboratory, what it found."""

    __test__ = False  # its name would make the test runner collect it
    paper = "test_report"
    number = forms.CharField(label=_("报告编号"), max_length=60)
    laboratory = forms.CharField(label=_("检验机构"), max_length=120)
    samples = forms.CharField(label=_("样品编号"), max_length=200)
    method = long_field(_("依据和方法"))
    found = long_field(_("检验结果"))
    conforms = forms.ChoiceField(
        label=_("结论"), widget=forms.RadioSelect,
        choices=[("yes", _("符合要求")), ("no", _("不符合要求")), ("unsure", _("不能判定"))],
    )  # fmt: skip
    issued_on = day_field(_("签发日期"))

    def clean_issued_on(self) -> Any:
        """A day that has come."""
        if self.cleaned_data["issued_on"] > self.today:
            raise forms.ValidationError(_("日期不能晚于今天"))
        return self.cleaned_data["issued_on"]


class RiskReading(PaperForm):
    """How a filed risk assessment reads: its level, then scenario by scenario."""

    level = forms.ChoiceField(label=_("风险等级"), choices=lambda: labelled(_RANKED))
    presumed = forms.CharField(label=_("推定为严重的理由"))
    summary = long_field(_("各场景"))
    method = forms.CharField(label=_("方法"))
    remarks = long_field(_("补充说明"))


_RANKED = {level: LEVELS[level] for level in sorted(LEVELS, key=lambda one: -one.rank)}
