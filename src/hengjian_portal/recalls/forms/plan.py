"""The recall plan: guided by what a plan must hold, with what is missing said beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.recall.plan import (
    Channel,
    PlanDefect,
    PlanProducer,
    PlanProduct,
    PlanRemedy,
    PlanSchedule,
    RecallPlan,
    Remedy,
    missing_parts,
)
from hengjian.recall.stages import Label
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.forms.coverage import FIELDS, affected_line, promises_of, tidied
from hengjian_portal.recalls.forms.paper import PaperForm, in_language, lines, plain
from hengjian_portal.recalls.queries.plans import covers_less, latest_plan, plan_in_force

REMEDIES = [
    (Remedy.WARNING.value, _("补充警示")),
    (Remedy.REPAIR.value, _("修理")),
    (Remedy.REPLACE.value, _("更换")),
    (Remedy.RETURN.value, _("退货退款")),
]
_YES_NO = [("", _("请选择")), ("yes", _("是")), ("no", _("否"))]

# Where a gap the engine names is mended on this form.
_FIELD_OF = {
    "producer.uscc": "uscc", "producer.legal_representative": "legal_representative",
    "producer.lead": "lead", "producer.contact": "contact", "producer.phone": "phone",
    "producer.address": "address", "product.model_no": "models", "product.lots": "lots",
    "product.has_barcode": "has_barcode", "product.gtins": "gtin",
    "product.produced_from": "produced_from", "product.produced_to": "produced_to",
    "product.n_produced": "n_produced", "product.n_recalled": "n_recalled",
    "product.brand": "brand", "product.photos": "photo", "channels": "channels",
    "defect.situation": "situation", "defect.determined_how": "determined_how",
    "defect.determined_on": "determined_on", "defect.consequences": "consequences",
    "remedy.stopped": "stopped", "remedy.emergency": "emergency",
    "remedy.disposal": "disposal", "remedy.remedies": "remedies",
    "remedy.producer_bears_costs": "bears_costs", "schedule.starts_on": "starts_on",
    "schedule.ends_on": "ends_on", "schedule.expected_percent": "expected_percent",
}  # fmt: skip


def _level(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0)


class PlanForm(PaperForm):
    """A recall plan. Nothing is required by the form itself: the engine says what is missing."""

    paper = "recall_plan"
    uscc = forms.CharField(label=_("统一社会信用代码"), required=False, max_length=18)
    address = forms.CharField(label=_("生产者地址"), required=False, max_length=200)
    legal_representative = forms.CharField(label=_("法定代表人"), required=False, max_length=60)
    lead = forms.CharField(label=_("召回负责人"), required=False, max_length=60)
    contact = forms.CharField(label=_("联系人"), required=False, max_length=60)
    phone = forms.CharField(label=_("咨询电话"), required=False, max_length=40)
    brand = forms.CharField(label=_("品牌"), required=False, max_length=80)
    models = long_field(_("型号规格"), required=False, help_text=_("一行一个"))
    lots = long_field(
        _("批次"), required=False,
        help_text=_("一行一个；区间写成 A3-2501..A3-2506，*代表任意字符，?代表一个字符"),
    )  # fmt: skip
    serials = long_field(_("序列号"), required=False, help_text=_("写法同批次；没有可不填"))
    has_barcode = forms.ChoiceField(label=_("有商品条码吗"), required=False, choices=_YES_NO)
    gtin = long_field(
        _("条码"), required=False, help_text=_("包装条码下方的数字，一行一个，例如 6901234567892")
    )
    where_to_look = forms.CharField(
        label=_("到哪里找批次号"), required=False, max_length=160,
        help_text=_("例如：杯底激光刻字第一行"),
    )  # fmt: skip
    produced_from = day_field(_("生产起始日期"), required=False)
    produced_to = day_field(_("生产截止日期"), required=False)
    days_decide = forms.BooleanField(
        label=_("批次号不能单独判断，还要看生产日期"), required=False,
        help_text=_("不勾选时，有批次或序列号的，生产日期只作说明"),
    )  # fmt: skip
    only_sold_by = long_field(
        _("只涉及这些销售者售出的"), required=False, help_text=_("一行一个；不限销售者请留空")
    )
    only_sold_in = long_field(
        _("只涉及在这些地区售出的"), required=False, help_text=_("一行一个；不限地区请留空")
    )
    n_produced = forms.IntegerField(label=_("生产数量"), required=False, min_value=0)
    n_recalled = forms.IntegerField(label=_("召回数量"), required=False, min_value=0)
    n_maker = _level(_("其中在生产者库存的"))
    n_distributor = _level(_("其中在经销环节的"))
    n_shop = _level(_("其中在零售环节的"))
    n_consumer = _level(_("其中在消费者手中的"))
    photo = forms.CharField(
        label=_("产品外观照片说明"), required=False, max_length=200,
        help_text=_("照片编号或存放位置"),
    )  # fmt: skip
    channels = long_field(
        _("销售渠道"), required=False, help_text=_("一行一个：销售者，地区，数量，网页地址（网售）")
    )
    situation = long_field(_("缺陷情况及部位"), required=False)
    determined_how = long_field(_("缺陷如何确定"), required=False)
    determined_on = day_field(_("缺陷确定日期"), required=False)
    consequences = long_field(_("可能后果及严重程度"), required=False)
    incidents = long_field(_("投诉、伤害（含境外）"), required=False)
    stopped = long_field(_("停止生产、销售的措施"), required=False)
    emergency = long_field(_("用户应立即怎么做"), required=False)
    remedies = forms.MultipleChoiceField(
        label=_("召回措施"), required=False, choices=REMEDIES, widget=forms.CheckboxSelectMultiple
    )
    disposal = long_field(_("召回产品的处置"), required=False)
    bears_costs = forms.BooleanField(
        label=_("消费者因召回支出的交通、误工等必要费用由本企业承担"), required=False
    )
    starts_on = day_field(_("召回开始日期"), required=False)
    ends_on = day_field(_("预计完成日期"), required=False)
    expected_percent = forms.DecimalField(
        label=_("预期完成率（%）"), required=False, max_digits=5, decimal_places=1
    )
    milestones = long_field(
        _("进度节点"), required=False,
        help_text=_("一行一个：开始后的天数、空格、百分比，例如 90 30；进度落后会提醒市局"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Say every gap at its field; a plan with gaps is not sent."""
        held = super().clean() or {}
        if self.recall is None or self.errors:
            return held
        texts, problems = tidied(held)
        if not problems:
            held |= {field: texts.get(name, "") for name, field in FIELDS.items()}
            problems += self._gaps(held)
            problems += promises_of({name: plain(v) for name, v in held.items()}, self.today)
        for field, words in problems:
            self.add_error(field if field in self.fields else None, words)
        return held

    def _gaps(self, held: dict[str, Any]) -> list[tuple[str, str]]:
        return [
            (_FIELD_OF.get(gap.field, ""), in_language(Label(gap.why_zh, gap.why_en)))
            for gap in missing_parts(self._plan(held))
        ]

    def _plan(self, held: dict[str, Any]) -> RecallPlan:
        assert self.recall is not None
        producer = self.recall.producer
        return RecallPlan(
            producer=PlanProducer(
                name=producer.name if producer else "", uscc=held["uscc"],
                address=held["address"], legal_representative=held["legal_representative"],
                lead=held["lead"], contact=held["contact"], phone=held["phone"],
            ),
            product=self._product(held),
            channels=tuple(Channel(seller=line) for line in lines(held["channels"])),
            defect=PlanDefect(
                situation=held["situation"], determined_how=held["determined_how"],
                determined_on=held["determined_on"], consequences=held["consequences"],
                incidents=held["incidents"],
            ),
            remedy=PlanRemedy(
                remedies=frozenset(map(Remedy, held["remedies"])), stopped=held["stopped"],
                emergency=held["emergency"], disposal=held["disposal"],
                producer_bears_costs=held["bears_costs"] or None,
            ),
            schedule=PlanSchedule(
                starts_on=held["starts_on"], ends_on=held["ends_on"],
                expected_percent=held["expected_percent"],
            ),
        )  # fmt: skip

    def _product(self, held: dict[str, Any]) -> PlanProduct:
        assert self.recall is not None
        return PlanProduct(
            name=self.recall.product.name, brand=held["brand"],
            model_no="、".join(lines(held["models"])),
            lots=tuple(lines(held["lots"]) or lines(held["serials"])),
            has_barcode={"yes": True, "no": False}.get(held["has_barcode"]),
            gtins=tuple(lines(held["gtin"])),
            produced_from=held["produced_from"], produced_to=held["produced_to"],
            n_produced=held["n_produced"], n_recalled=held["n_recalled"],
            photos=(held["photo"],) if held["photo"] else (),
        )  # fmt: skip

    def papers(self) -> dict[str, dict[str, Any]]:
        """The plan, with the units affected as the public look-up reads them."""
        papers = super().papers()
        papers[self.paper]["affected"] = [affected_line(self.cleaned_data)]
        return papers


class ChangedPlanForm(PlanForm):
    """The whole plan as it should now read, and why it is changed."""

    paper = "changed_plan"
    change_reason = long_field(_("变更的内容和理由"))

    def prepare(self) -> None:
        """Take over the plan in force."""
        held = plan_in_force(self.recall) if self.recall else None
        if held is not None:
            self.initial = {**held.content, "change_reason": ""}


class AcceptPlanForm(PaperForm):
    """Accepting needs no paper; a changed plan that covers less needs the city's consent."""

    consent = forms.BooleanField(label=_("同意缩小召回范围或减少召回数量"))
    consent_reason = long_field(_("同意的理由"))

    def prepare(self) -> None:
        """Ask for consent only where there is something to consent to."""
        smaller = self._covers_less()
        self.fields["consent"].help_text = _("变更后的计划不再包括：%(what)s") % {"what": smaller}
        if not smaller:
            self.fields.clear()

    def papers(self) -> dict[str, dict[str, Any]]:
        """The reason for the consent, where one was needed."""
        reason = self.cleaned_data.get("consent_reason")
        return {"reason": {"text": reason}} if reason else {}

    def _covers_less(self) -> str:
        if self.recall is None or self.recall.plan is None:
            return ""
        plan = latest_plan(self.recall)
        return "" if plan is None else covers_less(self.recall.plan.content, plan.content)
