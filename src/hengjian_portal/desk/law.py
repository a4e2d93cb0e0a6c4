"""The administrator's pages of the law: confirm a rule, correct a value, add a year's notice."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian.law.rule import Unit
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may, said
from hengjian_portal.duties import amendments
from hengjian_portal.duties.law import calendar, rule_book
from hengjian_portal.duties.models import Amendment
from hengjian_portal.look.drafts import let_go

_UNITS = [
    ("", gettext_lazy("不改期限")),
    (Unit.WORKING_DAYS.value, gettext_lazy("个工作日")),
    (Unit.DAYS.value, gettext_lazy("日")),
    (Unit.MONTHS.value, gettext_lazy("个月")),
    (Unit.HOURS.value, gettext_lazy("小时")),
    (Unit.YEARS.value, gettext_lazy("年")),
]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RuleForm(forms.Form):
    """What somebody found in the official text of a rule."""

    kind = forms.ChoiceField(
        label=gettext_lazy("核对结果"), widget=forms.RadioSelect,
        choices=[
            (Amendment.Kind.CONFIRM.value, gettext_lazy("与官方文本一致，确认")),
            (Amendment.Kind.CORRECT.value, gettext_lazy("与官方文本不一致，更正")),
        ],
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("核对所用的官方文本"), max_length=200,
        help_text=gettext_lazy("标题、文号，例如：国家市场监督管理总局令第19号"),
    )  # fmt: skip
    article = forms.CharField(
        label=gettext_lazy("条款"), max_length=30, required=False,
        help_text=gettext_lazy("中文数字，例如：十九"),
    )  # fmt: skip
    says = forms.CharField(
        label=gettext_lazy("原文"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    amount = forms.IntegerField(label=gettext_lazy("期限数值"), required=False, min_value=1)
    unit = forms.ChoiceField(label=gettext_lazy("期限单位"), required=False, choices=_UNITS)
    read_on = _day(gettext_lazy("核对日期"))
    in_force_from = _day(gettext_lazy("自哪一天起适用"))

    def clean(self) -> dict[str, Any]:
        """A number goes with its unit."""
        held = super().clean() or {}
        if bool(held.get("amount")) != bool(held.get("unit")):
            self.add_error("unit", _("期限的数值和单位须一起填写"))
        return held

    def content(self) -> dict[str, Any]:
        """What is changed."""
        held = self.cleaned_data
        found = {name: held[name] for name in ("article", "says") if held[name]}
        if held["amount"]:
            found["term"] = {"amount": held["amount"], "unit": held["unit"]}
        return found


class HolidayForm(forms.Form):
    """A year's notice of the State Council: days off, and weekend days worked."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2000, max_value=2100)
    source = forms.CharField(
        label=gettext_lazy("通知名称和文号"), max_length=200,
        help_text=gettext_lazy("例如：国务院办公厅关于2027年部分节假日安排的通知"),
    )  # fmt: skip
    days_off = forms.CharField(
        label=gettext_lazy("放假的日子"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("每行一天或一段，例如：2027-02-05 或 2027-02-05~2027-02-11"),
    )  # fmt: skip
    days_on = forms.CharField(
        label=gettext_lazy("调休上班的日子"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    read_on = _day(gettext_lazy("核对日期"))

    def clean_days_off(self) -> list[str]:
        """Every day named."""
        return _days(self.cleaned_data["days_off"])

    def clean_days_on(self) -> list[str]:
        """Every day named."""
        return _days(self.cleaned_data["days_on"])


def _days(text: str) -> list[str]:
    """Days and spans of a text as ISO days; says the line that is neither."""
    found: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        ends = re.split(r"\s*[~～至]\s*", line.strip())
        try:
            first, last = date.fromisoformat(ends[0]), date.fromisoformat(ends[-1])
            if len(ends) > 2 or not 0 <= (last - first).days <= 31:
                raise ValueError
        except ValueError as error:
            words = _("第%(n)d行“%(line)s”不是日期：写成 2027-02-05 或 2027-02-05~2027-02-11")
            raise forms.ValidationError(words % {"n": number, "line": line}) from error
        found |= {
            date.fromordinal(day).isoformat()
            for day in range(first.toordinal(), last.toordinal() + 1)
        }
    return sorted(found)


@door("law.see")
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule and holiday notice, what is proposed, and what was decided."""
    who = actor(request)
    facts = {
        "rules": rule_book().all(localdate()),
        "years": sorted(calendar().years)[-4:],
        "proposed": Amendment.objects.filter(approved_at=None, rejected_at=None),
        "decided": Amendment.objects.exclude(approved_at=None, rejected_at=None)[:20],
        "may_propose": may(who, "law.propose"), "me": who.person_id,
        "may_approve": may(who, "law.approve"),
    }  # fmt: skip
    return render(request, "desk/law.html", facts)


@door("law.propose")
def amend(request: HttpRequest, name: str) -> HttpResponse:
    """Hold one rule against the official text."""
    rule = rule_book().in_force(name, localdate())
    form = RuleForm(
        request.POST or None, initial={"read_on": localdate(), "in_force_from": localdate()}
    )
    if request.method == "POST" and form.is_valid():
        held = form.cleaned_data
        proposal = amendments.Proposal(
            kind=held["kind"], rule=name, source=held["source"], read_on=held["read_on"],
            in_force_from=held["in_force_from"], content=form.content(),
        )  # fmt: skip
        if _propose(request, form, proposal):
            let_go(request, f"amend-{name}")
            return redirect("desk:law")
    return render(request, "desk/amend.html", {"form": form, "rule": rule})


@door("law.propose")
def holidays(request: HttpRequest) -> HttpResponse:
    """Enter a year's notice."""
    form = HolidayForm(request.POST or None, initial={"read_on": localdate()})
    if request.method == "POST" and form.is_valid():
        held = form.cleaned_data
        proposal = amendments.Proposal(
            kind=Amendment.Kind.HOLIDAYS, year=held["year"], source=held["source"],
            read_on=held["read_on"],
            content={"days_off": held["days_off"], "days_on": held["days_on"]},
        )  # fmt: skip
        if _propose(request, form, proposal):
            let_go(request, "holidays")
            return redirect("desk:law")
    return render(request, "desk/holidays.html", {"form": form})


def _propose(request: HttpRequest, form: forms.Form, proposal: amendments.Proposal) -> bool:
    try:
        amendments.propose(proposal=proposal, actor=actor(request), at=timezone.now())
    except HengjianError as error:
        form.add_error(None, said(error, get_language()))
        return False
    messages.success(request, _("已提出，等第二人批准后生效"))
    return True


@door("law.approve")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or turn down what a colleague proposed."""
    amendment = get_object_or_404(Amendment.objects.select_related("proposed_by"), pk=pk)
    who, now = actor(request), timezone.now()
    if "approve" in request.POST:
        moved = amendments.approve(amendment=amendment, actor=who, at=now)
        messages.success(request, _("已批准生效，%(n)d个到期日随之更新") % {"n": moved})
    else:
        amendments.reject(amendment=amendment, actor=who, at=now)
        messages.success(request, _("已退回"))
    return redirect("desk:law")
