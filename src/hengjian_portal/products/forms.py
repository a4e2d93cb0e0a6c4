"""What people type about products."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.errors import HengjianError
from hengjian.text.gtin import parse_gtin
from hengjian_portal.accounts.policy import said
from hengjian_portal.products.queries import ProductFacts


class GtinField(forms.CharField):
    """A barcode number as printed: 8, 12, 13 or 14 digits; kept as 14."""

    def __init__(self, **more: object) -> None:
        super().__init__(
            label=_("条码"), required=False, max_length=30,
            help_text=_("包装条码下方的数字，例如 6901234567892"),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "data-scan": "1"}),
            **more,
        )  # fmt: skip

    def clean(self, value: object) -> str:
        """The number with 14 digits; a wrong check digit is said."""
        typed = str(super().clean(value) or "").strip()
        if not typed:
            return ""
        try:
            return parse_gtin(typed)
        except HengjianError as error:
            raise ValidationError(said(error, get_language())) from error


class ProductForm(forms.Form):
    """A product as it is sold."""

    name = forms.CharField(label=_("产品名称"), max_length=160)
    brand = forms.CharField(label=_("品牌"), max_length=80, required=False)
    model_no = forms.CharField(label=_("型号规格"), max_length=120, required=False)
    gtin = GtinField()
    category = forms.CharField(label=_("类别"), max_length=40, required=False)
    firm_name = forms.CharField(label=_("生产者"), max_length=160, required=False)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)

    def facts(self) -> ProductFacts:
        """What was typed, as the registry takes it."""
        return ProductFacts(**self.cleaned_data)
