"""What an owner can read on one unit: asked for as the scope of its recall needs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.recall.affected import Answer, Known
from hengjian.recall.scope_line import Identifier, ScopeLine
from hengjian.recall.stages import Label
from hengjian_portal.recalls.forms.paper import in_language

OTHER = "其他"
_WHERE = {Identifier.CHANNEL: "channels", Identifier.REGION: "regions"}


def _typed(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, help_text=help_text)


class UnitForm(forms.Form):
    """Barcode, model, lot and so on; whatever is known, and nothing the recall does not ask for."""

    barcode = forms.CharField(
        label=_("条码"), required=False, max_length=30,
        help_text=_("包装条码下方的数字，例如 6901234567892"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-scan": "1"}),
    )  # fmt: skip
    model_no = _typed(_("型号"), 120)
    lot = _typed(_("批次"), 120)
    serial = _typed(_("序列号"), 120)
    produced = _typed(_("生产日期"), 40, _("知道年月就可以，例如 2025-09 或 2025-09-03"))
    channel = _typed(_("在哪里买的"), 160)
    region = _typed(_("在哪个地区买的"), 80)

    def __init__(self, *args: Any, scope: Sequence[ScopeLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {kind.value for line in scope for kind in line.asks}
        for kind in Identifier:
            if kind.value not in asked:
                del self.fields[kind.value]
        for kind, names in _WHERE.items():
            if kind.value in asked:
                listed = dict.fromkeys(name for line in scope for name in getattr(line, names))
                choices = [("", _("不清楚")), *((one, one) for one in listed), (OTHER, _("其他"))]
                self.fields[kind.value].widget = forms.Select(choices=choices)

    @property
    def asks(self) -> bool:
        """Whether the recall tells its units apart at all."""
        return bool(self.fields)

    def known(self) -> Known:
        """What was typed, as the engine takes it."""
        held = {kind.value: self.cleaned_data.get(kind.value, "") for kind in Identifier}
        return Known(**held)

    def mark(self, answer: Answer) -> None:
        """Say at its field what cannot be an identifier of its kind."""
        for wrong in answer.mistyped:
            if wrong.identifier.value in self.fields:
                words = in_language(Label(wrong.why_zh, wrong.why_en))
                self.add_error(wrong.identifier.value, words)
