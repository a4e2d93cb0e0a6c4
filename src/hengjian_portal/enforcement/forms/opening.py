"""What an officer types to open an inspection, a directive, a penalty case or a referral."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian.enforcement.checklists import CHECKLISTS
from hengjian.enforcement.stages import Label
from hengjian.law.ground import shipped_grounds
from hengjian_portal.accounts import districts
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.forms import district_choices
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.actions import Subject
from hengjian_portal.enforcement.forms.paper import OfficersField, PaperForm, how_served
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import in_language
from hengjian_portal.look.fields import day_field, long_field

PARTIES = (
    "producer", "domestic_agent", "seller", "platform", "market", "scale_user", "scale_maker",
    "repairer",
)  # fmt: skip


def checklist_choices() -> list[tuple[str, str]]:
    """The checklists there are."""
    return [(name, in_language(held.label)) for name, held in CHECKLISTS.items()]


def ground_choices() -> list[tuple[str, str]]:
    """The grounds there are, each with its article; 待核 stands with those nobody has read."""
    return [
        (name, f"{ground_title(name)} · {ground.cite}")
        for name, ground in shipped_grounds().items()
    ]


def ground_title(name: str) -> str:
    """What a ground is called, in the reader's language."""
    ground = shipped_grounds().get(name)
    return in_language(Label(ground.title_zh, ground.title_en)) if ground else name


class OpeningForm(PaperForm):
    """What every matter begins with: what it is about, against whom, where."""

    title = forms.CharField(label=_("事由"), max_length=160)
    party = forms.ModelChoiceField(
        label=_("当事人（已登记单位）"), required=False,
        queryset=Body.objects.filter(kind__in=PARTIES),
    )  # fmt: skip
    party_name = forms.CharField(
        label=_("当事人（未登记的，写名称）"), max_length=160, required=False
    )
    district = forms.CharField(label=_("区县"), widget=forms.Select(choices=()))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """A district opens in its own area; the city anywhere."""
        field = self.fields["district"]
        if self.actor.kind is Kind.DISTRICT:
            field.required, field.widget = False, forms.HiddenInput()
        else:
            field.widget = forms.Select(choices=district_choices())

    def clean_district(self) -> str:
        """The district of the officer, or one that exists."""
        typed: str = self.cleaned_data["district"]
        if self.actor.kind is Kind.DISTRICT:
            return self.actor.district
        if typed not in districts.everything():
            raise forms.ValidationError(_("请选择区县"))
        return typed

    def clean(self) -> dict[str, Any]:
        """Somebody it is against."""
        held = super().clean() or {}
        if not held.get("party") and not (held.get("party_name") or "").strip():
            self.add_error("party_name", _("请选择或者填写当事人"))
        return held

    def subject(self, about: str, link: str, grown_from: Matter | None) -> Subject:
        """What the matter is about, as the action takes it."""
        held = self.cleaned_data
        return Subject(
            title=held["title"], district=held["district"], party=held["party"],
            party_name=held["party_name"], about=about, link=link,
            ground=held.get("ground", ""), grown_from=grown_from,
            officers=tuple(held.get("officers", ())),
        )  # fmt: skip

    def papers(self) -> dict[str, dict[str, Any]]:
        """The opening paper: what stands beyond the subject."""
        content = super().papers()[self.paper]
        beyond = set(OpeningForm.base_fields) | {"officers", "ground"}
        return {self.paper: {k: v for k, v in content.items() if k not in beyond}}


class AssignForm(OpeningForm):
    """An inspection: which list, when, by whom."""

    paper = "assignment"
    checklist = forms.ChoiceField(label=_("检查清单"), choices=checklist_choices)
    planned_on = day_field(_("计划日期"))
    officers = OfficersField(_("执法人员（两名以上）"))
    task = long_field(_("检查要求"), required=False)

    def prepare(self) -> None:
        """Officers of the district, and of the city."""
        super().prepare()
        found = Person.objects.filter(is_active=True, body__kind__in=("city", "district"))
        if self.actor.kind is Kind.DISTRICT:
            found = found.filter(Q(body__kind="city") | Q(body__district=self.actor.district))
        self.fields["officers"].queryset = found.select_related("body").order_by("body", "name")


class DirectiveForm(OpeningForm):
    """A directive to correct: what is wrong, what to do, within how many days, when served."""

    paper = "directive"
    breach = long_field(_("存在的问题"))
    demand = long_field(_("改正要求"))
    days = forms.IntegerField(
        label=_("改正期限（天）"), min_value=1, max_value=365,
        help_text=_("自送达次日起算，按自然日计算；末日为休息日的顺延"),
    )  # fmt: skip
    served_on = day_field(_("送达日期"))
    served_how = how_served()


class FilingForm(OpeningForm):
    """A penalty case: the ground, the facts, and when the act ended."""

    paper = "filing"
    ground = forms.ChoiceField(label=_("处罚事由和依据"), choices=ground_choices)
    facts = long_field(_("违法事实"))
    act_ended_on = day_field(
        _("违法行为终了日期"), required=False, help_text=_("仍在继续的请留空；追责时效由此起算")
    )
    harmed = forms.BooleanField(
        label=_("涉及公民生命健康安全且有危害后果（时效较长）"), required=False
    )


class CrimeReportForm(OpeningForm):
    """A written report to the head of the city's bureau of a suspected crime."""

    paper = "crime_report"
    facts = long_field(_("涉嫌犯罪的事实"))
    offence = forms.CharField(label=_("涉嫌罪名"), max_length=120)
    evidence = long_field(_("已有证据"))
