"""What officers type about reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.forms import DistrictField
from hengjian_portal.look.figures import BEIJING
from hengjian_portal.products.forms import GtinField
from hengjian_portal.watch.actions import ScopeLine
from hengjian_portal.watch.models import Complaint, Report, ScopeEntry, Tip
from hengjian_portal.watch.scale_facts import ScaleFacts
from hengjian_portal.watch.told import Told, Wishes

_EARLIEST_YEAR = 2000
# What an officer enters; the web, foreign tables have doors of their own.
_SOURCES = [
    (s.value, s.label)
    for s in (
        Report.Source.PHONE, Report.Source.HOTLINE, Report.Source.INSPECTION,
        Report.Source.OPINION, Report.Source.PRODUCER,
    )
]  # fmt: skip


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class IntakeForm(forms.Form):
    """A report that came otherwise than through the web page."""

    source = forms.ChoiceField(label=_("来源"), choices=_SOURCES)
    external_no = forms.CharField(
        label=_("来源编号"),
        max_length=60,
        required=False,
        help_text=_("12315工单号等；同号只收一次"),
    )
    received_on = _day(_("收到日期"), required=True)
    product_name = forms.CharField(label=_("产品名称"), max_length=160)
    brand = forms.CharField(label=_("品牌"), max_length=80, required=False)
    model_no = forms.CharField(label=_("型号规格"), max_length=120, required=False)
    lot = forms.CharField(label=_("批次或生产日期"), max_length=120, required=False)
    gtin = GtinField()
    firm_name = forms.CharField(label=_("生产者"), max_length=160, required=False)
    bought_at = forms.CharField(label=_("销售者或网店"), max_length=160, required=False)
    what_happened = forms.CharField(
        label=_("情况"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    happened_on = _day(_("发生日期"))
    injured = forms.IntegerField(label=_("受伤人数"), min_value=0, max_value=9999, required=False)
    district = DistrictField(label=_("区县"), required=False)
    seen_at_url = forms.URLField(
        label=_("舆情网址"), required=False, max_length=500, assume_scheme="https"
    )
    seen_on = _day(_("舆情截取日期"))
    name = forms.CharField(label=_("报告人"), max_length=60, required=False)
    contact = forms.CharField(label=_("报告人联系方式"), max_length=120, required=False)
    complaint = forms.CharField(label=_("投诉请求"), max_length=300, required=False)
    tip = forms.CharField(label=_("举报的违法行为"), max_length=300, required=False)
    tip_kind = forms.ChoiceField(label=_("举报的类别"), choices=Tip.Kind, required=False)
    scale_code = forms.CharField(
        label=_("秤上的编码"), max_length=120, required=False,
        help_text=_("短斤少两的举报，知道就填"),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Days that have come; public opinion with its address and day; a number not taken yet."""
        held = super().clean() or {}
        for name in ("received_on", "happened_on", "seen_on"):
            if held.get(name) and held[name] > self.today:
                self.add_error(name, _("日期不能晚于今天"))
            elif held.get(name) and held[name].year < _EARLIEST_YEAR:
                self.add_error(name, _("日期过早，请检查年份"))
        if held.get("source") == Report.Source.OPINION:
            for name in ("seen_at_url", "seen_on"):
                if not held.get(name) and name not in self.errors:
                    self.add_error(name, _("舆情须写明网址和截取日期"))
        if held.get("tip_kind") == Tip.Kind.SCALE_WEIGHT and not held.get("tip"):
            self.add_error("tip", _("请写明举报的违法行为"))
        number = held.get("external_no")
        taken = Report.objects.filter(source=held.get("source"), external_no=number)
        if number and taken.exists():
            self.add_error("external_no", _("该编号已收过：不要重复登记"))
        return held

    def told(self, at: datetime) -> Told:
        """The report as typed at a moment; of an earlier day nobody knows the hour, so noon."""
        held = {**self.cleaned_data}
        day = held.pop("received_on")
        noon = datetime.combine(day, time(12), tzinfo=BEIJING)
        for name in ("name", "contact", "complaint", "tip", "tip_kind", "scale_code"):
            held.pop(name)
        held["injured"] = held["injured"] or 0
        return Told(**held, received_at=at if day == timezone.localdate(at) else noon)

    def wishes(self) -> Wishes:
        """Who told us and what they want."""
        held = self.cleaned_data
        wishes = Wishes(held["name"], held["contact"], held["complaint"], held["tip"])
        if held["tip_kind"] != Tip.Kind.SCALE_WEIGHT:
            return wishes
        told = ScaleFacts(test="told", code=held["scale_code"], market=held["bought_at"])
        return replace(wishes, tip_kind=Tip.Kind.SCALE_WEIGHT, tip_facts=told.as_json())


class AnswerForm(forms.Form):
    """Accept or refuse, file or not: with a reason."""

    answer = forms.ChoiceField(label=_("答复"), widget=forms.RadioSelect, choices=())
    reason = forms.CharField(label=_("理由"), max_length=300)

    def __init__(self, *args: Any, table: type[Complaint] | type[Tip], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = table.Answer.choices  # type: ignore[attr-defined]


class TellForm(forms.Form):
    """What the reporter will read."""

    words = forms.CharField(
        label=_("告知报告人的内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class WhyForm(forms.Form):
    """Why somebody needs to know who reported."""

    why = forms.CharField(label=_("查看报告人信息的理由"), max_length=200)


class ScopeForm(forms.Form):
    """A line of the list of goods in and out."""

    key = forms.SlugField(label=_("标识"), max_length=40, help_text=_("英文小写和下划线"))
    name_zh = forms.CharField(label=_("类别名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)
    decision = forms.ChoiceField(label=_("如何处理"), choices=ScopeEntry.Decision)
    words = forms.CharField(
        label=_("识别词"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("一行一个")
    )
    law_zh = forms.CharField(label=_("应适用的法律"), max_length=200, required=False)
    law_en = forms.CharField(label=_("应适用的法律（英文）"), max_length=200, required=False)
    removed = forms.BooleanField(label=_("不再使用这一行"), required=False)

    def line(self) -> ScopeLine:
        """The line as the list takes it."""
        held = {**self.cleaned_data}
        words = tuple(w.strip() for w in held.pop("words").splitlines() if w.strip())
        return ScopeLine(words=words, **held)
