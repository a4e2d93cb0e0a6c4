"""What the form of every act on a scale has, and what was read off the scale itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales.identity import Read
from hengjian_portal.scales.models import Scale


class ActForm(forms.Form):
    """One act: its words, its fields, and doing it. `danger` marks what cannot be taken back."""

    title: Any = ""
    button: Any = ""
    note: Any = ""
    danger = False
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, scale: Scale, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale, self.actor = scale, actor
        self.fields["version"].initial = scale.version
        self.prepare()

    def prepare(self) -> None:
        """Offer what depends on the scale and who asks."""

    def do(self, at: datetime) -> None:
        """Do the act with what was typed."""
        self.scale.version = self.cleaned_data.pop("version")
        self.act(at)

    def act(self, at: datetime) -> None:
        """Call the action."""
        raise NotImplementedError


class ReadForm(ActForm):
    """What was read off the scale itself, so that a copied label or another program is found."""

    production_code = forms.CharField(
        label=_("秤上的生产码"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"data-scan": "1"}),
        help_text=_("扫描或照秤上的标签输入，不要照屏幕抄"),
    )  # fmt: skip
    software_id = forms.CharField(
        label=_("秤显示的软件标识"), max_length=40, required=False,
        help_text=_("按说明书调出软件标识后填写；旧型式没有的可不填"),
    )  # fmt: skip

    def read(self) -> Read:
        """What was typed of it, taken out of what the act takes."""
        names = ("production_code", "software_id")
        return Read(**{name: self.cleaned_data.pop(name, "") for name in names})
