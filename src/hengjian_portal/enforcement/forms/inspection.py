"""What officers type on the spot, on a phone, item by item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.enforcement.checklists import CHECKLISTS, Answer
from hengjian_portal.enforcement.forms.paper import OfficersField, PaperForm, Papers
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import in_language, latest
from hengjian_portal.enforcement.seizures import Seized, standing
from hengjian_portal.look.fields import day_field, long_field

ANSWERS = (
    (Answer.OK.value, _("符合")),
    (Answer.NOT_OK.value, _("不符合")),
    (Answer.NOT_APPLICABLE.value, _("不适用")),
)
RESULTS = (
    ("nothing_found", _("未发现问题")),
    ("corrected_at_once", _("当场改正")),
    ("directive", _("责令限期改正")),
    ("case", _("建议立案")),
)


class RecordForm(PaperForm):
    """The record of an inspection: every item of its list, who was there, who signed, what follows."""

    paper = "inspection_record"
    present = OfficersField(_("到场执法人员"))
    others = forms.CharField(label=_("其他在场人员"), max_length=200, required=False)
    result = forms.ChoiceField(label=_("检查结果"), choices=RESULTS)
    remarks = long_field(_("现场情况"), required=False)
    signature = forms.ChoiceField(
        label=_("被检查人签名"),
        choices=(("signed", _("已签名")), ("refused", _("拒绝签名"))), widget=forms.RadioSelect,
    )  # fmt: skip
    signed_by = forms.CharField(label=_("签名人姓名"), max_length=60, required=False)

    def prepare(self) -> None:
        """The items of the list come first, each with its answer and a note."""
        if self.matter is None:
            return
        assignment = latest(self.matter, "assignment")
        listed = CHECKLISTS[assignment.content["checklist"]] if assignment else None
        items: dict[str, forms.Field] = {}
        for name, label in (listed.items if listed else {}).items():
            words = in_language(label)
            items[f"item-{name}"] = forms.ChoiceField(
                label=words, choices=ANSWERS, widget=forms.RadioSelect
            )
            items[f"note-{name}"] = forms.CharField(
                label=_("情况说明：%(item)s") % {"item": words}, max_length=400, required=False
            )
        self.fields = {**items, **self.fields}
        self.fields["present"].queryset = self.matter.officers.all()

    def clean(self) -> dict[str, Any]:
        """What is wrong is written down; whoever signed has a name."""
        held = super().clean() or {}
        for field in [name for name in held if name.startswith("item-")]:
            note = f"note-{field.removeprefix('item-')}"
            if held[field] == Answer.NOT_OK and not held.get(note):
                self.add_error(note, _("不符合的，请写明看到的情况"))
        if held.get("signature") == "signed" and not held.get("signed_by"):
            self.add_error("signed_by", _("请填写签名人姓名"))
        return held

    def papers(self) -> Papers:
        """The record: findings by item, and the rest."""
        held = self.cleaned_data
        names = [name.removeprefix("item-") for name in held if name.startswith("item-")]
        findings = {
            name: {"answer": held[f"item-{name}"], "note": held[f"note-{name}"]} for name in names
        }
        rest = {
            name: held[name] for name in ("others", "result", "remarks", "signature", "signed_by")
        }
        present = sorted(person.pk for person in held["present"])
        return {self.paper: {"findings": findings, "present": present, **rest}}


class CorrectionForm(PaperForm):
    """What the record got wrong, and what is right; the record itself stays."""

    paper = "correction_of_record"
    wrong = long_field(_("原记录有误之处"))
    right = long_field(_("更正为"))


class RecheckForm(PaperForm):
    """What was found when officers looked again."""

    paper = "recheck"
    checked_on = forms.DateField(
        label=_("复查日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    found = long_field(_("复查情况"))


class SeizureForm(PaperForm):
    """What is sealed or taken away, on what grounds, until when, and which officers were there."""

    paper = "seizure_record"
    measure = forms.ChoiceField(
        label=_("措施"), choices=(("sealed", _("就地封存")), ("detained", _("扣押"))),
        widget=forms.RadioSelect,
    )  # fmt: skip
    items = long_field(_("物品清单"), help_text=_("一行一件：名称、型号、编号、数量"))
    grounds = long_field(_("理由和依据"), help_text=_("写明违法事实和所依据的条款"))
    seized_on = day_field(_("实施日期"))
    until_on = day_field(_("期限至"), help_text=_("法定期限届满前须作出处理决定或者解除"))
    kept_at = forms.CharField(label=_("存放地点"), max_length=120)
    present = OfficersField(_("到场执法人员"))

    def prepare(self) -> None:
        """The officers of the inspection."""
        if self.matter is not None:
            self.fields["present"].queryset = self.matter.officers.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It ends after it began."""
        held = super().clean() or {}
        if held.get("seized_on") and held.get("until_on") and held["until_on"] < held["seized_on"]:
            self.add_error("until_on", _("期限不能早于实施日期"))
        return held

    def papers(self) -> Papers:
        """The record, its officers by number."""
        content = super().papers()[self.paper]
        present = sorted(person.pk for person in self.cleaned_data["present"])
        return {self.paper: {**content, "present": present}}


class _SeizedForm(PaperForm):
    """A decision on one of the seizures that stand."""

    seizure = forms.TypedChoiceField(label=_("哪一次封存、扣押"), coerce=int, choices=())

    def prepare(self) -> None:
        """Those that were not ended yet, by number and first item."""
        if self.matter is not None:
            self.fields["seizure"].choices = [  # type: ignore[attr-defined]
                (one.number, f"{one.number} · {one.items[0]}") for one in self.offered(self.matter)
            ]

    def offered(self, matter: Matter) -> list[Seized]:
        """The seizures this decision may be on."""
        return standing(matter)


class ExtendForm(_SeizedForm):
    """Until when the head of the bureau extends a seizure, and why."""

    paper = "extension_record"
    until_on = day_field(_("延长至"), help_text=_("期满前延长，只能一次，不超过三十日（待核）"))
    reason = long_field(_("延长的理由"), help_text=_("写明案情为何复杂，例如需要检验、鉴定"))

    def offered(self, matter: Matter) -> list[Seized]:
        """Those that were not extended yet."""
        return [one for one in standing(matter) if one.extension is None]


class ReleaseForm(_SeizedForm):
    """Which items of which seizure are released, why, and whether that ends it."""

    paper = "release_record"
    items = long_field(_("解除的物品"))
    ends = forms.BooleanField(
        label=_("这一次封存、扣押的物品至此全部解除"), required=False, initial=True,
        help_text=_("勾选后期限终止，其中登记的计价秤随即恢复；只解除一台秤的，在该秤的页面办理"),
    )  # fmt: skip
    reason = long_field(_("解除的理由"))


class ReasonForm(PaperForm):
    """An act that needs a written reason."""

    paper = "reason"
    text = long_field(_("理由"))


def findings_said(checklist: str, findings: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """The findings of a record as labels and words."""
    words, items = {name: str(label) for name, label in ANSWERS}, CHECKLISTS[checklist].items
    return [
        (in_language(items[name]), " · ".join(filter(None, (words[held["answer"]], held["note"]))))
        for name, held in findings.items()
    ]
