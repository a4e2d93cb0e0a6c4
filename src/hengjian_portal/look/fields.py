"""Fields that every room has, and what their input should tell the browser to be easy on a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

# By the field's name, where its author said nothing else.
AUTOCOMPLETE = {
    "username": "username",
    "password": "current-password",
    "phone": "tel",
    "email": "email",
    "address": "street-address",
    "person_name": "name",
    "full_name": "name",
    "contact": "name",
    "organization": "organization",
}
DIGITS = ("gtin", "barcode", "phone", "code", "unlock_code", "sign_in_code")
STYLES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, ""),  # Django would put the class on the group as well
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label, required=required, help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def long_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A paragraph."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


def kind_of(bound: BoundField) -> str:
    """How a field is laid out: "tick" (one box), "choices" (a group), or "line"."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "line"


def input_attrs(bound: BoundField) -> dict[str, str | bool]:
    """The attributes to add to a field's input; what its author set is left alone."""
    widget = bound.field.widget
    style = next(style for of, style in STYLES if isinstance(widget, of))
    marked = "is-invalid" if style and bound.errors else ""
    classes = " ".join(filter(None, (widget.attrs.get("class"), style, marked)))
    attrs: dict[str, str | bool] = {"class": classes} if classes else {}
    for name, value in _typing(bound).items():
        if value and name not in widget.attrs:
            attrs[name] = value
    return attrs


def _typing(bound: BoundField) -> dict[str, str]:
    field, widget = bound.field, bound.field.widget
    if not isinstance(widget, forms.widgets.Input | forms.Textarea):
        return {}
    autocomplete = AUTOCOMPLETE.get(bound.name, "")
    if isinstance(widget, forms.EmailInput):
        return {"autocomplete": "email", "inputmode": "email"}
    if isinstance(field, forms.DecimalField | forms.FloatField):
        return {"inputmode": "decimal", "autocomplete": "off"}
    if isinstance(field, forms.IntegerField) or bound.name in DIGITS:
        mode = "tel" if bound.name == "phone" else "numeric"
        return {"inputmode": mode, "autocomplete": autocomplete or "off"}
    return {"autocomplete": autocomplete}
