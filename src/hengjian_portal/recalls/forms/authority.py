"""Forms of the authority's own investigation, and of what it tells the producer and the public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.forms.investigation import SERVED, DefectForm, served_already
from hengjian_portal.recalls.forms.paper import PaperForm, PeopleField, lines

_FEWEST_OFFICERS = 2
_FEWEST_ATTEMPTS = 2
_INVESTIGATORS = (Kind.CITY.value, Kind.DISTRICT.value)


class ServedForm(PaperForm):
    """A paper served on somebody: its clock runs from proven service."""

    served_on = day_field(_("送达日期"), help_text=_("以送达回证为准，不是发出之日"))
    served_how = forms.ChoiceField(label=_("送达方式"), choices=SERVED)

    clean_served_on = served_already


class DirectlyForm(PaperForm):
    """Why the authority investigates without waiting for the producer."""

    paper = "approval_grave_or_wide"
    because = forms.ChoiceField(
        label=_("直接调查的理由"),
        choices=[("grave", _("可能造成严重后果")), ("wide", _("影响范围较大"))],
        widget=forms.RadioSelect,
    )
    reason = long_field(_("补充说明"))


class NonResponseForm(PaperForm):
    """How the producer refused, or that it kept silent until its days had passed."""

    paper = "non_response_record"
    how = forms.ChoiceField(
        label=_("情形"), choices=[("silent", _("期满未答复")), ("refused", _("明确拒绝调查"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    record = long_field(_("记录"), help_text=_("时间、方式、谁表示拒绝，或催告情况"))


class UnreachableForm(PaperForm):
    """The attempts to serve, and what the public is told instead of a recall."""

    attempts = long_field(
        _("送达情况"), help_text=_("一行一次：日期，方式，结果；至少两次、两种方式为宜")
    )
    title = forms.CharField(label=_("消费提示标题"), max_length=160)
    do_now = long_field(_("现在怎么做"), help_text=_("第一句说“立即停止使用”；一行一步"))
    hazard = long_field(_("危险"), help_text=_("会怎样伤到谁"))
    title_en = forms.CharField(label=_("英文标题"), max_length=200, required=False)
    do_now_en = long_field(_("现在怎么做（英文）"), required=False)
    hazard_en = long_field(_("危险（英文）"), required=False)

    def clean_attempts(self) -> str:
        """More than one."""
        attempts: str = self.cleaned_data["attempts"]
        if len(lines(attempts)) < _FEWEST_ATTEMPTS:
            raise forms.ValidationError(_("至少记录两次送达，一行一次"))
        return attempts

    def papers(self) -> dict[str, dict[str, Any]]:
        """Two papers: the record, and the alert as it is published."""
        held = dict(self.cleaned_data)
        return {"service_attempts": {"attempts": held.pop("attempts")}, "consumer_alert": held}


class InvestigationReportForm(PaperForm):
    """What the authority found, by whom. The risk assessment stands beside it, signed before."""

    paper = "investigation_report"
    team = PeopleField(_("调查人员"), help_text=_("不少于两人；参与调查的人不得主持缺陷认定"))
    from_on = day_field(_("调查起始日期"))
    to_on = day_field(_("调查结束日期"))
    site = long_field(_("现场检查与询问"))
    samples = long_field(_("样品与检验"), help_text=_("抽样单、检验报告编号"))
    risk = long_field(_("风险评估结论"), help_text=_("依据技术机构的风险评估报告"))
    conclusion = forms.ChoiceField(
        label=_("结论"), choices=[("defect", _("存在缺陷")), ("no_defect", _("不存在缺陷"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reasons = long_field(_("理由和证据清单"))
    proposed = long_field(_("处理建议"))

    def prepare(self) -> None:
        """Officers who may investigate: the city's, and those of the case's district."""
        officers = Person.objects.filter(body__kind__in=_INVESTIGATORS, is_active=True)
        if self.recall is not None:
            district = officers.filter(body__district=self.recall.district)
            officers = officers.filter(body__kind=Kind.CITY.value) | district
        self.fields["team"].queryset = officers.select_related("body")  # type: ignore[attr-defined]

    def clean_team(self) -> Any:
        """Two at least."""
        team = self.cleaned_data["team"]
        if len(team) < _FEWEST_OFFICERS:
            raise forms.ValidationError(_("调查人员不少于两人"))
        return team

    def clean(self) -> dict[str, Any]:
        """Days in order, and not ahead of today."""
        held = super().clean() or {}
        first, last = held.get("from_on"), held.get("to_on")
        if first and last and not first <= last <= self.today:
            self.add_error("to_on", _("结束日期应在起始日期与今天之间"))
        return held

    def papers(self) -> dict[str, dict[str, Any]]:
        """The report names its team by number and, for readers, by name."""
        papers = super().papers()
        team = list(self.cleaned_data["team"])
        papers[self.paper] |= {
            "team": [person.pk for person in team],
            "team_name": [f"{person.body} {person.name}" for person in team],
        }
        return papers


class RecallNoticeForm(DefectForm):
    """The notice to recall, with the defect it stands on; objection and plan run from service."""

    producer = forms.ModelChoiceField(
        label=_("生产者"), queryset=Body.objects.filter(kind__in=["producer", "domestic_agent"])
    )
    scope = long_field(_("召回范围"), help_text=_("型号、批次、生产日期"))
    grounds = long_field(_("事实和依据"))
    served_on = day_field(_("送达日期"), help_text=_("以送达回证为准，不是发出之日"))
    served_how = forms.ChoiceField(label=_("送达方式"), choices=SERVED)
    _NOTICE = ("producer", "scope", "grounds", "served_on", "served_how")

    def prepare(self) -> None:
        """The producer of the case, where it is known."""
        if self.recall is not None and self.recall.producer is not None:
            self.fields["producer"].initial = self.recall.producer

    clean_served_on = served_already

    def papers(self) -> dict[str, dict[str, Any]]:
        """Two papers: the notice and the defect record."""
        held = super().papers()[self.paper]
        body: Body = self.cleaned_data["producer"]
        notice = {name: held.pop(name) for name in self._NOTICE}
        notice |= {"producer": body.pk, "producer_name": body.name}
        return {"recall_notice": notice, "defect_record": held}
