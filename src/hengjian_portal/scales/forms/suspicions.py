"""What an officer types to take a suspicion up or to say that there is nothing in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.forms import district_choices
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.forms.opening import checklist_choices
from hengjian_portal.enforcement.forms.paper import OfficersField
from hengjian_portal.look.fields import day_field
from hengjian_portal.scales import suspicions
from hengjian_portal.scales.actions.scanning import Where
from hengjian_portal.scales.actions.suspecting import Plan, dismiss, take_up
from hengjian_portal.scales.models import Suspicion


class DecisionForm(forms.Form):
    """One decision on a suspicion, at the version the page showed."""

    title: Any = ""
    button: Any = ""
    note: Any = ""
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, suspicion: Suspicion, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suspicion, self.actor = suspicion, actor
        self.fields["version"].initial = suspicion.version
        self.prepare()

    def prepare(self) -> None:
        """Offer what depends on the suspicion and who asks."""

    def do(self, at: datetime) -> None:
        """Decide, with what was typed."""
        self.suspicion.version = self.cleaned_data.pop("version")
        self.act(at)

    def act(self, at: datetime) -> None:
        """Call the action."""
        raise NotImplementedError


class TakeUpForm(DecisionForm):
    """An inspection on the spot: why, by whom, by which list, when."""

    title, button = _("立为检查线索"), _("安排现场检查")
    note = _("这会开立一件现场检查。检查之前，疑点不是结论。")
    reason = forms.CharField(
        label=_("理由和检查要求"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
    checklist = forms.ChoiceField(label=_("检查清单"), choices=checklist_choices, initial="scale")
    planned_on = day_field(_("计划日期"))
    party = forms.ChoiceField(
        label=_("当事人"), choices=(), required=False,
        help_text=_("市场的秤由经营者使用的，分清查谁"),
    )  # fmt: skip
    officers = OfficersField(_("执法人员（两名以上）"))
    district = forms.ChoiceField(label=_("区县"), choices=district_choices, required=False)

    def prepare(self) -> None:
        """Officers of the place and of the city; the place is asked only where none is known."""
        place = self.suspicion.district
        found = Person.objects.filter(is_active=True, body__kind__in=("city", "district"))
        if place:
            del self.fields["district"]
            found = found.filter(Q(body__kind="city") | Q(body__district=place))
        else:
            self.fields["district"].required = True
        self._parties = suspicions.parties_of(self.suspicion)
        if len(self._parties) > 1:
            self.fields["party"].choices = [(one.key, one.said) for one in self._parties]  # type: ignore[attr-defined]
        else:
            del self.fields["party"]
        self.fields["officers"].queryset = found.select_related("body").order_by("body", "name")  # type: ignore[attr-defined]

    def act(self, at: datetime) -> None:
        """Take it up."""
        held = self.cleaned_data
        chosen = next((one for one in self._parties if one.key == held.get("party")), None)
        plan = Plan(
            held["reason"], tuple(held["officers"]), held["checklist"], held["planned_on"],
            held.get("district", ""), chosen.body if chosen else None,
            chosen.name if chosen else "",
        )  # fmt: skip
        take_up(suspicion=self.suspicion, plan=plan, actor=self.actor, at=at)


class DismissForm(DecisionForm):
    """That it was looked into, and why there is nothing in it."""

    title, button = _("核查后排除"), _("排除这个疑点")
    note = _("以后同一疑点有新情况的，会再次提出。")
    reason = forms.CharField(
        label=_("排除的理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )

    def act(self, at: datetime) -> None:
        """Dismiss it."""
        dismiss(
            suspicion=self.suspicion, reason=self.cleaned_data["reason"], actor=self.actor, at=at
        )


FORMS: dict[str, type[DecisionForm]] = {"take_up": TakeUpForm, "dismiss": DismissForm}


class WhereForm(forms.Form):
    """Where somebody stands with the scale; only if they want to say so."""

    market = forms.ModelChoiceField(
        label=_("您在哪个市场？"), required=False, empty_label=_("不说"),
        queryset=Body.objects.none(),
    )  # fmt: skip
    latitude = forms.DecimalField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    longitude = forms.DecimalField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_now = Body.objects.filter(kind=Body.Kind.MARKET, closed_on=None)
        self.fields["market"].queryset = open_now.order_by("district", "name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A place that cannot be read is said on top: its fields are not seen."""
        held = super().clean() or {}
        if {"latitude", "longitude"} & set(self.errors):
            self.add_error(None, _("位置读不出来：请选择市场"))
        return held

    @property
    def kept_days(self) -> int:
        """For how many days it is kept, to be said beside it."""
        return shipped_profile().number("scan_kept_days")

    def where(self) -> Where:
        """What was said, as the action takes it."""
        held = self.cleaned_data
        return Where(held["market"], held["latitude"], held["longitude"])
