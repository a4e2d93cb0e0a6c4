"""A request for verification, and a day out, as they are typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.look.figures import day as written_day
from hengjian_portal.scales.actions.field_days import Outing
from hengjian_portal.scales.actions.requests import Wish
from hengjian_portal.scales.forms.lines import in_a_line
from hengjian_portal.scales.forms.making import DayInput
from hengjian_portal.scales.models import FieldDay, Scale, VerificationRequest
from hengjian_portal.scales.requests import days_visible_to, may_be_asked_for

_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_WITHIN = timedelta(days=14)


class ScalesField(forms.ModelMultipleChoiceField):
    """Scales to choose from: where they stand and until when they are verified."""

    def label_from_instance(self, obj: Any) -> str:
        """One scale in a line."""
        until = f" · {written_day(obj.live_until)}" if obj.live_until else ""
        where = " ".join(filter(None, (str(obj.market or ""), obj.stall)))
        return in_a_line(f"{obj.production_code} · {where} · {obj.get_state_display()}{until}")


class AskForm(forms.Form):
    """Which scales, when, and what else."""

    scales = ScalesField(
        label=_("要检定的秤"), queryset=Scale.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("不能使用的和快到期的排在前面；一次只选同一市场的"),
    )  # fmt: skip
    wanted_from = forms.DateField(label=_("希望从哪天起"), widget=DayInput)
    wanted_to = forms.DateField(label=_("最迟哪天"), widget=DayInput)
    note = forms.CharField(
        label=_("备注"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：早市九点后方便；摊位在二楼"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, day: date, **kwargs: Any) -> None:
        start = {"wanted_from": day, "wanted_to": day + _WITHIN}
        super().__init__(*args, initial={**start, **kwargs.pop("initial", {})}, **kwargs)
        self.fields["scales"].queryset = may_be_asked_for(actor, day)  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """What was typed, as the action takes it."""
        return Wish(**{**self.cleaned_data, "scales": tuple(self.cleaned_data["scales"])})


class DayForm(forms.Form):
    """A day, and the two who go."""

    day = forms.DateField(label=_("外出日期"), widget=DayInput)
    verifier = forms.ModelChoiceField(label=_("检定员"), queryset=Person.objects.none())
    checker = forms.ModelChoiceField(label=_("核验员"), queryset=Person.objects.none())
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, initial={"verifier": actor.person_id}, **kwargs)
        colleagues = Person.objects.filter(body=actor.body_id, is_active=True)
        for name in ("verifier", "checker"):
            self.fields[name].queryset = colleagues  # type: ignore[attr-defined]

    def outing(self) -> Outing:
        """What was typed, as the action takes it."""
        return Outing(**self.cleaned_data)


class AppointForm(forms.Form):
    """On which of the body's days, at what time."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    field_day = forms.ModelChoiceField(label=_("外出日期"), queryset=FieldDay.objects.none())
    arrives = forms.TimeField(
        label=_("到达时间"), widget=_TIME, help_text=_("当天已有这个市场的，用原来的时间")
    )

    def __init__(
        self, *args: Any, asked: VerificationRequest, actor: Actor, day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"version": asked.version, "arrives": "09:00"}, **kwargs)
        ahead = days_visible_to(actor).filter(day__gte=day, called_off_because="")
        self.fields["field_day"].queryset = ahead.order_by("day")  # type: ignore[attr-defined]
        self.fields["field_day"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.day:%Y-%m-%d} · {one.verifier.name}、{one.checker.name}"
        )


class SettleForm(forms.Form):
    """Why a request is withdrawn or turned away."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
