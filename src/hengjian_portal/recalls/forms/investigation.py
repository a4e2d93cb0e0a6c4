"""Forms of the investigation: the notice, its answer, the defect."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hengjian.recall.defect import (
    Basis,
    Breadth,
    Cause,
    DefectClaim,
    DefectOutcome,
    Endangered,
    is_defect,
)
from hengjian.recall.hazards import HARMS, HAZARDS, Harm, Hazard
from hengjian_portal.accounts.models import Body
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.forms.paper import PaperForm, in_language, labelled

_CAUSES = [
    (Cause.DESIGN.value, _("设计")),
    (Cause.MANUFACTURE.value, _("制造")),
    (Cause.WARNING.value, _("警示说明")),
]
_BREADTHS = [
    (Breadth.BATCH.value, _("同一批次")),
    (Breadth.MODEL.value, _("同一型号")),
    (Breadth.CATEGORY.value, _("同一类别")),
    (Breadth.SINGLE_ITEM.value, _("仅个别产品")),
]
_ENDANGERED = [(Endangered.PERSON.value, _("人身")), (Endangered.PROPERTY.value, _("财产"))]
_BASES = [
    (Basis.UNREASONABLE_DANGER.value, _("存在不合理危险")),
    (Basis.STANDARD_NONCONFORMITY.value, _("不符合安全标准")),
]
SERVED = [
    ("in_person", _("直接送达")),
    ("post", _("邮寄送达（以回执为准）")),
    ("electronic", _("电子送达（经同意）")),
    ("left", _("留置送达")),
]


def served_already(form: Any) -> Any:
    """The day a paper was served: come already, and not before the lead was received."""
    day = form.cleaned_data["served_on"]
    if day > form.today:
        raise forms.ValidationError(_("送达日期不能晚于今天"))
    if form.recall is not None and day < localdate(form.recall.received_at):
        raise forms.ValidationError(_("送达日期不能早于收到线索之日"))
    return day


class NoticeForm(PaperForm):
    """The notice that tells a producer to investigate. Its days run from proven service."""

    paper = "investigation_notice"
    minutes = long_field(_("技术会商结论"))
    producer = forms.ModelChoiceField(
        label=_("生产者"), queryset=Body.objects.filter(kind__in=["producer", "domestic_agent"])
    )
    suspected = long_field(_("怀疑的缺陷"))
    days = forms.IntegerField(
        label=_("要求答复的工作日数"), min_value=1, max_value=90,
        help_text=_("期限由通知书确定，自送达次日起算"),
    )  # fmt: skip
    served_on = day_field(_("送达日期"), help_text=_("以送达回证为准，不是发出之日"))
    served_how = forms.ChoiceField(label=_("送达方式"), choices=SERVED)

    def prepare(self) -> None:
        """The firm the product names, where it is registered as a producer here."""
        if self.recall is not None and self.recall.product.firm is not None:
            named = self.fields["producer"].queryset.filter(name=self.recall.product.firm.name)
            self.fields["producer"].initial = named.first()
        self.fields["producer"].help_text = _("名单里没有的，请先由系统管理员登记该单位")

    clean_served_on = served_already

    def papers(self) -> dict[str, dict[str, Any]]:
        """The notice names its producer by number and, for readers, by name."""
        papers = super().papers()
        body: Body = self.cleaned_data["producer"]
        papers[self.paper] |= {"producer": body.pk, "producer_name": body.name}
        return papers


class ResultForm(PaperForm):
    """What the producer found."""

    paper = "investigation_result"
    method = long_field(_("调查方法与样品"))
    tests = long_field(_("检验测试情况"), required=False)
    cause = long_field(_("原因分析"))
    conclusion = forms.ChoiceField(
        label=_("结论"), choices=[("defect", _("存在缺陷")), ("no_defect", _("不存在缺陷"))]
    )
    extent = long_field(_("涉及范围"), help_text=_("型号、批次、生产日期和数量"))
    complaints = long_field(_("投诉、索赔和伤害情况"), required=False)
    signatory = forms.CharField(label=_("签署人"), max_length=60)


class DefectForm(PaperForm):
    """The defect, limb by limb. A fault of one item is no defect: it is a quality complaint."""

    paper = "defect_record"
    causes = forms.MultipleChoiceField(
        label=_("缺陷原因"), choices=_CAUSES, widget=forms.CheckboxSelectMultiple
    )
    breadth = forms.ChoiceField(label=_("普遍程度"), choices=_BREADTHS, widget=forms.RadioSelect)
    endangers = forms.MultipleChoiceField(
        label=_("危及"), choices=_ENDANGERED, widget=forms.CheckboxSelectMultiple
    )
    hazards = forms.MultipleChoiceField(
        label=_("危害源"), choices=lambda: labelled(HAZARDS), widget=forms.CheckboxSelectMultiple
    )
    harms = forms.MultipleChoiceField(
        label=_("可能的伤害"), choices=lambda: labelled(HARMS), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    bases = forms.MultipleChoiceField(
        label=_("认定依据"), choices=_BASES, widget=forms.CheckboxSelectMultiple
    )
    danger = long_field(_("危险说明"), help_text=_("谁、怎样使用时、会受到什么伤害"))
    concluded_on = day_field(_("得出结论之日"), help_text=_("报送召回计划的期限自次日起算"))

    def clean_concluded_on(self) -> Any:
        """Concluded already."""
        day = self.cleaned_data["concluded_on"]
        if day > self.today:
            raise forms.ValidationError(_("结论日期不能晚于今天"))
        return day

    def clean(self) -> dict[str, Any]:
        """Hold the limbs against the definition; say which one is not filled."""
        held = super().clean() or {}
        if self.errors:
            return held
        finding = is_defect(_claim(held))
        if finding.outcome is not DefectOutcome.DEFECT:
            for reason in finding.reasons:
                if not reason.holds:
                    self.add_error(None, in_language(reason))
        return held


def _claim(held: dict[str, Any]) -> DefectClaim:
    return DefectClaim(
        causes=frozenset(map(Cause, held["causes"])),
        breadth=Breadth(held["breadth"]),
        endangers=frozenset(map(Endangered, held["endangers"])),
        bases=frozenset(map(Basis, held["bases"])),
        hazards=frozenset(map(Hazard, held["hazards"])),
        harms=frozenset(map(Harm, held["harms"])),
    )
