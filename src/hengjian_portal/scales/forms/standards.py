"""A standard, and its new certificate, as they are typed."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.scales.actions.standards import NewStandard
from hengjian_portal.scales.forms.making import DayInput

_KILO = Decimal(1000)


class CertificateForm(forms.Form):
    """The certificate of a standard."""

    certificate_no = forms.CharField(label=_("证书编号"), max_length=60)
    certificate_until = forms.DateField(label=_("证书有效期至"), widget=DayInput)


class StandardForm(CertificateForm):
    """A standard as it stands in the cupboard."""

    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如 标准砝码组"))
    number = forms.CharField(label=_("编号"), max_length=40)
    accuracy = forms.CharField(label=_("准确度"), max_length=20, help_text=_("例如 M1 级"))
    up_to_kg = forms.DecimalField(
        label=_("最多可加载 kg"), min_value=Decimal("0.001"), max_value=Decimal(1000),
        max_digits=7, decimal_places=3,
    )  # fmt: skip
    field_order = ("name", "number", "accuracy", "up_to_kg", "certificate_no", "certificate_until")

    def facts(self) -> NewStandard:
        """What was typed, as the action takes it."""
        typed = dict(self.cleaned_data)
        return NewStandard(up_to_g=typed.pop("up_to_kg") * _KILO, **typed)
