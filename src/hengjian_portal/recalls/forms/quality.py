"""One thing a firm learned of its product."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.recall.hazards import HAZARDS
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.actions.quality import Noted
from hengjian_portal.recalls.forms.paper import labelled
from hengjian_portal.recalls.models import QualityNote


class QualityForm(forms.Form):
    """A return, a warranty case, a complaint, an injury, a test."""

    kind = forms.ChoiceField(label=_("来源"), choices=QualityNote.Kind)
    product_name = forms.CharField(label=_("产品名称"), max_length=160)
    model_no = forms.CharField(label=_("型号规格"), max_length=120)
    lot = forms.CharField(label=_("批次"), max_length=120, required=False)
    hazard = forms.ChoiceField(label=_("危害源"), choices=lambda: labelled(HAZARDS))
    what = long_field(_("情况"))
    n = forms.IntegerField(label=_("件数"), min_value=1, max_value=1_000_000, initial=1)
    happened_on = day_field(_("发生日期"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_happened_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError(_("日期不能晚于今天"))
        return day

    def noted(self) -> Noted:
        """As the action takes it."""
        return Noted(**self.cleaned_data)
