"""Samples and their hands, as they are typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.look.fields import day_field
from hengjian_portal.recalls.actions.sample import Handed, Taken
from hengjian_portal.recalls.models import Custody


class SampleForm(forms.Form):
    """One sample as it was taken."""

    what = forms.CharField(label=_("样品"), max_length=200, help_text=_("名称、型号、批次"))
    amount = forms.IntegerField(label=_("数量"), min_value=1, max_value=100_000)
    taken_on = day_field(_("抽样日期"))
    taken_from = forms.CharField(label=_("抽样地点和被抽样单位"), max_length=160)
    witnesses = forms.CharField(label=_("抽样人员"), max_length=160, help_text=_("不少于两人"))
    seal_no = forms.CharField(label=_("封签编号"), max_length=40, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_taken_on(self) -> Any:
        """A day that has come."""
        if self.cleaned_data["taken_on"] > self.today:
            raise forms.ValidationError(_("日期不能晚于今天"))
        return self.cleaned_data["taken_on"]

    def taken(self) -> Taken:
        """As the action takes it."""
        return Taken(**self.cleaned_data)


class CustodyForm(forms.Form):
    """The next hand a sample goes into."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    step = forms.ChoiceField(label=_("环节"), choices=Custody.Step)
    to = forms.CharField(label=_("交给"), max_length=160, help_text=_("单位和经手人"))
    condition = forms.CharField(label=_("样品状态"), max_length=200)
    seal_whole = forms.BooleanField(label=_("封签完好"), required=False)

    def handed(self) -> Handed:
        """As the action takes it."""
        return Handed(**self.cleaned_data)
