"""A form whose content becomes papers of a matter, and how a filed paper reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.enforcement.fine import yuan
from hengjian_portal.accounts.models import Person
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.look.tongues import in_its_language

Papers = dict[str, dict[str, Any]]
_MOST_YUAN = Decimal(10) ** 10


class PaperForm(forms.Form):
    """
    One act's form. `paper` is the kind its content is filed as.

    `matter` is the matter as it stands, for what a form offers.
    """

    paper = ""

    def __init__(self, *args: Any, matter: Matter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matter = matter
        self.prepare()

    def prepare(self) -> None:
        """Offer what depends on the matter."""

    def papers(self) -> Papers:
        """The papers to file: plain JSON values."""
        return {self.paper: {name: plain(value) for name, value in self.cleaned_data.items()}}


def plain(value: Any) -> Any:
    """A cleaned value as JSON keeps it: days as ISO text, nothing as empty text."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def fen(value: Decimal | None) -> int:
    """Typed yuan as fen; nothing is none."""
    return int((value or Decimal(0)) * 100)


def money_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DecimalField:
    """A sum in yuan, to the fen."""
    return forms.DecimalField(
        label=label, required=required, help_text=help_text, min_value=0, max_value=_MOST_YUAN,
        decimal_places=2,
    )  # fmt: skip


class OfficersField(forms.ModelMultipleChoiceField):
    """Several officers to tick, their names in the language they are in."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label, queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
        )

    def label_from_instance(self, obj: Person) -> str:
        """The name beside the box."""
        return in_its_language(obj.name)


HOW_SERVED = (
    ("in_person", _("直接送达")),
    ("left", _("留置送达")),
    ("post", _("邮寄送达")),
    ("electronic", _("电子送达")),
    ("announcement", _("公告送达")),
)


def how_served() -> forms.ChoiceField:
    """How a paper was served."""
    return forms.ChoiceField(label=_("送达方式"), choices=HOW_SERVED)


def said(fields: dict[str, forms.Field], content: dict[str, Any]) -> list[tuple[str, str]]:
    """A filed paper as labels and words: in the order of its form, then what was added to it."""
    pairs = [
        (str(field.label), _words(field, content[name]))
        for name, field in fields.items()
        if content.get(name) not in (None, "", [], False)
    ]
    added = [
        (str(label), yuan(content[name]) if name.endswith("_fen") else str(content[name]))
        for name, label in ADDED.items()
        if name not in fields and content.get(name) not in (None, "", [])
    ]
    return pairs + added


# What an act adds to a paper beyond its form.
ADDED = {
    "facts": _("违法事实"),
    "reasons": _("理由和依据"),
    "amount_fen": _("罚款（元）"),
    "measured_fen": _("违法所得（元）"),
    "why": _("从轻或者从重的理由"),
}


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(field, forms.ModelMultipleChoiceField):
        return _listed(str(person) for person in field.queryset.model.objects.filter(pk__in=value))
    choices = getattr(field, "choices", ()) or ()
    names = {str(key): str(word) for key, word in choices}
    values = value if isinstance(value, list) else [value]
    return _listed(names.get(str(one), str(one)) for one in values)


def _listed(words: Any) -> str:
    return (", " if (get_language() or "").startswith("en") else "、").join(words)
