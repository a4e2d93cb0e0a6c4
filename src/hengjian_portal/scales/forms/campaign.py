"""What an officer types to plan a campaign, and on the spot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts import districts
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.forms import district_choices
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.forms.chance import ChanceForm
from hengjian_portal.enforcement.forms.paper import OfficersField
from hengjian_portal.look.fields import day_field
from hengjian_portal.look.tongues import in_its_language
from hengjian_portal.scales import campaigns
from hengjian_portal.scales.actions.campaign import Conflict, Plan
from hengjian_portal.scales.actions.replacing import Falling
from hengjian_portal.scales.actions.visiting import Sight
from hengjian_portal.scales.models import CampaignVisit, Replacement
from hengjian_portal.scales.sights import WRONG

_LINE = _("一行一条：执法人员姓名，空格，市场名称，空格，理由")


class MarketsField(forms.ModelMultipleChoiceField):
    """Several markets to tick, their names in the language they are in."""

    def label_from_instance(self, obj: Body) -> str:
        """The name beside the box."""
        return in_its_language(obj)


class PlanForm(ChanceForm):
    """The two lists of a campaign and the chance that decides."""

    title = forms.CharField(label=_("活动名称"), max_length=120)
    district = forms.CharField(label=_("区县"), required=False, widget=forms.Select(choices=()))
    starts_on = day_field(_("开始日期"))
    ends_on = day_field(_("结束日期"), help_text=_("各市场的检查须在这一天之前完成"))
    n_markets = forms.IntegerField(label=_("抽取市场数"), min_value=1, max_value=200)
    markets = MarketsField(
        label=_("市场名单"), queryset=Body.objects.none(), widget=forms.CheckboxSelectMultiple,
        required=False, help_text=_("一个也不勾的，名单为该区县（或者全市）全部市场"),
    )  # fmt: skip
    inspectors = OfficersField(_("执法人员名单"))
    conflicts = forms.CharField(
        label=_("回避"), required=False, max_length=4000, help_text=_LINE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    field_order = (
        "title", "district", "starts_on", "ends_on", "n_markets", "markets", "inspectors",
        "conflicts", "issue_0", "issue_1", "draws_on", "commitments",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.order_fields(self.field_order)
        self.fields["markets"].queryset = campaigns.markets_for(actor, "")  # type: ignore[attr-defined]
        self.fields["inspectors"].queryset = campaigns.inspectors_for(actor)  # type: ignore[attr-defined]
        if actor.kind is Kind.DISTRICT:
            self.fields["district"].widget = forms.HiddenInput()
        else:
            choices = [("", _("全市")), *district_choices()]
            self.fields["district"].widget = forms.Select(choices=choices)

    def clean_district(self) -> str:
        """The officer's own district, one that exists, or the whole city."""
        typed: str = self.cleaned_data["district"]
        if self.actor.kind is Kind.DISTRICT:
            return self.actor.district
        if typed and typed not in districts.everything():
            raise forms.ValidationError(_("请选择区县"))
        return typed

    def clean_markets(self) -> list[Body]:
        """Those ticked, or every market of the area."""
        ticked = list(self.cleaned_data["markets"])
        where = self.cleaned_data.get("district", "")
        return ticked or list(campaigns.markets_for(self.actor, where))

    def clean(self) -> dict[str, Any]:
        """Each conflict names an inspector and a market of the lists."""
        held = super().clean()
        people = {person.name: person for person in held.get("inspectors", ())}
        markets = {market.name: market for market in held.get("markets", ())}
        found = []
        for line in filter(None, map(str.strip, (held.get("conflicts") or "").splitlines())):
            name, market, reason = [*line.split(maxsplit=2), "", "", ""][:3]
            if name not in people or market not in markets or not reason:
                said = _("“%(line)s”：姓名和市场须在上面的名单里，并写明理由") % {"line": line}
                self.add_error("conflicts", said)
                continue
            found.append(Conflict(people[name], markets[market], reason))
        held["kept_apart"] = tuple(found)
        return held

    def plan(self) -> Plan:
        """The plan, as the action takes it."""
        held = self.cleaned_data
        return Plan(
            title=held["title"], district=held["district"],
            days=(held["starts_on"], held["ends_on"]), n_markets=held["n_markets"],
            markets=tuple(held["markets"]), inspectors=tuple(held["inspectors"]),
            conflicts=held["kept_apart"], chance=self.chance(),
        )  # fmt: skip


class ReplaceForm(ChanceForm):
    """Who cannot go, why, and the chance that decides who goes instead."""

    out = forms.ModelChoiceField(label=_("不能到场的执法人员"), queryset=Person.objects.none())
    cause = forms.ChoiceField(
        label=_("原因"), choices=Replacement.Cause.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只留存备查，不写进名单"),
    )  # fmt: skip
    field_order = ("out", "cause", "reason", "issue_0", "issue_1", "draws_on", "commitments")

    def __init__(self, *args: Any, visit: CampaignVisit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        self.fields["out"].queryset = visit.inspectors.all()  # type: ignore[attr-defined]
        self.fields["out"].label_from_instance = lambda person: in_its_language(person.name)  # type: ignore[attr-defined]

    def falling(self) -> Falling:
        """What was typed, as the action takes it."""
        held = self.cleaned_data
        return Falling(held["out"], held["cause"], held["reason"], self.chance())


class LookForm(forms.Form):
    """One scale looked at: its code, what was found wrong, a note."""

    code = forms.CharField(
        label=_("秤上的编码"), max_length=80,
        widget=forms.TextInput(attrs={"data-scan": "", "autocomplete": "off"}),
    )  # fmt: skip
    found = forms.MultipleChoiceField(
        label=_("发现的问题"), choices=WRONG, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("情况说明"), max_length=300, required=False)

    def sight(self) -> Sight:
        """What was seen, as the action takes it."""
        held = self.cleaned_data
        return Sight(held["code"], tuple(held["found"]), held["note"])
