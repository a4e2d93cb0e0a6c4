"""A type approval, and a scale, as they are typed in."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.actions import Made, TypeFacts
from hengjian_portal.scales.models import TypeApproval

_GRAMS = Decimal(1000)


class DayInput(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TypeForm(forms.Form):
    """A type approval certificate, as it was granted."""

    number = forms.CharField(
        label=_("型式批准证书编号"), max_length=40, help_text=_("照证书填写，例如 2026F188-50")
    )
    maker = forms.ModelChoiceField(label=_("生产企业"), queryset=Body.objects.none())
    model_no = forms.CharField(label=_("型号"), max_length=80, help_text=_("例如 ACS-15QL"))
    short_code = forms.RegexField(
        r"^[0-9A-Za-z]{1,6}$", label=_("型式代号"),
        help_text=_("1至6位字母或数字，写进每台秤的生产码，例如 QL15A（演示格式，非官方）"),
        error_messages={"invalid": _("只能是1至6位字母或数字")},
    )  # fmt: skip
    norm = forms.ChoiceField(
        label=_("评价依据"), choices=TypeApproval.Norm.choices, widget=forms.RadioSelect
    )
    approved_on = forms.DateField(label=_("批准日期"), widget=DayInput)
    accuracy_class = forms.ChoiceField(
        label=_("准确度等级"),
        choices=[("III", _("III 中准确度级")), ("IIII", _("IIII 普通准确度级")),
                 ("II", _("II 高准确度级（不属于新规范围）"))],
    )  # fmt: skip
    max_kg = forms.DecimalField(
        label=_("最大秤量（kg）"), max_digits=6, decimal_places=3, help_text=_("例如 15")
    )
    min_g = forms.DecimalField(
        label=_("最小秤量（g）"), max_digits=7, decimal_places=1, help_text=_("例如 100")
    )
    e_g = forms.DecimalField(
        label=_("检定分度值 e（g）"), max_digits=7, decimal_places=2, help_text=_("例如 5")
    )
    ranges = forms.CharField(
        label=_("多分度秤的各段"), required=False, max_length=200,
        help_text=_("写成 最大秤量kg/e g，例如 6/2, 15/5；单一分度的秤不填"),
    )  # fmt: skip
    software_ids = forms.CharField(
        label=_("软件标识"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("证书上的软件标识，一行一个；旧型式没有的可不填"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maker"].queryset = Body.objects.filter(kind=Kind.SCALE_MAKER)  # type: ignore[attr-defined]

    def clean_ranges(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """Pairs of Max and e in g."""
        typed = self.cleaned_data["ranges"].replace("，", ",").strip(", ")
        try:
            pairs = [part.split("/") for part in typed.split(",") if part.strip()]
            return tuple((Decimal(most.strip()) * _GRAMS, Decimal(e.strip())) for most, e in pairs)
        except (ValueError, InvalidOperation) as error:
            raise ValidationError(_("请写成 6/2, 15/5 的样子")) from error

    def facts(self) -> TypeFacts:
        """What was typed, as the action takes it."""
        typed = dict(self.cleaned_data)
        software = [line.strip() for line in typed.pop("software_ids").splitlines()]
        max_g = typed.pop("max_kg") * _GRAMS
        return TypeFacts(
            **typed, max_g=max_g, software_ids=tuple(line for line in software if line)
        )


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

    def __init__(self, *args: Any, maker_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval"].queryset = TypeApproval.objects.filter(  # type: ignore[attr-defined]
            maker=maker_id
        ).select_related("maker")

    def made(self) -> Made:
        """What was typed, as the action takes it."""
        return Made(**{k: v for k, v in self.cleaned_data.items() if k != "approval"})
