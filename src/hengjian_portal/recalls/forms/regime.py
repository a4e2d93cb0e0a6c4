"""How a regime reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.recall.regimes import Regime


class RegimeForm(forms.Form):
    """To whom a defect is reported, who may order the recall, and on what source one says so."""

    recipient = forms.CharField(label=_("报告对象"), max_length=120)
    recipient_en = forms.CharField(label=_("报告对象（英文）"), max_length=160)
    ordered_by = forms.CharField(label=_("责令召回机关"), max_length=120)
    ordered_by_en = forms.CharField(label=_("责令召回机关（英文）"), max_length=160)
    law = forms.CharField(label=_("法律依据"), max_length=160)
    law_en = forms.CharField(label=_("法律依据（英文）"), max_length=200)
    article = forms.CharField(label=_("条款"), max_length=20, required=False)
    confirmed = forms.BooleanField(label=_("已与官方文本核对"), required=False)
    source = forms.CharField(
        label=_("来源"), max_length=200, help_text=_("文本标题、文号、条款；何处、何时查阅")
    )

    def __init__(self, *args: Any, regime: Regime, **kwargs: Any) -> None:
        start = {
            "recipient": regime.recipient.zh, "recipient_en": regime.recipient.en,
            "ordered_by": regime.ordered_by.zh, "ordered_by_en": regime.ordered_by.en,
            "law": regime.law.zh, "law_en": regime.law.en, "article": regime.article,
            "confirmed": regime.confirmed,
        }  # fmt: skip
        super().__init__(*args, initial=start, **kwargs)
