"""A scale as its maker types it in, or hands it in in a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hengjian_portal.scales.actions import Made
from hengjian_portal.scales.models import TypeApproval
from hengjian_portal.watch.imports.table import MOST_BYTES


class DayInput(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def types_of(maker_id: int | None) -> QuerySet[TypeApproval]:
    """The types a maker may still make something of; a revoked one is left out."""
    return TypeApproval.objects.filter(maker=maker_id, revoked_on=None).select_related("maker")


class ScaleForm(forms.Form):
    """One scale of one's own make."""

    approval = forms.ModelChoiceField(label=_("型式"), queryset=TypeApproval.objects.none())
    serial_no = forms.RegexField(
        r"^[0-9A-Za-z]{1,8}$", label=_("出厂编号"),
        help_text=_("铭牌上的编号，1至8位字母或数字，例如 26000123"),
        error_messages={"invalid": _("只能是1至8位字母或数字")},
    )  # fmt: skip
    made_on = forms.DateField(label=_("出厂日期"), widget=DayInput)
    software_id = forms.CharField(
        label=_("软件标识"), max_length=40, required=False,
        help_text=_("秤上显示的软件标识，须与型式批准证书一致"),
    )  # fmt: skip

    seal_no = forms.CharField(
        label=_("出厂铅封编号"), max_length=40, required=False,
        help_text=_("出厂时加了铅封的，填写领用的编号"),
        widget=forms.TextInput(attrs={"data-scan": "1"}),
    )  # fmt: skip

    def __init__(self, *args: Any, maker_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval"].queryset = types_of(maker_id)  # type: ignore[attr-defined]

    def made(self) -> Made:
        """What was typed, as the action takes it."""
        return Made(**{k: v for k, v in self.cleaned_data.items() if k != "approval"})


class RunForm(forms.Form):
    """A file of scales of one type."""

    approval = forms.ModelChoiceField(label=_("型式"), queryset=TypeApproval.objects.none())
    file = forms.FileField(
        label=_("文件"),
        help_text=_(
            "CSV或.xlsx，不超过10 MB、100 000行；列：出厂编号、出厂日期、软件标识、铅封编号（可不填）"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={"empty": _("文件是空的")},
    )  # fmt: skip

    def __init__(self, *args: Any, maker_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval"].queryset = types_of(maker_id)  # type: ignore[attr-defined]

    def clean_file(self) -> tuple[str, bytes]:
        """The name and the bytes; no more is read than may be taken."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过10 MB：请分成几个文件"))
        return str(file.name)[-160:], file.read()
