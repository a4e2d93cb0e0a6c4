"""A form that does one thing to one thing: its words, its fields, and doing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from hengjian_portal.accounts.actor import Actor


class DeedForm(forms.Form):
    """`title`, `button` and `note` are what the page says; `danger` marks what cannot be undone."""

    title: Any = ""
    button: Any = ""
    note: Any = ""
    danger = False

    def __init__(self, *args: Any, subject: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.actor = subject, actor
        if "version" in self.fields:
            self.fields["version"].initial = subject.version
        self.prepare()

    def prepare(self) -> None:
        """Offer what depends on the subject and who asks."""

    def do(self, at: datetime) -> None:
        """Do it with what was typed, to the subject as it was shown."""
        if "version" in self.cleaned_data:
            self.subject.version = self.cleaned_data["version"]
        self.act(at)

    def act(self, at: datetime) -> None:
        """Call the action."""
        raise NotImplementedError


def version_field() -> forms.IntegerField:
    """The version of the subject the page was shown at."""
    return forms.IntegerField(widget=forms.HiddenInput)
