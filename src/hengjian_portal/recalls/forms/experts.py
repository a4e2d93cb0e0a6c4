"""What the city types about the experts of its pool."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.recall.hazards import HAZARDS
from hengjian_portal.accounts.models import Person
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.recalls.actions.experts import PoolFacts
from hengjian_portal.recalls.forms.paper import labelled, lines
from hengjian_portal.recalls.models import Expert
from hengjian_portal.recalls.queries.experts import not_in_pool


class ExpertGuestForm(forms.Form):
    """Whom to invite as an expert."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("电子邮箱"), required=False)


class PoolForm(forms.Form):
    """What the pool knows of an expert."""

    specialities = forms.MultipleChoiceField(
        label=_("专业方向"), choices=lambda: labelled(HAZARDS), widget=forms.CheckboxSelectMultiple
    )
    employer = forms.CharField(label=_("现任职单位"), max_length=120)
    ties = long_field(
        _("与企业的利害关系"), required=False,
        help_text=_("一行一项：企业名称，空格，结束日期（如2024-05-31）；仍在持续的不写日期。任职、持股、有偿咨询、亲属关系都算"),
    )  # fmt: skip
    qualified_from = day_field(_("聘期起"))
    qualified_until = day_field(_("聘期止"))

    def clean_ties(self) -> list[tuple[str, date | None]]:
        """Each line a firm, and perhaps the last day of the tie."""
        return [_tie(line) for line in lines(self.cleaned_data["ties"])]

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        held = super().clean() or {}
        first, last = held.get("qualified_from"), held.get("qualified_until")
        if first and last and last < first:
            self.add_error("qualified_until", _("聘期止应不早于聘期起"))
        return held

    def facts(self) -> PoolFacts:
        """The facts as the action takes them."""
        held = self.cleaned_data
        return PoolFacts(
            tuple(held["specialities"]), held["employer"], held["qualified_from"],
            held["qualified_until"], tuple(held["ties"]),
        )  # fmt: skip


class EnterForm(PoolForm):
    """Which account goes into the pool, and with what."""

    person = forms.ModelChoiceField(
        label=_("专家账户"), queryset=Person.objects.none(),
        help_text=_("收到邀请并已设置密码、尚未入库的专家"),
    )  # fmt: skip
    field_order = ("person",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = not_in_pool()  # type: ignore[attr-defined]


class SuspendForm(forms.Form):
    """Why an expert is kept out of the lists, and until when."""

    reason = long_field(_("暂停的理由"))
    until = day_field(_("暂停至"), required=False, help_text=_("不填：直至恢复"))


def initial_of(expert: Expert) -> dict[str, Any]:
    """What the form shows of an expert who is in the pool."""
    ties = (f"{row['firm']} {row['until'] or ''}".strip() for row in expert.ties)
    return {
        "specialities": expert.specialities, "employer": expert.employer, "ties": "\n".join(ties),
        "qualified_from": expert.qualified_from, "qualified_until": expert.qualified_until,
    }  # fmt: skip


def _tie(line: str) -> tuple[str, date | None]:
    firm, _blank, last = line.rpartition(" ")
    if not any(mark.isdigit() for mark in last) or not firm:
        return line, None
    try:
        return firm.strip(), date.fromisoformat(last)
    except ValueError as error:
        raise forms.ValidationError(
            _("“%(line)s”的日期无法读取，请写成2024-05-31"), params={"line": line}
        ) from error
