"""The weighing sheet of a verification as it is typed at the stall."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.errors import HengjianError
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import Item, Result, evaluate
from hengjian_portal.accounts.policy import said
from hengjian_portal.scales import weighing
from hengjian_portal.scales.models import Scale

TESTS = {
    "zero": (_("零点"), _("加约 10 个分度的砝码，避开零点跟踪；再加小砝码到示值刚好跳变。")),
    "weighing": (_("称量"), _("从小到大逐点加载，再逐点卸载；卸载各点可不填。")),
    "eccentricity": (_("偏载"), _("约三分之一最大秤量，依次放在中心和四角。")),
    "repeatability": (_("重复性"), _("同一载荷称三次，每次取下后回零。")),
    "discrimination": (
        _("鉴别力"), _("示值稳定后加 1.4 个分度的小砝码，示值应正好跳一个分度。")
    ),
    "tare": (_("去皮"), _("先去皮，再加约 10 个分度的砝码；再放更大的皮重，称两个以上净载荷。")),
    "price": (_("计价"), _("按重量和单价核对秤上显示的金额。")),
}  # fmt: skip
_COLUMNS = {
    "tare_g": _("皮重 g"), "load_g": _("载荷 g"), "weight_kg": _("重量 kg"),
    "unit_price": _("单价 元/kg"), "indication_g": _("示值 g"), "added_g": _("ΔL g"),
    "indication_after_g": _("加砝码后示值 g"), "shown": _("显示金额 元"),
}  # fmt: skip
_FIXED = {
    "up": _("加载"), "down": _("卸载"), "centre": _("中心"), "front_left": _("左前"),
    "front_right": _("右前"), "back_left": _("左后"), "back_right": _("右后"),
}  # fmt: skip
_FIELD = re.compile(r"field (\w+): (.*)", re.DOTALL)


class _Number(forms.TextInput):
    """A number as a phone's keyboard gives it; `laid` where the sheet says what is laid on."""

    def __init__(self, *, laid: bool) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})
        self.laid = laid


@dataclass(slots=True)
class SheetRow:
    """One row of the sheet as the page draws it."""

    key: str
    label: str
    cells: list[BoundField]
    item: Item | None = None


@dataclass(slots=True)
class SheetTest:
    """One test of the sheet, its rows, and what is judged over all of them together."""

    name: str
    label: Any
    how: Any
    rows: list[SheetRow]
    basis: weighing.Basis
    over_all: list[Item] = field(default_factory=list)


class Sheet(forms.Form):
    """
    The weighing sheet of one scale: each row is checked by itself, then all are judged.

    A row whose readings are all empty was not done; a half-filled one is a mistake.
    """

    def __init__(self, *args: Any, draft: dict[str, Any], scale: Scale, **kwargs: Any) -> None:
        before = kwargs.pop("before", None)
        super().__init__(*args, prefix="r", **kwargs)
        self.draft = draft
        self.plan = weighing.sheet(weighing.instrument(scale.type_approval))
        self.keys: list[str] = []
        counts: dict[str, int] = {}
        for row in self.plan:
            counts[row.test] = counts.get(row.test, 0) + 1
            self.keys.append(f"{row.test}-{counts[row.test]}")
            self._add_cells(self.keys[-1], row)
        if before:
            self._begin_with(before)
        self.done: list[str] = []
        self.result: Result | None = None

    def _add_cells(self, key: str, row: weighing.Row) -> None:
        for name in (*row.laid_on, *weighing.ASKED[row.test]):
            self.fields[f"{key}-{name}"] = forms.DecimalField(
                label=_COLUMNS[name], required=False, min_value=Decimal(0), max_digits=9,
                decimal_places=3, initial=row.laid_on.get(name),
                widget=_Number(laid=name in row.laid_on),
            )  # fmt: skip

    def _begin_with(self, before: dict[str, Any]) -> None:
        """Begin with the readings of a sheet that was returned, row by row as they fit."""
        left = {
            test: list(rows) if isinstance(rows, list) else [rows]
            for test, rows in before.items()
            if test in TESTS
        }
        for key, row in zip(self.keys, self.plan, strict=True):
            of_test = left.get(row.test, [])
            same = [one for one in of_test if row.fixed.items() <= one.items()]
            if same:
                of_test.remove(same[0])
                for name in (*row.laid_on, *weighing.ASKED[row.test]):
                    self.fields[f"{key}-{name}"].initial = same[0].get(name)

    def clean(self) -> dict[str, Any]:
        """Check each row as the engine will, and put what it says beside the row."""
        super().clean()
        for key, row in zip(self.keys, self.plan, strict=True):
            read = [self.cleaned_data.get(f"{key}-{name}") for name in weighing.ASKED[row.test]]
            if all(value is None for value in read):
                continue
            if self._is_whole(key, row) and self._is_possible(key, row):
                self.done.append(key)
        return self.cleaned_data

    def _is_whole(self, key: str, row: weighing.Row) -> bool:
        names = [f"{key}-{name}" for name in (*row.laid_on, *weighing.ASKED[row.test])]
        empty = [name for name in names if self.cleaned_data.get(name) is None]
        for name in empty:
            if name not in self.errors:
                self.add_error(name, _("请填写"))
        return not empty

    def _is_possible(self, key: str, row: weighing.Row) -> bool:
        one = self._values(key, row)
        try:
            parse_report({**self.draft, row.test: one if row.test == "zero" else [one]})
        except HengjianError as error:
            told = _FIELD.search(said(error, get_language()))
            name = f"{key}-{told[1]}" if told and f"{key}-{told[1]}" in self.fields else None
            self.add_error(name, told[2] if told else said(error, get_language()))
            return False
        return True

    def _values(self, key: str, row: weighing.Row) -> dict[str, str]:
        names = (*row.laid_on, *weighing.ASKED[row.test])
        typed = {name: f"{self.cleaned_data[f'{key}-{name}']:f}" for name in names}
        return {**typed, **row.fixed}

    def readings(self) -> dict[str, Any]:
        """The rows that were done and hold, as a weighing report takes them."""
        found: dict[str, Any] = {}
        for key, row in zip(self.keys, self.plan, strict=True):
            if key in self.done:
                values = self._values(key, row)
                if row.test == "zero":
                    found["zero"] = values
                else:
                    found.setdefault(row.test, []).append(values)
        return found

    def judge(self) -> Result | None:
        """The engine's result on the rows that hold; None before the first."""
        self.is_valid()
        if self.done:
            report = {**self.draft, **self.readings()}
            self.result = evaluate(parse_report(report))
        return self.result

    def tests(self) -> Iterator[SheetTest]:
        """The sheet as the page draws it, each row with its error, limit and verdict."""
        for name, (label, how) in TESTS.items():
            items = [item for item in self.result.items if item.item == name] if self.result else []
            rows = []
            for key, row in zip(self.keys, self.plan, strict=True):
                if row.test == name:
                    item = items.pop(0) if key in self.done and items else None
                    rows.append(self._drawn(key, row, item))
            basis = weighing.basis(name, self.draft["regulation"])
            yield SheetTest(name, label, how, rows, basis, items)

    def _drawn(self, key: str, row: weighing.Row, item: Item | None) -> SheetRow:
        cells = [self[f"{key}-{name}"] for name in (*row.laid_on, *weighing.ASKED[row.test])]
        if item is not None and item.error_g is not None:
            item = replace(item, error_g=Decimal(weighing.written(item.error_g)))
        label = str(_FIXED.get(next(iter(row.fixed.values()), ""), ""))
        if row.test == "discrimination":
            label = f"+{row.fixed['added_g']} g"
        return SheetRow(key, label, cells, item)

    def missing(self) -> list[str]:
        """The tests that were not done, or not wholly, by name."""
        if self.result is None:
            return [str(label) for label, _how in TESTS.values()]
        left = [*self.result.not_tested, *(short.item for short in self.result.incomplete)]
        return [str(TESTS[name][0]) for name in left]
