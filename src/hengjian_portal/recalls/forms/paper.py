"""A form whose content becomes papers of a case, and how a filed paper reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Person
from hengjian_portal.look.tongues import in_its_language
from hengjian_portal.recalls.models import Recall

Papers = dict[str, dict[str, Any]]
Choice = tuple[str, str]


class PaperForm(forms.Form):
    """
    One act's form. `paper` is the kind its content is filed as; empty for an act without one.

    `recall` is the case as it stands and `today` the Beijing day, for what a form offers and checks.
    """

    paper = ""

    def __init__(
        self, *args: Any, recall: Recall | None = None, today: date = date.max, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.recall, self.today = recall, today
        self.prepare()

    def prepare(self) -> None:
        """Offer what depends on the case."""

    def take_over(self) -> None:
        """Fill in from papers that only those who may do the act may read."""

    def papers(self) -> Papers:
        """The papers to file: plain JSON values."""
        if not self.paper:
            return {}
        return {self.paper: {name: plain(v) for name, v in self.cleaned_data.items()}}


def plain(value: Any) -> Any:
    """A cleaned value as JSON keeps it: days as ISO text, decimals as text, sets as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | tuple | frozenset):
        return [plain(one) for one in value]
    return value


def labelled(labels: dict[Any, Any]) -> list[Choice]:
    """Choices from an engine's labels, in the reader's language."""
    return [(str(name.value), in_language(label)) for name, label in labels.items()]


def in_language(label: Any) -> str:
    """A label with zh and en, in the reader's language."""
    return str(label.en if (get_language() or "").startswith("en") else label.zh)


class PeopleField(forms.ModelMultipleChoiceField):
    """Officers to tick, each with the body they act for."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: Any, *, help_text: Any = "", required: bool = True) -> None:
        super().__init__(Person.objects.none(), label=label, help_text=help_text, required=required)

    def label_from_instance(self, obj: Any) -> str:
        """The body and the name, marked as Chinese where the page is not."""
        return in_its_language(f"{obj.body} {obj.name}")


def lines(text: str) -> list[str]:
    """The lines of a paragraph that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def said(form_class: type[PaperForm], content: dict[str, Any]) -> list[tuple[str, str]]:
    """A filed paper as labels and words, in the order of its form."""
    fields = form_class(recall=None).fields
    return [
        (str(field.label), _words(field, content.get(f"{name}_name", content[name])))
        for name, field in fields.items()
        if content.get(name) not in (None, "", [])
    ]


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    choices: Iterable[Any] = getattr(field, "choices", ()) or ()
    names = (
        {} if isinstance(field, forms.ModelChoiceField) else {str(k): str(v) for k, v in choices}
    )
    values = value if isinstance(value, list) else [value]
    comma = ", " if (get_language() or "").startswith("en") else "、"
    return comma.join(names.get(str(one), str(one)) for one in values)
