"""Forms of a case's beginning: the lead, turning it away, analysis."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengjian.law.profile import shipped_profile
from hengjian.recall.hazards import HARMS, HAZARDS
from hengjian_portal.accounts.forms import DistrictField
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.look.figures import BEIJING
from hengjian_portal.products.forms import GtinField
from hengjian_portal.products.queries import ProductFacts
from hengjian_portal.recalls.forms.paper import PaperForm, in_language, labelled
from hengjian_portal.recalls.queries.regimes import regimes
from hengjian_portal.watch.models import Report


class LeadForm(forms.Form):
    """A defect lead: which product, which danger, when it was received."""

    name = forms.CharField(label=_("产品名称"), max_length=160)
    brand = forms.CharField(label=_("品牌"), max_length=80, required=False)
    model_no = forms.CharField(label=_("型号规格"), max_length=120, required=False)
    gtin = GtinField()
    firm_name = forms.CharField(label=_("生产者"), max_length=160, required=False)
    regime = forms.ChoiceField(label=_("适用范围"), choices=())
    source = forms.ChoiceField(label=_("线索来源"), choices=Report.Source)
    province = forms.CharField(
        label=_("生产者所在省份（在外省时填写）"), max_length=40, required=False,
        help_text=_("例如 四川省；填写后另计通报对方的期限"),
    )  # fmt: skip
    danger = long_field(_("可能的危险"), help_text=_("会怎样伤到人或财物，例如：杯盖漏水，烫伤"))
    district = DistrictField(label=_("收到线索的区县"), required=False)
    received_on = day_field(_("收到日期"), help_text=_("区县局收到线索之日；期限自次日起算"))

    def __init__(self, *args: object, now: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.now = timezone.localtime(now)
        choices = [(one.name, in_language(one.label)) for one in regimes().values()]
        self.fields["regime"].choices = choices  # type: ignore[attr-defined]

    def clean_received_on(self) -> datetime:
        """The day as a moment: now for today, else that day's noon in Beijing."""
        day = self.cleaned_data["received_on"]
        if day > self.now.date():
            raise forms.ValidationError(_("收到日期不能晚于今天"))
        if day == self.now.date():
            return self.now
        return datetime.combine(day, time(12), tzinfo=BEIJING)

    def product(self) -> ProductFacts:
        """The product as the registry takes it."""
        held = self.cleaned_data
        return ProductFacts(
            name=held["name"], brand=held["brand"], model_no=held["model_no"],
            gtin=held["gtin"], firm_name=held["firm_name"],
        )  # fmt: skip


class NothingForm(PaperForm):
    """An act that needs no paper; the button is enough."""


class ReasonForm(PaperForm):
    """An act that needs a written reason."""

    paper = "reason"
    text = long_field(_("理由"))


class TurnAwayForm(PaperForm):
    """Why the measures do not apply, and which law does."""

    text = long_field(_("理由"))
    law = forms.CharField(label=_("应适用的法律"), max_length=200)

    def papers(self) -> dict[str, dict[str, object]]:
        """Two papers: the reason and the law."""
        held = self.cleaned_data
        return {"reason": {"text": held["text"]}, "law_that_applies": {"law": held["law"]}}


class AnalysisForm(PaperForm):
    """What the technical body made of the lead."""

    paper = "analysis_note"
    summary = long_field(_("分析意见"), help_text=_("与已有线索、召回是否重复；危险是否普遍存在"))
    similar = long_field(_("同类线索与伤害"), required=False)
    hazards = forms.MultipleChoiceField(
        label=_("危害源"), choices=lambda: labelled(HAZARDS), widget=forms.CheckboxSelectMultiple
    )
    harms = forms.MultipleChoiceField(
        label=_("可能的伤害"), choices=lambda: labelled(HARMS), widget=forms.CheckboxSelectMultiple
    )


class GapsForm(PaperForm):
    """What has to be mended before the paper can be taken."""

    paper = "gaps"
    text = long_field(_("需补正的内容"), help_text=_("一行一项"))


class PlanGapsForm(GapsForm):
    """What has to be mended in a plan, and in how many working days."""

    days = forms.IntegerField(
        label=_("补正的工作日数"), min_value=1, max_value=30,
        initial=lambda: int(shipped_profile().number("plan_return_working_days")),
        help_text=_("自退回次日起算，由退回文书确定"),
    )  # fmt: skip
