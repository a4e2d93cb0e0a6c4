"""Is this scale fit for these goods? Its permitted error in service against what may be missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian.law.book import shipped
from hengjian.metrology.instrument import Instrument, least_min_g
from hengjian.metrology.limits import AccuracyClass
from hengjian.metrology.retail import LAW, allowed_short, table
from hengjian.metrology.suitability import Suitability, suitability
from hengjian_portal.accounts.doors import door
from hengjian_portal.accounts.policy import said
from hengjian_portal.look.figures import grams, zh_en
from hengjian_portal.public.known_scale import KnownScale, known_scale
from hengjian_portal.public.verdicts import Verdict
from hengjian_portal.scales.weighing import written

_KG = 1000
_E = ("1", "2", "5", "10", "20", "50")
_PLATE = ("max_kg", "e_g", "accuracy_class")


class SuitForm(forms.Form):
    """The goods with their price, and the plate; of a known scale the plate is not asked for."""

    goods = forms.ChoiceField(label=gettext_lazy("卖的是什么"), choices=())
    price = forms.DecimalField(
        label=gettext_lazy("单价（元/千克）"), min_value=Decimal("0.01"), max_value=100_000,
        max_digits=8, decimal_places=2, help_text=gettext_lazy("例如 12.80"),
    )  # fmt: skip
    max_kg = forms.DecimalField(
        label=gettext_lazy("铭牌上的最大秤量（千克）"), initial=15, min_value=Decimal("0.1"), max_value=100,
        max_digits=6, decimal_places=3,
    )  # fmt: skip
    e_g = forms.ChoiceField(
        label=gettext_lazy("秤的铭牌上 e 等于几克"),
        initial="5",
        choices=[(e, f"{e} g") for e in _E],
    )
    accuracy_class = forms.ChoiceField(
        label=gettext_lazy("铭牌上的准确度等级"), initial="III",
        choices=[(one.value, f"({one.value})") for one in AccuracyClass],
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("秤上的编码"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"data-scan": "1", "autocapitalize": "characters"}),
    )  # fmt: skip

    def __init__(self, *args: Any, scale: KnownScale | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        self.fields["goods"].choices = [(one.name, zh_en(one)) for one in table().goods.values()]
        for name in _PLATE if scale is not None else ():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A plate that such a scale can have."""
        held = super().clean() or {}
        if not self.errors:
            try:
                self.instrument()
            except HengjianError as error:
                self.add_error("max_kg", said(error, get_language()))
        return held

    def instrument(self) -> Instrument:
        """The scale: the register's, or one of this plate."""
        if self.scale is not None:
            return self.scale.instrument
        held = self.cleaned_data
        kind, e_g = AccuracyClass(held["accuracy_class"]), Decimal(held["e_g"])
        return Instrument(kind, held["max_kg"] * _KG, least_min_g(kind, e_g), e_g)


@door("public.read")
def suits(request: HttpRequest) -> HttpResponse:
    """The form, and above it the answer to what the address holds."""
    typed = {name: text.replace("\0", "") for name, text in request.GET.items()}
    scale = known_scale(typed.get("code", "")[:120])
    form = (
        SuitForm(typed, scale=scale) if typed.get("price") else SuitForm(initial=typed, scale=scale)
    )
    facts: dict[str, Any] = {"form": form, "scale": scale}
    if form.is_bound and form.is_valid():
        held = form.cleaned_data
        found = suitability(form.instrument(), held["goods"], held["price"])
        facts |= {
            "found": found, "v": card(found, outside=table().kind(held["goods"]).outside),
            "article": shipped().principle(LAW, "scale_no_worse_than_deviation").cite,
            "annex": allowed_short(held["goods"], held["price"], form.instrument().min_g),
            "rows": [
                (_span(one.above_g, one.up_to_g), _mass(one.error_g), one)
                for one in found.stretches
            ],
        }  # fmt: skip
    return render(request, "public/suits.html", facts)


def _span(above_g: Decimal, up_to_g: Decimal) -> str:
    return f"{written(above_g)} – {written(up_to_g)} g"


def card(found: Suitability, *, outside: bool) -> Verdict:
    """The answer as the reader's first card."""
    fails, up_to = found.first_fails, found.suits_up_to_g
    if outside:
        return Verdict("unknown", _("这张表不适用"), _("附表不包括这类商品，没有数值可比。"))
    if fails is None:
        return Verdict("sound", _("适合"), _("从最小秤量到最大秤量，秤的误差都不超过允许的短少。"))
    if fails.allowed_g is None:
        reason = _("到%(most)s为止适合；再重的，附表没有数值。") % {"most": _mass(up_to)}
        return Verdict("sound", _("在附表范围内适合"), reason)
    told = {"error": _mass(fails.error_g), "allowed": _mass(fails.allowed_g), "most": _mass(up_to)}
    change = [_("换一台e更小的秤")]
    if up_to is None:
        reason = _("秤可以差%(error)s，货只允许少%(allowed)s。") % told
        return Verdict("danger", _("不适合"), reason, change)
    reason = _("再重的，秤可以差%(error)s，货只允许少%(allowed)s。") % told
    return Verdict("warn", _("只适合称%(most)s以内的") % told, reason, change)


def _mass(value: Decimal | None) -> str:
    return "" if value is None else grams(Decimal(written(value)))
