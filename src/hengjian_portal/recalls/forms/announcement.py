"""The announcement: what the public reads first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.recall.lint import Advice
from hengjian.recall.stages import Label
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.editing import FIELD_OF, read_by_editor
from hengjian_portal.recalls.forms.paper import PaperForm, in_language
from hengjian_portal.recalls.forms.plan import REMEDIES
from hengjian_portal.recalls.queries.plans import plan_in_force


class AnnouncementForm(PaperForm):
    """What to do now comes first; the linter reads it, and says what could be plainer."""

    paper = "announcement"
    title = forms.CharField(label=_("标题"), max_length=160)
    do_now = long_field(_("现在怎么做"), help_text=_("第一句说“立即停止使用”；一行一步"))
    hazard = long_field(_("危险"), help_text=_("会怎样伤到谁"))
    defect = long_field(_("缺陷"))
    emergency = long_field(_("应急处置"))
    remedies = forms.MultipleChoiceField(
        label=_("召回措施"), choices=REMEDIES, widget=forms.CheckboxSelectMultiple
    )
    remedy_how = long_field(_("怎样办理"), help_text=_("打什么电话、寄到哪里、多久办好、费用谁出"))
    not_by_post = forms.BooleanField(label=_("不能邮寄、快递（例如电池、充电宝）"), required=False)
    disposal_how = long_field(
        _("不能邮寄的怎样处理"), required=False,
        help_text=_("送到哪里、怎样包好、谁上门取；消费者最先看到"),
    )  # fmt: skip
    n_recalled = forms.IntegerField(label=_("涉及数量"), min_value=1)
    phone = forms.CharField(label=_("咨询电话"), max_length=40)
    starts_on = day_field(_("召回开始日期"))
    ends_on = day_field(_("预计完成日期"), required=False)
    sold_where = forms.CharField(label=_("在哪里、什么时候销售"), max_length=200, required=False)
    title_en = forms.CharField(label=_("英文标题"), max_length=200, required=False)
    do_now_en = long_field(_("现在怎么做（英文）"), required=False)
    hazard_en = long_field(_("危险（英文）"), required=False)
    defect_en = long_field(_("缺陷（英文）"), required=False)
    emergency_en = long_field(_("应急处置（英文）"), required=False)
    remedy_how_en = long_field(_("怎样办理（英文）"), required=False)
    sold_where_en = forms.CharField(label=_("销售情况（英文）"), max_length=300, required=False)
    disposal_how_en = long_field(_("不能邮寄的怎样处理（英文）"), required=False)
    advice: list[tuple[str, str]] = []

    def prepare(self) -> None:
        """Take over from the plan what it already says."""
        if self.recall is None:
            return
        plan = plan_in_force(self.recall)
        held = plan.content if plan else {}
        product = self.recall.product.name
        self.initial = {
            "title": f"{self._producer()}召回部分{held.get('brand', '')}{product}",
            "do_now": f"立即停止使用。\n{held.get('emergency', '')}",
            "hazard": held.get("consequences", ""), "defect": held.get("situation", ""),
            "emergency": held.get("emergency", ""), "remedies": held.get("remedies", []),
            "n_recalled": held.get("n_recalled"), "phone": held.get("phone", ""),
            "starts_on": held.get("starts_on"), "ends_on": held.get("ends_on"),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Nothing missing that an announcement must show; plainer words are advice, no condition."""
        held = super().clean() or {}
        if held.get("not_by_post") and not held.get("disposal_how"):
            self.add_error("disposal_how", _("不能邮寄的，请写明消费者怎样处理"))
        if self.recall is None or self.errors:
            return held
        found = read_by_editor(self.recall, held)
        for gap in found.missing:
            field = FIELD_OF.get(gap.field, gap.field)
            words = in_language(Label(gap.why_zh, gap.why_en))
            self.add_error(field if field in self.fields else None, words)
        self.advice = [self._said(one) for one in found.advice]
        return held

    def _said(self, one: Advice) -> tuple[str, str]:
        """Where the advice is about, as the form calls it, and what it says."""
        field = self.fields.get(FIELD_OF.get(one.field, one.field))
        where = str(field.label) if field is not None else ""
        return where, in_language(Label(one.what_zh, one.what_en))

    def _producer(self) -> str:
        # By its registered name: an announcement is Chinese, whoever writes it in which language.
        producer = self.recall.producer if self.recall else None
        return producer.name if producer else ""

    def papers(self) -> dict[str, dict[str, Any]]:
        """The announcement with the facts readers look for."""
        papers = super().papers()
        assert self.recall is not None
        papers[self.paper] |= {
            "producer": self._producer(), "product": self.recall.product.name,
            "brand": self.recall.product.brand,
        }  # fmt: skip
        return papers


class CorrectionForm(AnnouncementForm):
    """The whole announcement as it should read, and why it is corrected."""

    reason = long_field(_("更正的理由"))

    def prepare(self) -> None:
        """Take over the wording in force."""
        super().prepare()
        latest = self.recall.announcements.first() if self.recall else None
        if latest is not None:
            self.initial = {**self.initial, **latest.content, "reason": ""}


class WithdrawalForm(PaperForm):
    """Why the announcement is withdrawn."""

    reason = long_field(_("撤回的理由"), help_text=_("会向公众显示"))


class AlertReading(PaperForm):
    """How a consumer alert reads: nobody recalls, the public is warned all the same."""

    title = forms.CharField(label=_("标题"))
    do_now = long_field(_("现在怎么做"))
    hazard = long_field(_("危险"))
    title_en = forms.CharField(label=_("英文标题"))
    do_now_en = long_field(_("现在怎么做（英文）"))
    hazard_en = long_field(_("危险（英文）"))
