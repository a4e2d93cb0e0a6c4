"""What a trader types, and the calculator for anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.metrology.transition import PriceScale, ScaleType
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.look.fields import day_field
from hengjian_portal.scales import own
from hengjian_portal.scales.actions.telling import Change
from hengjian_portal.scales.models import ChangeNotice, Scale


class ChangeForm(forms.Form):
    """What changed with one's scales."""

    kind = forms.ChoiceField(
        label=_("变动"), choices=ChangeNotice.Kind.choices, widget=forms.RadioSelect
    )
    market = forms.ModelChoiceField(label=_("市场"), queryset=Body.objects.none())
    scale = forms.ModelChoiceField(
        label=_("哪台秤"), queryset=Scale.objects.none(), required=False,
        help_text=_("新增的不选；更换的选被换下的那台"),
    )  # fmt: skip
    new_code = forms.CharField(
        label=_("新秤的生产码"), max_length=80, required=False,
        help_text=_("新增、更换时填写，可以扫秤上的码"),
        widget=forms.TextInput(attrs={"data-scan": "", "autocomplete": "off"}),
    )  # fmt: skip
    stall = forms.CharField(label=_("摊位"), max_length=40, required=False)
    note = forms.CharField(
        label=_("补充说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        markets = Body.objects.filter(kind=Kind.MARKET, closed_on=None)
        self.fields["market"].queryset = markets  # type: ignore[attr-defined]
        self.fields["scale"].queryset = own.scales_of(actor)  # type: ignore[attr-defined]
        self.fields["scale"].label_from_instance = _named  # type: ignore[attr-defined]

    def change(self) -> Change:
        """The change, as the action takes it."""
        return Change(**self.cleaned_data)


def _named(scale: Scale) -> str:
    return " · ".join(
        filter(None, (scale.production_code, scale.type_approval.model_no, scale.stall))
    )


class UntilForm(forms.Form):
    """How long a scale may still be used: what kind it is, and until when its certificate holds."""

    type = forms.ChoiceField(
        label=_("秤的型式"), widget=forms.RadioSelect,
        choices=[(ScaleType.OLD.value, _("旧型式：没有生产码的秤")),
                 (ScaleType.NEW.value, _("新型式：按新大纲批准，有生产码"))],
    )  # fmt: skip
    networked = forms.TypedChoiceField(
        label=_("是不是网联秤"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("no", _("不是，或者不知道")), ("yes", _("是，而且过渡开始前已经在用"))],
        help_text=_("“网联”还没有官方定义，要由市场监管部门核定"), initial="no",
    )  # fmt: skip
    certificate_until = day_field(
        _("检定证书有效期至"), required=False, help_text=_("没有证书、过期或者不合格的，留空")
    )

    def scale(self, day: date) -> PriceScale:
        """The scale, as the engine takes it; a certificate that ended is none."""
        held = self.cleaned_data
        until: date | None = held["certificate_until"]
        kind = ScaleType(held["type"])
        return PriceScale(
            kind, kind is ScaleType.OLD and held["networked"],
            until if until is not None and until >= day else None,
        )  # fmt: skip
