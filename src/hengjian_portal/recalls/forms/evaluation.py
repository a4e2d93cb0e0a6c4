"""Forms of what became of a recall: its effect, a further round, its waking, its moving on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.look.fields import long_field
from hengjian_portal.recalls.forms.authority import ServedForm
from hengjian_portal.recalls.forms.paper import PaperForm


class EffectForm(PaperForm):
    """What the recall has come to, against what its plan expected."""

    paper = "effect_assessment"
    levels = long_field(
        _("各环节完成情况"), help_text=_("生产者、经销、零售、消费者，对照召回数量")
    )
    reached = forms.ChoiceField(
        label=_("是否达到预期"), choices=[("yes", _("达到")), ("no", _("未达到"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    incidents = long_field(_("召回后的事故"), required=False)
    causes = long_field(_("原因分析"))
    measures = long_field(_("改进要求"), required=False)


class EffectiveForm(EffectForm):
    """The recall did what its plan expected."""

    def clean_reached(self) -> str:
        """It must have."""
        if self.cleaned_data["reached"] != "yes":
            raise forms.ValidationError(_("未达到预期的，请选择“继续实施召回”或“要求再次召回”"))
        return str(self.cleaned_data["reached"])


class AgainForm(ServedForm):
    """Below expectation: the assessment, and the notice that asks for a further recall."""

    levels = long_field(_("各环节完成情况"))
    causes = long_field(_("未达到预期的原因"))
    incidents = long_field(_("召回后的事故"), required=False)
    demands = long_field(_("再次召回的要求"), help_text=_("新计划应怎样改"))
    _NOTICE = ("demands", "served_on", "served_how")

    def papers(self) -> dict[str, dict[str, Any]]:
        """Two papers: the assessment, and the notice."""
        self.paper = "effect_assessment"
        held = super().papers()[self.paper]
        notice = {name: held.pop(name) for name in self._NOTICE}
        held |= {"reached": "no", "measures": notice["demands"]}
        notice |= {"scope": "", "grounds": notice.pop("demands")}
        return {"effect_assessment": held, "recall_notice": notice}


class MergeForm(PaperForm):
    """The other case that goes on with this one's facts."""

    paper = "target_case"
    case_no = forms.CharField(label=_("并入的案件编号"), max_length=20)
    reason = long_field(_("理由"))


class LetterForm(PaperForm):
    """The letter by which a case goes to the producer's province."""

    paper = "letter"
    to = forms.CharField(label=_("移送机关"), max_length=120)
    reason = long_field(_("移送理由"), help_text=_("生产者所在地"))
    enclosed = long_field(_("随附材料"))
    receipt = forms.CharField(label=_("签收凭证"), max_length=120, required=False)

    def prepare(self) -> None:
        """The regulator of the producer's province."""
        if self.recall is not None and self.recall.province:
            self.fields["to"].initial = f"{self.recall.province}市场监督管理局"
