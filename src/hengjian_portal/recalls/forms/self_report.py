"""A producer or seller reports: a defect of its own product, or a danger it learned of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.products.forms import GtinField
from hengjian_portal.products.queries import ProductFacts
from hengjian_portal.recalls.forms.paper import PaperForm, in_language
from hengjian_portal.recalls.queries.regimes import regimes

_TRIGGERS = [
    ("death", _("造成死亡")),
    ("serious_injury", _("造成或可能造成严重伤害")),
    ("major_loss", _("造成重大财产损失")),
    ("foreign_recall", _("同一产品在境外召回")),
    ("own_finding", _("自行发现")),
]


class SelfReportForm(PaperForm):
    """
    The statutory report of a defect, or of a danger that may be one.

    Its days run from the day the firm learned of it, not from the day it is typed.
    """

    paper = "defect_report"
    what = forms.ChoiceField(
        label=_("报告什么"), widget=forms.RadioSelect,
        choices=[
            ("danger", _("已造成或可能造成伤害，正在调查是否存在缺陷")),
            ("defect", _("已确认存在缺陷，将报送召回计划")),
        ],
    )  # fmt: skip
    name = forms.CharField(label=_("产品名称"), max_length=160)
    brand = forms.CharField(label=_("品牌"), max_length=80, required=False)
    model_no = forms.CharField(label=_("型号规格"), max_length=120, required=False)
    lots = forms.CharField(label=_("批次"), max_length=200, required=False)
    gtin = GtinField()
    regime = forms.ChoiceField(label=_("适用范围"), choices=())
    producer = forms.ModelChoiceField(
        label=_("生产者"), required=False, help_text=_("经营者报告时选择"),
        queryset=Body.objects.filter(kind__in=["producer", "domestic_agent"], closed_on=None),
    )  # fmt: skip
    trigger = forms.ChoiceField(label=_("报告事由"), choices=_TRIGGERS)
    learned_on = day_field(_("得知之日"), help_text=_("报告期限自次日起算"))
    concluded_on = day_field(
        _("确认缺陷之日"),
        required=False,
        help_text=_("确认存在缺陷的填写；报送召回计划的期限自次日起算"),
    )
    danger = long_field(_("缺陷或危险"), help_text=_("怎样使用时、会伤到谁、怎样伤到"))
    incidents = long_field(_("已知事故"), required=False, help_text=_("日期、地点、伤害；一行一起"))
    n_sold = forms.IntegerField(label=_("已销售数量"), min_value=0, required=False)
    sold_where = forms.CharField(label=_("销往哪里"), max_length=300, required=False)
    foreign = forms.CharField(label=_("境外召回的机关、编号和网址"), max_length=300, required=False)
    measures = long_field(_("已采取的措施"), help_text=_("停止销售、通知经营者等"))
    signatory = forms.CharField(label=_("签署人"), max_length=60)

    def prepare(self) -> None:
        """The regimes there are."""
        choices = [(one.name, in_language(one.label)) for one in regimes().values()]
        self.fields["regime"].choices = choices  # type: ignore[attr-defined]

    def for_firm(self, *, is_producer: bool) -> None:
        """A producer speaks of itself; a seller names the producer, and knows of dangers only."""
        if is_producer:
            del self.fields["producer"]
        else:
            self.fields["producer"].required = True
            self.fields["what"].choices = self.fields["what"].choices[:1]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Days that have come, and the day of the conclusion where there is one."""
        held = super().clean() or {}
        learned, concluded = held.get("learned_on"), held.get("concluded_on")
        if learned and learned > self.today:
            self.add_error("learned_on", _("得知之日不能晚于今天"))
        if held.get("what") == "defect" and not concluded and "concluded_on" not in self.errors:
            self.add_error("concluded_on", _("已确认存在缺陷的，请填写确认之日"))
        if concluded and learned and not learned <= concluded <= self.today:
            self.add_error("concluded_on", _("确认之日应在得知之日与今天之间"))
        if held.get("trigger") == "foreign_recall" and not held.get("foreign"):
            self.add_error("foreign", _("请填写境外召回的机关和编号"))
        return held

    def product(self) -> ProductFacts:
        """The product as the registry takes it."""
        held = self.cleaned_data
        return ProductFacts(
            name=held["name"], brand=held["brand"], model_no=held["model_no"],
            gtin=held["gtin"], firm_name=held["producer"].name if held.get("producer") else "",
        )  # fmt: skip

    def papers(self) -> dict[str, dict[str, Any]]:
        """The report; the producer by number and, for readers, by name."""
        papers = super().papers()
        body = self.cleaned_data.get("producer")
        if body is not None:
            papers[self.paper] |= {"producer": body.pk, "producer_name": body.name}
        return papers
