"""A type evaluation as it is filled in: samples, report, items, conclusion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.errors import HengjianError
from hengjian.metrology.type_checklist import Found, Group, Item, check_found
from hengjian_portal.accounts.policy import said
from hengjian_portal.scales import types
from hengjian_portal.scales.actions.evaluating import (
    Finding,
    Sample,
    conclude,
    note_samples,
    record_findings,
    take_conformance,
)
from hengjian_portal.scales.forms.deed import DeedForm
from hengjian_portal.scales.models import Evaluation, EvaluationItem

_MOST_REPORT = 128 * 1024


class SamplesForm(DeedForm):
    """The serial numbers of the samples, and a note on each."""

    title, button = _("样机"), _("保存样机")
    samples = forms.CharField(
        label=_("样机"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一台：出厂编号，空格后可写备注"),
    )  # fmt: skip

    def prepare(self) -> None:
        """What was noted before."""
        held = [f"{one['serial_no']} {one['note']}".strip() for one in self.subject.samples]
        self.fields["samples"].initial = "\n".join(held)

    def act(self, at: datetime) -> None:
        """Note them."""
        lines = [line.split(maxsplit=1) for line in self.cleaned_data["samples"].splitlines()]
        samples = [Sample(parts[0], " ".join(parts[1:])) for parts in lines if parts]
        note_samples(evaluation=self.subject, samples=samples, actor=self.actor, at=at)


class ReportForm(DeedForm):
    """The file `hengjian unlock conform` wrote."""

    title, button = _("解锁一致性自检报告"), _("交入报告")
    file = forms.FileField(
        label=_("报告文件"), help_text=_("自检命令写出的文件，不超过128 KB"),
        widget=forms.FileInput(attrs={"accept": ".json,.yaml,.yml,application/json"}),
    )  # fmt: skip

    def act(self, at: datetime) -> None:
        """Take it in."""
        data = self.cleaned_data["file"].read(_MOST_REPORT + 1)
        take_conformance(evaluation=self.subject, data=data, actor=self.actor, at=at)


class ConcludeForm(DeedForm):
    """What the evaluation comes to."""

    title, button = _("作出结论"), _("作出结论")
    note = _("作出结论后不能再补充或修改。")
    conclusion = forms.ChoiceField(
        label=_("结论"), choices=Evaluation.Conclusion.choices, widget=forms.RadioSelect
    )
    note_text = forms.CharField(
        label=_("评价说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def act(self, at: datetime) -> None:
        """Conclude it."""
        conclude(
            evaluation=self.subject, conclusion=self.cleaned_data["conclusion"],
            note=self.cleaned_data["note_text"], actor=self.actor, at=at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One item as the page shows it: what it is, what was found before, its fields."""

    item: Item
    before: EvaluationItem | None
    found: BoundField
    measured: BoundField | None
    note: BoundField

    @property
    def errors(self) -> list[str]:
        """What is wrong with it."""
        return [str(error) for error in self.note.errors]


class ItemsForm(DeedForm):
    """Every item of the list; those left open are not written."""

    title, button = _("评价项目"), _("保存已填的项目")

    def prepare(self) -> None:
        """Three fields for each item, as it was found before."""
        self.checklist = types.checklist_of(self.subject)
        self.before = types.findings(self.subject)
        words = dict(EvaluationItem.Found.choices)
        for item in self.checklist.items.values():
            held = self.before.get(item.id)
            choices = [("", _("未评价")), *words.items()]
            if not item.may_not_apply:
                choices = [one for one in choices if one[0] != Found.NOT_APPLICABLE]
            self.fields[f"{item.id}-found"] = forms.ChoiceField(
                label=_("结论"), choices=choices, required=False, initial=held.found if held else ""
            )
            if item.measured:
                self.fields[f"{item.id}-measured"] = forms.CharField(
                    label=_("测得值"), max_length=200, required=False,
                    initial=held.measured if held else "",
                )  # fmt: skip
            self.fields[f"{item.id}-note"] = forms.CharField(
                label=_("评价说明"),
                max_length=500,
                required=False,
                initial=held.note if held else "",
            )

    def clean(self) -> dict[str, Any]:
        """Hold each finding against the list, so that what is wrong stands beside it."""
        held = super().clean() or {}
        for one in self._findings():
            try:
                check_found(self.checklist, one.item, one.found, (one.measured, one.note))
            except HengjianError as error:
                self.add_error(f"{one.item}-note", said(error, get_language()))
        return held

    def _findings(self) -> list[Finding]:
        typed = self.cleaned_data
        return [
            Finding(
                name, Found(typed[f"{name}-found"]), typed.get(f"{name}-measured", ""),
                typed.get(f"{name}-note", ""),
            )
            for name in self.checklist.items
            if typed.get(f"{name}-found")
        ]  # fmt: skip

    def act(self, at: datetime) -> None:
        """Write down what was found."""
        record_findings(evaluation=self.subject, found=self._findings(), actor=self.actor, at=at)

    def groups(self) -> Iterator[tuple[Group, list[Row]]]:
        """The items by group, as the page lists them."""
        for group in self.checklist.groups:
            yield group, [self._row(item) for item in group.items]

    def _row(self, item: Item) -> Row:
        measured = self[f"{item.id}-measured"] if item.measured else None
        return Row(
            item, self.before.get(item.id), self[f"{item.id}-found"], measured,
            self[f"{item.id}-note"],
        )  # fmt: skip
