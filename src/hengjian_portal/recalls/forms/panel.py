"""Forms of a panel: its list, the public numbers, an expert's answer and opinion, recusal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.draw.draw_list import SIZES
from hengjian.errors import HengjianError
from hengjian.recall.hazards import HAZARDS
from hengjian_portal.accounts.policy import said
from hengjian_portal.enforcement.forms.chance import ChanceForm
from hengjian_portal.look.fields import long_field
from hengjian_portal.recalls.actions.panel import PanelWish
from hengjian_portal.recalls.actions.seat import Answer
from hengjian_portal.recalls.forms.paper import PaperForm, labelled
from hengjian_portal.recalls.models import Opinion, Panel, Recall
from hengjian_portal.recalls.queries.panels import may_be_called


class ListForm(ChanceForm):
    """The list to fix: for what, how many, which specialities, and what chance will decide."""

    purpose = forms.ChoiceField(label=_("用途"), choices=Panel.Purpose.choices)
    size = forms.TypedChoiceField(
        label=_("人数"), coerce=int, choices=[(n, str(n)) for n in SIZES],
        help_text=_("单数；重大案件宜取较多人数"),
    )  # fmt: skip
    specialities = forms.MultipleChoiceField(
        label=_("专业方向"), choices=lambda: labelled(HAZARDS), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("purpose", "size", "specialities", "issue_0", "issue_1", "draws_on")

    def __init__(self, *args: Any, recall: Recall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        open_for = may_be_called(recall)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            choice for choice in Panel.Purpose.choices if choice[0] in open_for
        ]
        self.initial |= {"specialities": _hazards_of(recall)}

    def wish(self) -> PanelWish:
        """The panel wanted, as the action takes it."""
        held = self.cleaned_data
        return PanelWish(held["purpose"], held["size"], tuple(held["specialities"]), self.chance())


class GroundsForm(forms.Form):
    """A reason, for what is not done without one."""

    reason = long_field(_("理由"))


class AnswerForm(forms.Form):
    """An expert's answer to a call."""

    accepts = forms.ChoiceField(
        label=_("能否参加"), choices=[("yes", _("参加")), ("no", _("不能参加"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    ties = long_field(
        _("申报利害关系"), required=False,
        help_text=_("与生产者或其竞争企业的任职、持股、有偿咨询、亲属关系，或参与过本案检验。没有的不填；一经申报即回避"),
    )  # fmt: skip
    promises = forms.BooleanField(
        label=_("我承诺：没有上述利害关系，不向任何人透露本案材料和讨论"), required=False
    )
    reason = long_field(_("不能参加的原因"), required=False)

    def clean(self) -> dict[str, Any]:
        """Who comes promises, or declares a tie."""
        held = super().clean() or {}
        comes = held.get("accepts") == "yes" and not held.get("ties")
        if comes and not held.get("promises"):
            self.add_error("promises", _("参加前请作出承诺；不能承诺的，请选择不能参加"))
        return held

    def answer(self) -> Answer:
        """The answer as the action takes it."""
        held = self.cleaned_data
        return Answer(held["accepts"] == "yes", held["ties"], held["promises"], held["reason"])


class OpinionForm(forms.Form):
    """An expert's own opinion."""

    finding = forms.ChoiceField(
        label=_("结论"), choices=Opinion.Finding.choices, widget=forms.RadioSelect
    )
    reasons = long_field(_("认定理由"))
    risk = long_field(_("对风险的意见"), required=False)
    confirmed = forms.BooleanField(
        label=_("本意见由我独立作出；我知道签署后不能修改，其他专家的意见在全部签署后才能看到")
    )


class DecisionForm(forms.Form):
    """Whether an expert is recused on request."""

    upheld = forms.ChoiceField(
        label=_("是否回避"), choices=[("yes", _("同意回避")), ("no", _("不同意回避"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    decision = long_field(_("理由"))


class DrawReading(PaperForm):
    """How the record of a draw reads among the papers of its case."""

    panel = forms.CharField(label=_("专家组"))
    list_digest = forms.CharField(label=_("名单摘要"))
    results = long_field(_("开奖结果"))
    seed = forms.CharField(label=_("种子"))
    drawn = forms.CharField(label=_("抽中"))
    substitutes = forms.CharField(label=_("候补"))


class OpinionsReading(PaperForm):
    """How the opinions of a panel read among the papers of its case."""

    panel = forms.CharField(label=_("专家组"))
    majority = forms.ChoiceField(label=_("多数意见"), choices=Opinion.Finding.choices)
    tally = forms.CharField(label=_("票数"))
    agreeing = long_field(_("多数意见的理由"))
    dissent = long_field(_("不同意见"))


def refuse(form: forms.Form, error: HengjianError) -> None:
    """Put an action's refusal on top of its form, in the reader's language."""
    form.add_error(None, said(error, get_language()))


def _hazards_of(recall: Recall) -> list[str]:
    papers = recall.documents.filter(kind__in=["defect_record", "analysis_note"])
    last = papers.order_by("-id").first()
    return list(last.content.get("hazards", [])) if last else []
