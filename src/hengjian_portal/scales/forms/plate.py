"""What stands on a plate: model, limits, software; as a certificate or an application has it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.scales.actions import TypeFacts
from hengjian_portal.scales.actions.types import Design
from hengjian_portal.scales.models import TypeApproval

_GRAMS = Decimal(1000)
_IN_SCOPE = [("III", _("III 中准确度级")), ("IIII", _("IIII 普通准确度级"))]


class PlateForm(forms.Form):
    """Model and limits of a type."""

    model_no = forms.CharField(label=_("型号"), max_length=80, help_text=_("例如 ACS-15QL"))
    accuracy_class = forms.ChoiceField(label=_("准确度等级"), choices=_IN_SCOPE)
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
        label=_("软件标识"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("证书上的软件标识，一行一个；旧型式没有的可不填"),
    )  # fmt: skip

    def clean_ranges(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """Pairs of Max and e in g."""
        typed = self.cleaned_data["ranges"].replace("，", ",").strip(", ")
        try:
            pairs = [part.split("/") for part in typed.split(",") if part.strip()]
            return tuple((Decimal(most.strip()) * _GRAMS, Decimal(e.strip())) for most, e in pairs)
        except (ValueError, InvalidOperation) as error:
            raise ValidationError(_("请写成 6/2, 15/5 的样子")) from error

    def clean_software_ids(self) -> tuple[str, ...]:
        """One identification a line."""
        lines = tuple(line.strip() for line in self.cleaned_data["software_ids"].splitlines())
        if any(len(line) > 40 for line in lines):
            raise ValidationError(_("软件标识不超过40个字符"))
        return tuple(dict.fromkeys(line for line in lines if line))

    def typed(self) -> dict[str, Any]:
        """What was typed, masses in g."""
        typed = dict(self.cleaned_data)
        return typed | {"max_g": typed.pop("max_kg") * _GRAMS}


class TypeForm(PlateForm):
    """A type approval certificate that was granted elsewhere."""

    number = forms.CharField(
        label=_("型式批准证书编号"), max_length=40, help_text=_("照证书填写，例如 2026F188-50")
    )
    maker = forms.ModelChoiceField(label=_("生产企业"), queryset=Body.objects.none())
    short_code = forms.RegexField(
        r"^[0-9A-Za-z]{1,6}$", label=_("型式代号"),
        help_text=_("1至6位字母或数字，写进每台秤的生产码，例如 QL15A（演示格式，非官方）"),
        error_messages={"invalid": _("只能是1至6位字母或数字")},
    )  # fmt: skip
    norm = forms.ChoiceField(
        label=_("评价依据"), choices=TypeApproval.Norm.choices, widget=forms.RadioSelect
    )
    approved_on = day_field(_("批准日期"))
    valid_until = day_field(
        _("有效期至"), required=False, help_text=_("证书没有写明的不填；此后制造的秤不能登记")
    )
    field_order = (
        "number",
        "maker",
        "model_no",
        "short_code",
        "norm",
        "approved_on",
        "valid_until",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maker"].queryset = Body.objects.filter(kind=Kind.SCALE_MAKER)  # type: ignore[attr-defined]
        self.fields["accuracy_class"].choices = [  # type: ignore[attr-defined]
            *_IN_SCOPE, ("II", _("II 高准确度级（不属于新规范围）")),
        ]  # fmt: skip

    def facts(self) -> TypeFacts:
        """What was typed, as the action takes it."""
        return TypeFacts(**self.typed())


class ApplyForm(PlateForm):
    """A maker's application; what the certificate will say, and what the evaluation starts from."""

    key_parts = forms.CharField(
        label=_("关键零部件"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一行一个：名称/型号/生产企业，例如 称重传感器/L6D-C3/某某传感器公司"),
    )  # fmt: skip
    description = long_field(
        _("结构与软件说明"),
        required=False,
        help_text=_("说明开壳锁机、授权解锁、唯一性信息如何实现"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["software_ids"].required = True
        self.fields["software_ids"].help_text = _("秤上能显示的软件标识，一行一个")

    def clean_key_parts(self) -> tuple[tuple[str, str, str], ...]:
        """What, which model, by whom."""
        rows = []
        for line in self.cleaned_data["key_parts"].splitlines():
            parts = [part.strip() for part in line.replace("／", "/").split("/")]
            if not any(parts):
                continue
            if len(parts) != 3 or not all(parts):
                raise ValidationError(_("请一行写一个：名称/型号/生产企业"))
            rows.append((parts[0], parts[1], parts[2]))
        return tuple(rows)

    def design(self) -> Design:
        """What was typed, as the action takes it."""
        return Design(**self.typed())
