"""The announcement: what the public reads first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.recall.announcement import weakening_words
from hengjian_portal.look.tongues import listed
from hengjian_portal.recalls.forms.paper import PaperForm, day_field, long_field
from hengjian_portal.recalls.forms.plan import REMEDIES
from hengjian_portal.recalls.queries.plans import plan_in_force


class AnnouncementForm(PaperForm):
    """What to do now comes first; the words must not make the danger look small."""

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
    disposal_how_en = long_field(_("不能邮寄的怎样处理（英文）"), required=False)

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
        """No weakening word about the danger."""
        held = super().clean() or {}
        for name, value in list(held.items()):
            found = weakening_words(value) if isinstance(value, str) else ()
            if found:
                words = listed(sorted({one.word for one in found}))
                self.add_error(name, _("请删去淡化危险的词：%(words)s") % {"words": words})
        if held.get("not_by_post") and not held.get("disposal_how"):
            self.add_error("disposal_how", _("不能邮寄的，请写明消费者怎样处理"))
        return held

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
