"""A risk assessment as it is typed: scenarios, each a chain of steps with a probability."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from hengjian.errors import TextError
from hengjian.risk.assessment import Assessment, ScenarioRisk, assess
from hengjian.risk.grid import LEVELS, Level, shipped_grid
from hengjian.risk.presumed import FACTS, Reason, presumed_serious
from hengjian.risk.risk_file import parse_risk
from hengjian.risk.scenario import parse_probability
from hengjian.text.label import Label
from hengjian_portal.look.fields import long_field
from hengjian_portal.recalls.forms.paper import PaperForm, in_language

_SCENARIOS, _STEPS = 3, 5
_RANGE = re.compile(r"^\s*(\S+)\s*(?:~|～|至|到|\.\.)\s*(\S+)\s*$")
_SEVERITIES = [
    ("", _("请选择")), ("1", _("1 急救即可，通常完全恢复")), ("2", _("2 可能就诊，六个月内基本恢复")),
    ("3", _("3 通常住院，影响超过六个月或永久丧失")), ("4", _("4 死亡或严重残疾")),
]  # fmt: skip


@dataclass(slots=True)
class Block:
    """One scenario of the form as the page draws it."""

    title: BoundField
    severity: BoundField
    steps: list[tuple[BoundField, BoundField, BoundField]]


class RiskForm(PaperForm):
    """Up to three scenarios of up to five steps; the highest level counts, nothing is added up."""

    paper = "risk_assessment"
    facts = forms.MultipleChoiceField(
        label=_("已知事实（可推定为严重风险）"), required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(name, in_language(label)) for name, label in FACTS.items()],
    )  # fmt: skip
    remarks = long_field(
        _("补充说明"), required=False, help_text=_("假设、不确定之处、与既往案例的比较")
    )

    def prepare(self) -> None:
        """The rows of the scenarios."""
        self.found: Assessment | None = None
        self.presumed: tuple[Reason, ...] = ()
        for s in range(1, _SCENARIOS + 1):
            self.fields[f"title-{s}"] = forms.CharField(
                label=_("伤害场景"), max_length=200, required=False
            )
            self.fields[f"severity-{s}"] = forms.ChoiceField(
                label=_("伤害程度"), choices=_SEVERITIES, required=False
            )
            for n in range(1, _STEPS + 1):
                self._add_step(f"{s}-{n}")

    def _add_step(self, key: str) -> None:
        for name, label, length in (
            ("what", _("步骤"), 200), ("p", _("概率"), 40), ("why", _("谁判断、依据"), 200),
        ):  # fmt: skip
            self.fields[f"{name}-{key}"] = forms.CharField(
                label=label, max_length=length, required=False,
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            )  # fmt: skip

    def blocks(self) -> list[Block]:
        """The scenarios as the page draws them."""
        return [
            Block(
                self[f"title-{s}"], self[f"severity-{s}"],
                [
                    (self[f"what-{s}-{n}"], self[f"p-{s}-{n}"], self[f"why-{s}-{n}"])
                    for n in range(1, _STEPS + 1)
                ],
            )
            for s in range(1, _SCENARIOS + 1)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Say at its field what cannot be read; then let the engine judge."""
        held = super().clean() or {}
        for s in range(1, _SCENARIOS + 1):
            self._read(s, held)
        if not self.errors:
            try:
                self.found = assess(parse_risk(self._sheet(held), str(_("风险评估"))))
                self.presumed = presumed_serious(held.get("facts", []))
            except TextError as error:
                self.add_error(None, in_language(Label(error.zh, str(error))))
        return held

    def _read(self, s: int, held: dict[str, Any]) -> None:
        """Whether a scenario that was begun has its title, its severity and readable steps."""
        begun = [
            n for n in range(1, _STEPS + 1) if held.get(f"what-{s}-{n}") or held.get(f"p-{s}-{n}")
        ]
        if not (begun or held.get(f"title-{s}")):
            return
        for name in (f"title-{s}", f"severity-{s}", *(f"what-{s}-{n}" for n in begun or [1])):
            if not held.get(name):
                self.add_error(name, _("请填写"))
        for n in begun:
            try:
                for end in _ends(held.get(f"p-{s}-{n}", "")):
                    parse_probability(end)
            except TextError as error:
                self.add_error(f"p-{s}-{n}", in_language(Label(error.zh, str(error))))

    @property
    def level(self) -> Level:
        """The level that counts: serious where it is presumed, else the highest of the scenarios."""
        assert self.found is not None
        return Level.SERIOUS if self.presumed else self.found.level

    def _sheet(self, held: dict[str, Any]) -> dict[str, Any]:
        begun = [s for s in range(1, _SCENARIOS + 1) if held.get(f"title-{s}")]
        return {
            "scenarios": [
                {
                    "title": held[f"title-{s}"],
                    "severity": held.get(f"severity-{s}") or "",
                    "steps": [
                        _step(held[f"what-{s}-{n}"], held[f"p-{s}-{n}"], held[f"why-{s}-{n}"])
                        for n in range(1, _STEPS + 1)
                        if held.get(f"what-{s}-{n}") or held.get(f"p-{s}-{n}")
                    ],
                }
                for s in begun
            ]
        }

    def papers(self) -> dict[str, dict[str, Any]]:
        """The assessment as it is filed: the level, the scenarios as typed, what became of each."""
        assert self.found is not None
        grid = shipped_grid()
        return {self.paper: {
            "level": self.level.value, "sheet": self._sheet(self.cleaned_data),
            "presumed": "；".join(reason.label.zh for reason in self.presumed),
            "facts": self.cleaned_data["facts"],
            "summary": "\n".join(_line(one) for one in self.found.scenarios),
            "method": f"{grid.name}, {grid.clause}", "remarks": self.cleaned_data["remarks"],
        }}  # fmt: skip


def _ends(probability: str) -> tuple[str, ...]:
    """The one number of a probability, or the two ends of a range."""
    found = _RANGE.match(probability)
    return (found[1], found[2]) if found else (probability.strip(),)


def _step(what: str, probability: str, why: str) -> dict[str, str]:
    step = {"what": what, "evidence": why} if why else {"what": what}
    ends = _ends(probability)
    if len(ends) > 1:
        return step | {"low": ends[0], "high": ends[1]}
    return step | {"probability": ends[0]}


def _line(one: ScenarioRisk) -> str:
    low = "" if one.low_level is one.level else f"，低端{LEVELS[one.low_level].zh}"
    return (
        f"{one.scenario.title}：程度{one.scenario.severity}，概率{one.probability}，"
        f"{LEVELS[one.level].zh}{low}；关键步骤“{one.deciding_step.what}”；"
        f"一步×10为{LEVELS[one.level_times_ten].zh}，一步÷10为{LEVELS[one.level_over_ten].zh}"
    )
