"""What is typed to import a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.watch.imports import cpsc, hotline, safety_gate
from hengjian_portal.watch.imports.table import MOST_BYTES, TableError

KINDS = {
    hotline.KIND: _("12315转办工单"),
    cpsc.SOURCE: _("美国CPSC召回和警示"),
    safety_gate.SOURCE: _("欧盟Safety Gate预警"),
}
LABELS = {
    "external_no": _("工单号"), "received_at": _("登记时间"), "product_name": _("被投诉产品"),
    "brand": _("品牌"), "model_no": _("型号"), "firm_name": _("生产者"),
    "bought_at": _("销售者"), "what_happened": _("问题描述"), "complaint": _("诉求"),
    "name": _("联系人"), "contact": _("联系电话"), "district": _("区县"),
}  # fmt: skip


def verb_of(kind: str) -> str:
    """What an account must be allowed in order to import a table of this kind."""
    return "watch.intake" if kind == hotline.KIND else "watch.import"


class TableForm(forms.Form):
    """Which table, and the file."""

    kind = forms.ChoiceField(label=_("这是什么表"), choices=())
    file = forms.FileField(
        label=_("文件"), help_text=_("CSV或.xlsx，不超过10 MB、20 000行；先预检，不会马上写入"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={"empty": _("文件是空的")},
    )  # fmt: skip

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, label) for kind, label in KINDS.items() if policy.may(who, verb_of(kind))
        ]

    def clean_file(self) -> tuple[str, bytes]:
        """The name and the bytes; no more is read than may be taken."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            error = TableError(
                "the file is larger than 10 MB: split it", zh="文件超过10 MB：请分成几个文件"
            )
            raise forms.ValidationError(policy.said(error, get_language()))
        return str(file.name)[-160:], file.read()


class MappingForm(forms.Form):
    """Which column of a hand-over holds what."""

    def __init__(self, *args: Any, columns: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("没有这一列")), *((column, column) for column in columns)]
        for name, spec in hotline.FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name], choices=choices, required=spec.needed
            )

    def clean(self) -> dict[str, Any]:
        """One column is not two things."""
        held = super().clean() or {}
        seen: set[str] = set()
        for name, column in list(held.items()):
            if column and column in seen:
                self.add_error(name, _("这一列已用于别的内容"))
            seen.add(column)
        return held

    def mapping(self) -> Mapping[str, str]:
        """Field -> column, without the fields that have none."""
        return {name: column for name, column in self.cleaned_data.items() if column}
