"""A delivery as a seller checks it on arrival: codes typed or scanned, or a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts.policy import said
from hengjian_portal.look.fields import day_field
from hengjian_portal.scales.actions.deliveries import Arrival
from hengjian_portal.scales.codes import production_profile
from hengjian_portal.scales.deliveries import MOST_LINES, Seen
from hengjian_portal.scales.delivery_sheet import read_file
from hengjian_portal.watch.imports.table import MOST_BYTES


class DeliveryForm(forms.Form):
    """From whom, when, and every scale in it."""

    supplier = forms.CharField(label=_("供货单位"), max_length=120)
    paper_no = forms.CharField(
        label=_("送货单号"), max_length=60, required=False, help_text=_("没有的不填")
    )
    received_on = day_field(_("收货日期"))
    codes = forms.CharField(
        label=_("秤上的生产码"), required=False, max_length=600_000,
        widget=forms.Textarea(attrs={"rows": 8, "data-scan": "1"}),
        help_text=_("逐台扫描，或照标签输入后按回车，一行一台，下面即出结论；空格后可写软件标识；铅封破损的在行末写“铅封破损”"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("或者上传清单"), required=False,
        help_text=_("CSV或.xlsx，不超过5 000行；列：生产码、软件标识、铅封完好（是/否）"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={"empty": _("文件是空的")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Either lines or a file, not both; what cannot be read is said at its field."""
        held = super().clean() or {}
        typed, file = (held.get("codes") or "").strip(), held.get("file")
        if bool(typed) == bool(file) and not self.errors:
            self.add_error("codes", _("请填写生产码，或上传清单（二者选一）"))
        held["seen"] = []
        try:
            if file and file.size > MOST_BYTES:
                self.add_error("file", _("文件超过10 MB：请分成几个文件"))
            elif file:
                held["seen"] = read_file(file.read(), str(file.name)[-160:])
            elif typed:
                held["seen"] = _lines(typed)
        except HengjianError as error:
            self.add_error("file", said(error, get_language()))
        if len(held["seen"]) > MOST_LINES:
            self.add_error("codes", _("一次最多查验5 000台：请分批查验"))
        return held

    def arrival(self) -> Arrival:
        """What was typed, as the action takes it."""
        names = ("supplier", "paper_no", "received_on", "seen")
        return Arrival(**{name: self.cleaned_data[name] for name in names})


_BROKEN = ("铅封破损", "broken")


def scanned(typed: str) -> list[Seen]:
    """The scales scanned so far; the line still being typed is not one yet."""
    return _lines(typed.rpartition("\n")[0])[:MOST_LINES]


def _lines(typed: str) -> list[Seen]:
    """One scale a line; a code may be written in groups, as labels print it."""
    found = []
    for line in typed.splitlines():
        words = line.replace("，", " ").replace(",", " ").split()
        broken = any(word.casefold() in _BROKEN for word in words)
        words = [word for word in words if word.casefold() not in _BROKEN]
        code = ""
        while words and len(code + words[0]) <= max(production_profile().length, len(words[0])):
            code += words.pop(0)
        if code:
            found.append(Seen(code[:80], " ".join(words)[:40], not broken))
    return found
