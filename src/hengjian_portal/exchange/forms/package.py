"""A package as it is typed: a field for each field its kind carries, and no other."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts.policy import said
from hengjian_portal.exchange.fields import KINDS, LONGEST, SIDES, Spec, check_fields
from hengjian_portal.exchange.models import SIDES as SIDE_NAMES
from hengjian_portal.exchange.queries.packages import counterparts, in_language

_MARKS = str.maketrans({";": "；", "|": "；"})
_TASK_PARTS = 4


def _input(spec: Spec) -> forms.Field:
    label, required = in_language(spec.label), spec.required
    if spec.type == "line":
        return forms.CharField(label=label, required=required, max_length=LONGEST["line"])
    if spec.type == "count":
        return forms.IntegerField(
            label=label, required=required, min_value=int(required), max_value=10**9
        )
    if spec.type == "day":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=required, widget=widget)
    return forms.CharField(
        label=label, required=required, max_length=LONGEST["text"],
        help_text=_("一行一项") if spec.type == "lines" else "",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class PackageForm(forms.Form):
    """The fields of one kind of package; what is left empty is not sent."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name, spec in KINDS[kind].fields.items():
            if spec.type == "tasks":
                self._add_tasks()
            else:
                self.fields[name] = _input(spec)

    def _add_tasks(self) -> None:
        """The tasks of each side in a box of its own, one a line."""
        for side, name in SIDE_NAMES:
            self.fields[f"tasks_{side}"] = forms.CharField(
                label=_("%(side)s方的任务") % {"side": name}, required=False, max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("一行一项：做什么；在哪里；哪个单位；何时前（写作2026-05-01）"),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Only what a package may carry; nothing about a person."""
        held = super().clean() or {}
        if not self.errors:
            try:
                check_fields(self.kind, self.content())
            except HengjianError as error:
                self.add_error(None, said(error, get_language()))
        return held

    def content(self) -> dict[str, Any]:
        """The fields as a package carries them."""
        found: dict[str, Any] = {}
        for name, spec in KINDS[self.kind].fields.items():
            value = self._tasks() if spec.type == "tasks" else self.cleaned_data.get(name)
            if value not in (None, "", []):
                found[name] = _plain(spec, value)
        return found

    def _tasks(self) -> list[dict[str, str]]:
        return [
            _task(side, line)
            for side in SIDES
            for line in _lines(self.cleaned_data.get(f"tasks_{side}") or "")
        ]


def _plain(spec: Spec, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if spec.type == "lines":
        return _lines(value)
    # A browser sends line breaks as two characters; a package holds one.
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _task(side: str, line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.translate(_MARKS).split("；")]
    parts += [""] * (_TASK_PARTS - len(parts))
    what, where, who, by = [*parts[:3], "；".join(parts[3:])]
    return {"side": side, "what": what, "where": where, "who": who, "by": by}


class CounterpartForm(forms.Form):
    """Which bureau a package goes to or is from; hidden while there is one."""

    body = forms.ModelChoiceField(label=gettext_lazy("对方单位"), queryset=counterparts())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = list(counterparts()[:2])
        if len(bodies) == 1:
            self.initial["body"] = bodies[0].pk
            self.fields["body"].required = False
            self.fields["body"].widget = forms.HiddenInput()

    def clean_body(self) -> Any:
        """The one there is, where there is one."""
        return self.cleaned_data["body"] or counterparts().first()


class RulingForm(forms.Form):
    """Yes, or no with its reason."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), required=False, max_length=300,
        help_text=gettext_lazy("不接受的须写明理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class FileForm(forms.Form):
    """A signed package as a file."""

    file = forms.FileField(
        label=gettext_lazy("交换包文件"), help_text=gettext_lazy("对方签名的JSON文件，不超过1 MB"),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )  # fmt: skip


class KeyForm(CounterpartForm):
    """A counterpart's public key."""

    public_key = forms.CharField(
        label=gettext_lazy("对方的公钥"), max_length=400,
        help_text=gettext_lazy("Ed25519公钥：64位十六进制或PEM"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
