"""Handing out seals, and looking one up."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.actions.stock import SEALERS, Run, issue_seals
from hengjian_portal.scales.forms.deed import DeedForm


class IssueForm(DeedForm):
    """To whom, from which number to which."""

    title, button = _("发放铅封"), _("发放")
    body = forms.ModelChoiceField(label=_("领用单位"), queryset=Body.objects.none())
    first = forms.CharField(label=_("起号"), max_length=24, help_text=_("例如 YZ000001"))
    last = forms.CharField(label=_("止号"), max_length=24, help_text=_("例如 YZ000500"))

    def prepare(self) -> None:
        """Those who seal; a district's own."""
        bodies = Body.objects.filter(kind__in=SEALERS, closed_on=None).order_by("kind", "name")
        if self.actor.kind is Kind.DISTRICT:
            bodies = bodies.filter(district=self.actor.district)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def act(self, at: datetime) -> None:
        """Hand them out."""
        issue_seals(run=Run(**self.cleaned_data), actor=self.actor, at=at)
